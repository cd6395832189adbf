import type { Problem } from "../internal/problems";

/** Sizes and times of the observability stack that a caller may set. */
export interface ObservabilitySizes {
  readonly metricRetentionDays?: number;
  readonly metricStorageGiB?: number;
  readonly logRetentionDays?: number;
  readonly logStorageGiB?: number;
}

/** Problems of the sizes and times: each a whole number from 1. */
export function observabilityProblems(sizes: ObservabilitySizes): Problem[] {
  return (
    ["metricRetentionDays", "metricStorageGiB", "logRetentionDays", "logStorageGiB"] as const
  ).flatMap((key) => {
    const size = sizes[key];
    if (size === undefined || (Number.isInteger(size) && size >= 1)) return [];
    return [
      {
        path: key,
        reason: `${size} is not a number of ${key.endsWith("GiB") ? "GiB" : "days"}. Write a whole number from 1.`,
      },
    ];
  });
}
