import type { AutoscalingRequest, KedaScaling } from "../../components/autoscaling/scaling";
import type { Trigger } from "../../components/autoscaling/triggers";

/** A request that is right. */
export const request: AutoscalingRequest = {
  namespace: "fraud",
  service: "scorer",
  scaling: { min: 1, max: 3 },
  metrics: "none",
  startupSeconds: 300,
  prometheusAddress: "http://prometheus.example:9090",
};

/** A trigger that every model can have. */
export const requestRate = {
  metric: "requestRate",
  thresholdRequestsPerSecondPerReplica: 10,
} as const satisfies Trigger;

/** Scaling by KEDA that is right. */
export const keda: KedaScaling = { engine: "keda", min: 1, max: 3, triggers: [requestRate] };

/** One trigger of each kind. */
export const everyTrigger: readonly Trigger[] = [
  requestRate,
  { metric: "tritonQueueTime", thresholdMilliseconds: 50 },
  { metric: "tritonPendingRequests", thresholdRequestsPerReplica: 4 },
  { metric: "p95Latency", thresholdMilliseconds: 250 },
  { metric: "gpuUtilization", thresholdPercent: 80 },
  { metric: "vllmWaitingRequests", thresholdRequestsPerReplica: 2 },
  { metric: "vllmKvCacheUse", thresholdPercent: 85 },
  { metric: "cpuUtilization", thresholdPercent: 70 },
  { metric: "memoryUtilization", thresholdPercent: 75 },
  { metric: "promql", query: "sum(queue_length)", threshold: 100 },
];

/** A request for scaling by KEDA with these changes. */
export function withKeda(
  scaling: Partial<KedaScaling>,
  changes: Partial<AutoscalingRequest> = {},
): AutoscalingRequest {
  return { ...request, ...changes, scaling: { ...keda, ...scaling } };
}

/** The behaviour of a model that takes 300 seconds to load, where nothing is said. */
export const loadingSteps = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max",
    policies: [
      { type: "Percent", value: 100, periodSeconds: 300 },
      { type: "Pods", value: 2, periodSeconds: 300 },
    ],
  },
  scaleDown: {
    stabilizationWindowSeconds: 300,
    selectPolicy: "Max",
    policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
  },
};
