import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { logsLink, tracesLink } from "./links";
import { logLines, stat, timeSeries } from "./panels";
import { saturationGraphs, servedReplicas } from "./replica-panels";
import { budgetRemaining, burnRates, objectives } from "./slo-panels";
import { unit } from "./units";
import {
  CHOSEN_MODELS,
  CHOSEN_TENANTS,
  modelServiceVariable,
  namespaceVariable,
} from "./variables";

const entered = `component="predictor",${CHOSEN_MODELS}`;
/** Pods of Deployments, and those of groups over several nodes. */
const pods = `${CHOSEN_TENANTS},pod=~"($model_service)-(predictor-.*|[0-9]+(-[0-9]+)?)"`;
const links = [logsLink(), tracesLink()];

export const modelService = defineDashboard({
  uid: "model-service",
  title: "Model service",
  description:
    "Rate, errors, duration and saturation of a model and of each of its versions, its objectives, replicas, GPUs and logs.",
  variables: [namespaceVariable(), modelServiceVariable()],
  links,
  sections: () => [
    { title: "Now", panels: numbers() },
    { title: "Requests, as their senders see them", panels: requestGraphs() },
    { title: "Versions, as the server sees them", panels: versionGraphs() },
    { title: "Objectives", panels: [objectives(), budgetRemaining(), burnRates()] },
    { title: "Replicas and GPUs", panels: [servedReplicas(12), ...saturationGraphs(pods)] },
    { title: "Logs", panels: [newestLogs()] },
  ],
});

function numbers(): Panel[] {
  return [
    stat({
      title: "Requests",
      description: "Requests a second to the chosen models. No data: none was ever asked.",
      unit: unit.requestsPerSecond,
      query: `sum(model_service:requests:rate5m{${entered}})`,
    }),
    stat({
      title: "Errors",
      description: "Largest share of failed requests of the chosen models. No data: no requests.",
      unit: unit.ratio,
      query: `max(model_service:request_error_ratio:rate5m{${entered}})`,
      limits: { warn: 0.001, bad: 0.01 },
    }),
    stat({
      title: "Latency p99",
      description: "The slowest of the chosen models: 99 of 100 requests took no longer.",
      unit: unit.milliseconds,
      query: `max(model_service:request_duration_milliseconds:p99_rate5m{${entered}})`,
    }),
    stat({
      title: "Error budget left",
      description:
        "The objective of the chosen models that has the least left. Below 0 it is broken. No data: they have none.",
      unit: unit.ratio,
      query: `min(slo:error_budget_remaining:ratio{${CHOSEN_MODELS}})`,
      limits: { warn: 0.5, bad: 0.1 },
    }),
    stat({
      title: "Restarts in an hour",
      description:
        "Containers of the chosen models that ended and were started again: out of memory, or a probe that failed.",
      unit: unit.count,
      query: `sum(increase(kube_pod_container_status_restarts_total{${pods}}[1h]))`,
      limits: { warn: 1, bad: 5 },
    }),
    stat({
      title: "GPU cost per hour",
      description:
        "What the GPUs cost that are allocated to the chosen models, in dollars an hour. No data: they have none.",
      unit: unit.dollars,
      query: `sum(model_service:gpu_hourly_cost_dollars:sum{${CHOSEN_MODELS}})`,
    }),
  ];
}

function requestGraphs(): Panel[] {
  const requests = `model_service:requests:rate5m{${CHOSEN_MODELS}}`;
  const duration = (quantile: string): string =>
    `max by (model_service) (model_service:request_duration_milliseconds:${quantile}_rate5m{${entered}})`;
  return [
    timeSeries({
      title: "Requests",
      description:
        "Requests a second, by the part of the model to which they go. A transformer passes each on to the predictor.",
      unit: unit.requestsPerSecond,
      queries: [
        {
          expr: `sum by (model_service, component) (${requests})`,
          legend: "{{model_service}} {{component}}",
        },
      ],
      links,
    }),
    timeSeries({
      title: "Errors",
      description: "Share of failed requests. A gap: no requests, so no share.",
      unit: unit.ratio,
      queries: [
        {
          expr: `max by (model_service, component) (model_service:request_error_ratio:rate5m{${CHOSEN_MODELS}})`,
          legend: "{{model_service}} {{component}}",
        },
      ],
      limits: { warn: 0.001, bad: 0.01 },
      links,
    }),
    timeSeries({
      title: "Duration p50, p95, p99",
      description:
        "50, 95 and 99 of 100 requests took no longer. Between the limits of the mesh's buckets it is estimated.",
      unit: unit.milliseconds,
      queries: ["p50", "p95", "p99"].map((quantile) => ({
        expr: duration(quantile),
        legend: `{{model_service}} ${quantile}`,
      })),
      links,
    }),
  ];
}

function versionGraphs(): Panel[] {
  const versions = (series: string, operation = "sum"): string =>
    `${operation} by (model_service, model, version) (triton_model:${series}{${CHOSEN_MODELS}})`;
  const legend = "{{model}} v{{version}}";
  return [
    timeSeries({
      title: "Requests by version",
      description:
        "Requests a second of each version that Triton serves, and of each model that vLLM serves.",
      unit: unit.requestsPerSecond,
      queries: [
        { expr: versions("requests:rate5m"), legend },
        {
          expr: `sum by (model_service, model_name) (vllm_model:requests:rate5m{${CHOSEN_MODELS}})`,
          legend: "{{model_name}}",
        },
      ],
    }),
    timeSeries({
      title: "Errors by version",
      description:
        "Share of the requests that a version of a model failed, of those that Triton saw.",
      unit: unit.ratio,
      queries: [{ expr: versions("request_failure_ratio:rate5m", "max"), legend }],
      limits: { warn: 0.001, bad: 0.01 },
    }),
    timeSeries({
      title: "Duration by version",
      description:
        "The slowest replica's p50, p95 and p99, measured by Triton from arrival to answer; for vLLM p95 of whole answers.",
      unit: unit.milliseconds,
      queries: [
        ...["p50", "p95", "p99"].map((quantile) => ({
          expr: versions(`request_duration_milliseconds:${quantile}_max`, "max"),
          legend: `${legend} ${quantile}`,
        })),
        {
          expr: `1000 * max by (model_service, model_name) (vllm_model:e2e_request_latency_seconds:p95_rate5m{${CHOSEN_MODELS}})`,
          legend: "{{model_name}} p95",
        },
      ],
    }),
    timeSeries({
      title: "Time in the queue",
      description:
        "How long a request waits before it is computed: the mean with Triton, p95 with vLLM. It grows first when a model is too small.",
      unit: unit.milliseconds,
      queries: [
        { expr: versions("queue_duration_milliseconds:mean5m", "max"), legend },
        {
          expr: `1000 * max by (model_service, model_name) (vllm_model:queue_time_seconds:p95_rate5m{${CHOSEN_MODELS}})`,
          legend: "{{model_name}} p95",
        },
      ],
    }),
    timeSeries({
      title: "Waiting requests",
      description: "Requests in the queues of all replicas: the saturation of the model.",
      unit: unit.count,
      queries: [
        { expr: versions("pending_requests:sum"), legend },
        {
          expr: `sum by (model_service, model_name) (vllm_model:waiting_requests:sum{${CHOSEN_MODELS}})`,
          legend: "{{model_name}}",
        },
      ],
    }),
    timeSeries({
      title: "Batch size",
      description:
        "Inferences that Triton computes at once, on average. 1 under load: batching is off or its delay too short.",
      unit: unit.count,
      queries: [{ expr: versions("batch_size:mean5m", "avg"), legend }],
    }),
  ];
}

function newestLogs(): Panel {
  return logLines(
    "Logs",
    "The newest lines of the model's own containers; those of the proxy are on the dashboard of logs.",
    `{${CHOSEN_MODELS},container=~".+",container!="istio-proxy"}`,
  );
}
