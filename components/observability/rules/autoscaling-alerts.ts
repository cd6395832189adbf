import { copyLabel } from "./labels";
import type { RuleGroup } from "./rule";

const hpa = "namespace, horizontalpodautoscaler";
const replicas = (metric: string): string =>
  `max by (${hpa}) (kube_horizontalpodautoscaler_${metric}_replicas)`;

/** KEDA's own `namespace` is that of the ScaledObject; the target's is KEDA's. */
const ofObject = (expr: string): string => copyLabel(expr, "exported_namespace", "namespace");

/** Alerts about autoscalers. */
export const autoscalingAlerts: RuleGroup = {
  name: "autoscaling-alerts",
  rules: [
    {
      alert: "ScaleOutAtMaximum",
      expr: `(${replicas("status_current")} >= ${replicas("spec_max")}) and (${replicas("status_desired")} >= ${replicas("spec_max")}) and (${replicas("spec_max")} > ${replicas("spec_min")})`,
      for: "15m",
      severity: "warning",
      owner: "tenant",
      summary:
        "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} is at its maximum of {{ $value }} replicas",
      description:
        "More load cannot be answered with more replicas. Look at latency and queue, and raise the maximum if the budget allows.",
    },
    {
      alert: "ScalerFailing",
      expr: ofObject(
        'sum by (exported_namespace, scaledObject, scaler) (increase(keda_scaler_detail_errors_total{job="keda-operator"}[5m])) > 0',
      ),
      for: "10m",
      severity: "warning",
      owner: "platform",
      summary:
        "{{ $labels.namespace }}/{{ $labels.scaledObject }} cannot read {{ $labels.scaler }}",
      description:
        "It scales by its fallback or not at all. Look at the logs of keda-operator and whether Prometheus answers.",
    },
    {
      alert: "ScalerWithoutData",
      expr: ofObject(
        'sum by (exported_namespace, scaledResource, triggerName) (increase(keda_scaler_empty_upstream_responses_total{job="keda-operator"}[5m])) > 0',
      ),
      for: "15m",
      severity: "warning",
      owner: "platform",
      summary:
        "{{ $labels.namespace }}/{{ $labels.scaledResource }} gets no data from trigger {{ $labels.triggerName }}",
      description:
        "Its query has had an empty result for 15 minutes: the series are missing. Look whether the model and DCGM are scraped.",
    },
  ],
};
