import type { ObservabilityRequest } from "../../components/observability/request";

/** A stack of observability of the default sizes. */
export const observabilityRequest: ObservabilityRequest = {
  systemPool: "system",
  storageClass: "gp3-encrypted",
  metricRetentionDays: 15,
  metricStorageGiB: 50,
  metricSeries: 300_000,
  logRetentionDays: 30,
  logStorageGiB: 10,
};
