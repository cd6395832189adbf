import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { logsLink, modelLink } from "./links";
import { nodeGraphs } from "./node-panels";
import { stat, timeSeries } from "./panels";
import { CHOSEN_AUTOSCALERS, servedReplicas } from "./replica-panels";
import { table } from "./table-panel";
import { unit } from "./units";
import { CHOSEN_TENANTS, modelServiceVariable, namespaceVariable } from "./variables";

/** KEDA's own label `namespace` is that of the ScaledObject; the target's is KEDA's. */
const scaledObjects =
  'exported_namespace=~"$namespace",scaledObject=~"($model_service)(-transformer)?-scaler"';
const autoscaler = "namespace, horizontalpodautoscaler";

function replicas(metric: string): string {
  return `sum by (${autoscaler}) (kube_horizontalpodautoscaler_${metric}_replicas{${CHOSEN_AUTOSCALERS}})`;
}

/** What an autoscaler reads of each metric (`status`), or wants it to be (`spec`). */
function hpaMetric(part: "status" | "spec"): string {
  return `max by (${autoscaler}, metric_name, metric_target_type) (kube_horizontalpodautoscaler_${part}_target_metric{${CHOSEN_AUTOSCALERS}})`;
}

/** 1 where a condition of an autoscaler has a status, 0 where it has another. */
function hpaCondition(condition: string, status: string): string {
  return `max by (${autoscaler}) (kube_horizontalpodautoscaler_status_condition{${CHOSEN_AUTOSCALERS},condition="${condition}",status="${status}"})`;
}

export const autoscaling = defineDashboard({
  uid: "autoscaling",
  title: "Autoscaling",
  description: "How many replicas and nodes are wanted and there, between which limits, and why.",
  variables: [namespaceVariable(), modelServiceVariable()],
  links: [logsLink()],
  sections: () => [
    { title: "Now", panels: numbers() },
    { title: "Replicas", panels: replicaPanels() },
    { title: "Why", panels: reasonGraphs() },
    { title: "Nodes", panels: nodeGraphs() },
  ],
});

function numbers(): Panel[] {
  return [
    stat({
      title: "At the maximum",
      description:
        "Autoscalers that want as many replicas as they may have. If it lasts, raise the maximum.",
      unit: unit.count,
      query: `sum(${replicas("status_desired")} >= bool ${replicas("spec_max")})`,
      limits: { warn: 1, bad: 3 },
      width: 6,
    }),
    stat({
      title: "Replicas missing",
      description: "Replicas that are wanted and not yet counted by their autoscaler.",
      unit: unit.count,
      query: `sum(clamp_min(${replicas("status_desired")} - ${replicas("status_current")}, 0))`,
      limits: { warn: 1, bad: 5 },
      width: 6,
    }),
    stat({
      title: "Pods without a node",
      description: "Pods that Karpenter cannot place on any node that it may make.",
      unit: unit.count,
      query: 'sum(karpenter_scheduler_unschedulable_pods_count{job="karpenter"})',
      limits: { warn: 1, bad: 5 },
      width: 6,
    }),
    stat({
      title: "KEDA errors",
      description:
        "ScaledObjects' errors an hour: their metric cannot be read, so they do not scale.",
      unit: unit.perHour,
      query: `3600 * sum(rate(keda_scaled_object_errors_total{${scaledObjects}}[$__rate_interval]))`,
      limits: { warn: 1, bad: 60 },
      width: 6,
    }),
  ];
}

function replicaPanels(): Panel[] {
  return [
    table({
      title: "Autoscalers",
      description:
        "Wanted and present replicas, and the limits. KEDA takes away the last replica itself, below the minimum that is shown here.",
      labels: { namespace: "Tenant", horizontalpodautoscaler: "Autoscaler" },
      columns: [
        { title: "Wanted", unit: unit.count, expr: replicas("status_desired") },
        { title: "There", unit: unit.count, expr: replicas("status_current") },
        { title: "Minimum", unit: unit.count, expr: replicas("spec_min") },
        { title: "Maximum", unit: unit.count, expr: replicas("spec_max") },
      ],
    }),
    servedReplicas(12),
    timeSeries({
      title: "Wanted and present replicas",
      description: "What the autoscaler wants, and what it counts. A gap is a cold start.",
      unit: unit.count,
      width: 12,
      queries: [
        { expr: replicas("status_desired"), legend: "{{horizontalpodautoscaler}} wanted" },
        { expr: replicas("status_current"), legend: "{{horizontalpodautoscaler}} there" },
      ],
    }),
  ];
}

function reasonGraphs(): Panel[] {
  const legend = "{{scaledObject}} {{metric}}";
  const scaler = "exported_namespace, scaledObject, scaler, metric";
  return [
    timeSeries({
      title: "Metrics by their targets",
      description:
        "Each metric of an autoscaler divided by its target. Above 1: more replicas are wanted; below for long: fewer. The highest decides.",
      unit: unit.ratio,
      width: 12,
      queries: [
        {
          expr: `${hpaMetric("status")} / (${hpaMetric("spec")} > 0)`,
          legend: "{{horizontalpodautoscaler}} {{metric_name}}",
        },
      ],
    }),
    timeSeries({
      title: "Held back",
      description:
        "1: the autoscaler wants another number and may not (ScalingLimited), or cannot read its metric (no ScalingActive), or not change the model (no AbleToScale).",
      unit: unit.count,
      max: 1,
      width: 12,
      queries: [
        {
          expr: hpaCondition("ScalingLimited", "true"),
          legend: "{{horizontalpodautoscaler}} limited",
        },
        {
          expr: hpaCondition("ScalingActive", "false"),
          legend: "{{horizontalpodautoscaler}} without metric",
        },
        {
          expr: hpaCondition("AbleToScale", "false"),
          legend: "{{horizontalpodautoscaler}} unable",
        },
      ],
    }),
    timeSeries({
      title: "Values of the triggers",
      description:
        "What KEDA reads for each trigger, in the unit of the trigger. The one that asks for the most replicas decides.",
      unit: unit.count,
      queries: [
        { expr: `max by (${scaler}) (keda_scaler_metrics_value{${scaledObjects}})`, legend },
      ],
    }),
    timeSeries({
      title: "Active triggers",
      description: "1: the trigger keeps at least one replica. All 0: the model may go to zero.",
      unit: unit.count,
      max: 1,
      queries: [{ expr: `max by (${scaler}) (keda_scaler_active{${scaledObjects}})`, legend }],
    }),
    timeSeries({
      title: "Errors and empty answers of triggers",
      description:
        "Failed reads an hour, and reads for which Prometheus had nothing. Both leave a model at its size.",
      unit: unit.perHour,
      queries: [
        {
          expr: `3600 * sum by (${scaler}) (rate(keda_scaler_detail_errors_total{${scaledObjects}}[$__rate_interval]))`,
          legend: `${legend} errors`,
        },
        {
          expr: `3600 * sum by (scaledResource, triggerName) (rate(keda_scaler_empty_upstream_responses_total{exported_namespace=~"$namespace",scaledResource=~"($model_service)(-transformer)?-scaler"}[$__rate_interval]))`,
          legend: "{{scaledResource}} {{triggerName}} empty",
        },
      ],
    }),
    timeSeries({
      title: "Time to read a trigger",
      description: "How long KEDA waits for the value. Several seconds: Prometheus is overloaded.",
      unit: unit.seconds,
      queries: [
        {
          expr: `max by (${scaler}) (keda_scaler_metrics_latency_seconds{${scaledObjects}})`,
          legend,
        },
      ],
    }),
    timeSeries({
      title: "Requests",
      description: "Requests a second to the chosen models: the load behind most triggers.",
      unit: unit.requestsPerSecond,
      queries: [
        {
          expr: `sum by (namespace, model_service) (model_service:requests:rate5m{component="predictor",${CHOSEN_TENANTS},model_service=~"$model_service"})`,
          legend: "{{model_service}}",
        },
      ],
      links: [modelLink()],
    }),
    timeSeries({
      title: "Pods pending",
      description: "Pods that wait for a node or for their images.",
      unit: unit.count,
      queries: [
        {
          expr: `sum by (namespace) (kube_pod_status_phase{phase="Pending",${CHOSEN_TENANTS}})`,
          legend: "{{namespace}}",
        },
      ],
    }),
  ];
}
