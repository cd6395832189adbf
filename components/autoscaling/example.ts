import type { AutoscalerArgs } from "./autoscaler";
import type { KedaArgs } from "./keda";

/** The fewest arguments that work. */
export const smallest: { Autoscaler: AutoscalerArgs; Keda: KedaArgs } = {
  Autoscaler: { namespace: "fraud", service: "scorer", scaling: { min: 1, max: 3 } },
  Keda: {},
};

/** Every argument: a model on a GPU that goes to zero at night. */
export const fullest: { Autoscaler: AutoscalerArgs; Keda: KedaArgs } = {
  Autoscaler: {
    namespace: "fraud",
    service: "scorer",
    metrics: "triton",
    gpu: { mig: false, shared: false },
    startupSeconds: 600,
    prometheusAddress: "https://metrics.example.com/tenants/fraud",
    scaling: {
      engine: "keda",
      min: 0,
      max: 6,
      triggers: [
        {
          metric: "requestRate",
          name: "requests",
          thresholdRequestsPerSecondPerReplica: 20,
          activationRequestsPerSecond: 0.05,
        },
        { metric: "tritonQueueTime", thresholdMilliseconds: 50, activationMilliseconds: 1 },
        { metric: "gpuUtilization", thresholdPercent: 80, activationPercent: 5 },
        {
          metric: "promql",
          name: "backlog",
          query: 'sum(queue_length{queue="scorer"})',
          threshold: 100,
          activation: 0,
          metricType: "AverageValue",
          existsAtZero: true,
        },
      ],
      schedules: [
        {
          name: "office-hours",
          timeZone: "Europe/Berlin",
          start: "30 7 * * 1-5",
          end: "0 19 * * 1-5",
          replicas: 2,
        },
      ],
      pollingSeconds: 15,
      cooldownSeconds: 900,
      fallbackReplicas: 2,
      behavior: {
        scaleUp: {
          stabilizationSeconds: 30,
          policies: [{ type: "percent", value: 100, periodSeconds: 300 }],
        },
        scaleDown: {
          stabilizationSeconds: 900,
          policies: [{ type: "pods", value: 1, periodSeconds: 300 }],
        },
      },
    },
  },
  Keda: {
    systemPool: "core",
    artifacts: { chartRepository: "oci://registry.example.com/charts" },
  },
};
