import type { Input } from "@pulumi/pulumi";

import type { Problem } from "./problems";

/** Days that a CloudWatch log group can keep its logs (API reference of PutRetentionPolicy). */
const retentionDays: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

/** Problems of a retention time, where it is known already: CloudWatch offers some numbers of days and no others. */
export function logRetentionProblems(path: string, days: Input<number> | undefined): Problem[] {
  if (typeof days !== "number" || retentionDays.includes(days)) return [];
  return [
    {
      path,
      reason: `CloudWatch does not keep logs for ${days} days. Write one of ${retentionDays.join(", ")}.`,
    },
  ];
}
