import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { timeSeries } from "./panels";
import { unit } from "./units";
import { CHOSEN_TENANTS } from "./variables";

/** Autoscalers of the chosen models; KEDA puts a word before the names of those that it makes. */
export const CHOSEN_AUTOSCALERS = `${CHOSEN_TENANTS},horizontalpodautoscaler=~"(keda-hpa-)?($model_service)(-transformer)?-scaler"`;

/** Replicas that a model shall have, and those that answer. */
export function servedReplicas(width: 8 | 12 = 8): Panel {
  const chosen = `${CHOSEN_TENANTS},deployment=~"($model_service)-(predictor|transformer)"`;
  return timeSeries({
    title: "Replicas",
    description:
      "Wanted and available replicas, and the limits of the autoscaler. Wanted at its maximum for long: raise it, or the model is too slow.",
    unit: unit.count,
    width,
    queries: [
      {
        expr: `sum by (deployment) (kube_deployment_spec_replicas{${chosen}})`,
        legend: "{{deployment}} wanted",
      },
      {
        expr: `sum by (deployment) (kube_deployment_status_replicas_available{${chosen}})`,
        legend: "{{deployment}} available",
      },
      {
        expr: `sum by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_min_replicas{${CHOSEN_AUTOSCALERS}})`,
        legend: "{{horizontalpodautoscaler}} min",
      },
      {
        expr: `sum by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{${CHOSEN_AUTOSCALERS}})`,
        legend: "{{horizontalpodautoscaler}} max",
      },
    ],
  });
}

/** How busy the pods of a selector are. */
export function saturationGraphs(pods: string): Panel[] {
  const containers = `${pods},container!=""`;
  const limit = (resource: string): string =>
    `sum by (pod) (kube_pod_container_resource_limits{${pods},resource="${resource}"})`;
  return [
    timeSeries({
      title: "CPU and memory",
      description:
        "Share of what the containers of each pod may have. CPU near 100 % is slowed down, memory near 100 % is killed.",
      unit: unit.ratio,
      max: 1,
      width: 12,
      queries: [
        {
          expr: `sum by (pod) (rate(container_cpu_usage_seconds_total{${containers}}[$__rate_interval])) / ${limit("cpu")}`,
          legend: "{{pod}} CPU",
        },
        {
          expr: `sum by (pod) (container_memory_working_set_bytes{${containers}}) / ${limit("memory")}`,
          legend: "{{pod}} memory",
        },
      ],
      limits: { warn: 0.9, bad: 0.95 },
    }),
    timeSeries({
      title: "GPU utilisation",
      description: "Share of the time in which the GPUs of each pod computed.",
      unit: unit.ratio,
      max: 1,
      width: 12,
      queries: [{ expr: `avg by (pod) (gpu:utilization:ratio{${pods}})`, legend: "{{pod}}" }],
    }),
    timeSeries({
      title: "GPU memory",
      description:
        "Share of the memory of the fullest GPU of each pod. Above 95 % the next batch may fail.",
      unit: unit.ratio,
      max: 1,
      width: 12,
      queries: [{ expr: `max by (pod) (gpu:memory_used:ratio{${pods}})`, legend: "{{pod}}" }],
      limits: { warn: 0.9, bad: 0.95 },
    }),
  ];
}
