import type { EpisodeName } from "./episodes";

/** What is expected to be elsewhere than most, and why. */
export interface Exception {
  readonly in: readonly EpisodeName[];
  readonly why: string;
}

/** Panels whose query has no data on a healthy platform, as `dashboard | panel`, and where it has. */
export const quietPanels: Readonly<Record<string, Exception>> = {
  "platform-overview | Firing alerts": {
    in: ["failing"],
    why: "No alert of a healthy platform has lasted as long as its rule waits.",
  },
  "gpu-fleet | XID errors": { in: ["failing"], why: "A healthy GPU reports no error." },
  "gateway-and-mesh | Plain TCP connections": {
    in: [],
    why: "Every model of the example speaks HTTP or gRPC; there is data where one speaks neither.",
  },
};

/** Recorded series that a healthy platform does not have, and where they are. */
export const quietRecords: Readonly<Record<string, Exception>> = {
  "platform:nodes_unpriced:count": {
    in: ["failing"],
    why: "The price of every instance type of the healthy platform is known.",
  },
};

/** Alerts that do not belong to the failing platform alone, and where they are. */
export const otherAlerts: Readonly<Record<string, Exception>> = {
  GpuNodeUnused: {
    in: ["healthy", "saturated", "unused", "blind"],
    why: "One of the four GPUs of the example is idle, so that its cost is seen; the failing platform has no GPUs to allocate.",
  },
  GpuSaturated: { in: ["saturated"], why: "The GPUs of the failing platform do nothing." },
  KubeStateMetricsMissing: { in: ["unwatched"], why: "It is about what is not scraped." },
  ModelMetricsMissing: { in: ["blind"], why: "It is about what is not scraped." },
  GpuMetricsMissing: { in: ["blind"], why: "It is about what is not scraped." },
  GatewayMetricsMissing: { in: ["blind"], why: "It is about what is not scraped." },
  PlatformMetricsMissing: { in: ["blind"], why: "It is about what is not scraped." },
  ModelSloMetricsMissing: { in: ["blind"], why: "It is about what is not scraped." },
};
