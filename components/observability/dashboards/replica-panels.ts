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
