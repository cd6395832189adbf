import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { logsLink, modelLink, modelOfLineLink, tracesLink } from "./links";
import { timeSeries, type Limits } from "./panels";
import { servedReplicas } from "./replica-panels";
import { burnRates, objectives } from "./slo-panels";
import { table } from "./table-panel";
import { unit, type Unit } from "./units";
import { CHOSEN_MODELS, modelServiceVariable, namespaceVariable } from "./variables";

const entered = `component="predictor",${CHOSEN_MODELS}`;
const service = "namespace, model_service";
const versions = "model_service, model, version";
const versionLegend = "{{model_service}} {{model}} v{{version}}";
/** Flagger's own label `namespace` is that of the canary; the target's is Flagger's. */
const canaries = 'exported_namespace=~"$namespace"';

function services(series: string): string {
  return `max by (${service}) (model_service:${series}{${entered}})`;
}

export const rollouts = defineDashboard({
  uid: "rollouts",
  title: "Rollouts",
  description:
    "Old and new side by side: how the traffic is shared between the chosen services and versions, and how they do.",
  variables: [namespaceVariable(), modelServiceVariable()],
  links: [logsLink(), tracesLink()],
  sections: () => [
    { title: "Services side by side", panels: [sideBySide(), trafficShare()] },
    { title: "Quality", panels: qualityGraphs() },
    { title: "Objectives, which a rollout has to hold", panels: [objectives(), burnRates()] },
    { title: "Versions in Triton", panels: versionGraphs() },
    { title: "Flagger, where it rolls out", panels: flaggerGraphs() },
  ],
});

function sideBySide(): Panel {
  const quantile = (name: string): string =>
    services(`request_duration_milliseconds:${name}_rate5m`);
  return table({
    title: "Side by side",
    description:
      "The chosen services now. Choose the old and the new one at the top; a service without requests has no errors and no latency.",
    labels: { namespace: "Tenant", model_service: "Model" },
    columns: [
      { title: "Requests", unit: unit.requestsPerSecond, expr: services("requests:rate5m") },
      {
        title: "Errors",
        unit: unit.ratio,
        expr: services("request_error_ratio:rate5m"),
        limits: { warn: 0.001, bad: 0.01 },
      },
      { title: "p50", unit: unit.milliseconds, expr: quantile("p50") },
      { title: "p95", unit: unit.milliseconds, expr: quantile("p95") },
      { title: "p99", unit: unit.milliseconds, expr: quantile("p99") },
    ],
    width: 12,
    links: [modelOfLineLink()],
  });
}

function trafficShare(): Panel {
  return timeSeries({
    title: "Share of the traffic",
    description:
      "Share of each chosen service in the requests to all of them. Choose the old and the new one at the top.",
    unit: unit.ratio,
    stacked: true,
    max: 1,
    width: 12,
    queries: [
      {
        expr: `sum by (${service}) (model_service:requests:rate5m{${entered}}) / on () group_left () (sum(model_service:requests:rate5m{${entered}}) > 0)`,
        legend: "{{model_service}}",
      },
    ],
  });
}

function qualityGraphs(): Panel[] {
  const graph = (title: string, description: string, of: Unit, series: string, limits?: Limits) =>
    timeSeries({
      title,
      description,
      unit: of,
      queries: [{ expr: services(series), legend: "{{model_service}}" }],
      links: [modelLink()],
      ...(limits !== undefined && { limits }),
    });
  return [
    graph(
      "Errors",
      "Share of failed requests. The new one above the old one: go back.",
      unit.ratio,
      "request_error_ratio:rate5m",
      { warn: 0.001, bad: 0.01 },
    ),
    graph(
      "Latency p95",
      "95 of 100 requests took no longer, as the sender sees it.",
      unit.milliseconds,
      "request_duration_milliseconds:p95_rate5m",
    ),
    graph(
      "Latency p99",
      "99 of 100 requests took no longer. A cold start of the new one is seen here first.",
      unit.milliseconds,
      "request_duration_milliseconds:p99_rate5m",
    ),
    servedReplicas(12),
    timeSeries({
      title: "GPU cost per hour",
      description: "What both together cost while they run side by side, in dollars an hour.",
      unit: unit.dollars,
      stacked: true,
      width: 12,
      queries: [
        {
          expr: `sum by (${service}) (model_service:gpu_hourly_cost_dollars:sum{${CHOSEN_MODELS}})`,
          legend: "{{model_service}}",
        },
      ],
    }),
  ];
}

function versionGraphs(): Panel[] {
  const requests = `triton_model:requests:rate5m{${CHOSEN_MODELS}}`;
  return [
    timeSeries({
      title: "Share by version",
      description: "Share of each version in the requests to its model inside a service.",
      unit: unit.ratio,
      max: 1,
      queries: [
        {
          expr: `sum by (${versions}) (${requests}) / on (model_service, model) group_left () (sum by (model_service, model) (${requests}) > 0)`,
          legend: versionLegend,
        },
      ],
    }),
    timeSeries({
      title: "Errors by version",
      description: "Share of the requests that a version failed, of those that Triton saw.",
      unit: unit.ratio,
      queries: [
        {
          expr: `max by (${versions}) (triton_model:request_failure_ratio:rate5m{${CHOSEN_MODELS}})`,
          legend: versionLegend,
        },
      ],
      limits: { warn: 0.001, bad: 0.01 },
    }),
    timeSeries({
      title: "Duration p99 by version",
      description: "The slowest replica's p99, measured by Triton.",
      unit: unit.milliseconds,
      queries: [
        {
          expr: `max by (${versions}) (triton_model:request_duration_milliseconds:p99_max{${CHOSEN_MODELS}})`,
          legend: versionLegend,
        },
      ],
    }),
  ];
}

function flaggerGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Weights",
      description:
        "Percent of the traffic that Flagger gives to each workload; the old one ends in -primary. No data: no canary.",
      unit: unit.count,
      max: 100,
      queries: [
        {
          expr: `max by (exported_namespace, workload) (flagger_canary_weight{${canaries}})`,
          legend: "{{workload}}",
        },
      ],
    }),
    timeSeries({
      title: "State of canaries",
      description: "0: the analysis runs; 1: the last one succeeded; 2: it failed and went back.",
      unit: unit.count,
      max: 2,
      queries: [
        {
          expr: `max by (exported_namespace, name) (flagger_canary_status{${canaries}})`,
          legend: "{{name}}",
        },
      ],
    }),
    timeSeries({
      title: "Measured by the analysis",
      description: "The last value of each metric that Flagger compares, in the metric's own unit.",
      unit: unit.count,
      queries: [
        {
          expr: `max by (exported_namespace, name, metric) (flagger_canary_metric_analysis{${canaries}})`,
          legend: "{{name}} {{metric}}",
        },
      ],
    }),
  ];
}
