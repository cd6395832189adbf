import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { logsLink, tracesLink } from "./links";
import { stat, timeSeries, type TimeSeriesOptions } from "./panels";
import { unit } from "./units";
import {
  CHOSEN_MODELS,
  CHOSEN_TENANTS,
  labelVariable,
  modelServiceVariable,
  namespaceVariable,
} from "./variables";

const requests = "triton_model:requests:rate5m";
const chosen = `${CHOSEN_MODELS},model=~"$model"`;
const legend = "{{model}} v{{version}}";

/** A series of each version of the chosen models, over their replicas. */
function versions(series: string, operation: "sum" | "max" | "avg" = "sum"): string {
  return `${operation} by (model_service, model, version) (triton_model:${series}{${chosen}})`;
}

function rate(metric: string): string {
  return `sum by (model_service, model, version) (rate(${metric}{${chosen}}[$__rate_interval]))`;
}

export const triton = defineDashboard({
  uid: "triton",
  title: "Triton",
  description:
    "What Triton does with each model and version: requests, time, queue, batches, cache.",
  variables: [
    namespaceVariable(requests),
    modelServiceVariable(`${requests}{${CHOSEN_TENANTS}}`),
    labelVariable("model", "Model in Triton", `${requests}{${CHOSEN_MODELS}}`),
  ],
  links: [logsLink(), tracesLink()],
  sections: () => [
    { title: "Now", panels: numbers() },
    { title: "Requests", panels: requestGraphs() },
    { title: "Time", panels: timeGraphs() },
    { title: "Queue, batches and cache", panels: queueGraphs() },
  ],
});

function numbers(): Panel[] {
  return [
    stat({
      title: "Requests",
      description: "Requests a second that Triton answered or failed.",
      unit: unit.requestsPerSecond,
      query: `sum(${requests}{${chosen}})`,
      width: 6,
    }),
    stat({
      title: "Worst failure ratio",
      description: "Largest share of failed requests of a version. No data: no requests.",
      unit: unit.ratio,
      query: `max(triton_model:request_failure_ratio:rate5m{${chosen}})`,
      limits: { warn: 0.001, bad: 0.01 },
      width: 6,
    }),
    stat({
      title: "Pending requests",
      description:
        "Requests that wait in all queues. More than about twice the replicas: too small.",
      unit: unit.count,
      query: `sum(triton_model:pending_requests:sum{${chosen}})`,
      limits: { warn: 10, bad: 50 },
      width: 6,
    }),
    stat({
      title: "Slowest p99",
      description: "The version and replica with the slowest p99.",
      unit: unit.milliseconds,
      query: `max(triton_model:request_duration_milliseconds:p99_max{${chosen}})`,
      limits: { warn: 500, bad: 1000 },
      width: 6,
    }),
  ];
}

function requestGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Requests by version",
      description: "Requests a second, answered and failed.",
      unit: unit.requestsPerSecond,
      queries: [{ expr: versions("requests:rate5m"), legend }],
    }),
    timeSeries({
      title: "Failures by reason",
      description:
        "Failed requests a second. REJECTED: the queue is full or its time is over; CANCELED: by the caller; BACKEND: the model itself.",
      unit: unit.requestsPerSecond,
      queries: [
        {
          expr: `sum by (model, version, reason) (rate(nv_inference_request_failure{${chosen}}[$__rate_interval]))`,
          legend: `${legend} {{reason}}`,
        },
      ],
    }),
    timeSeries({
      title: "Throughput by version",
      description: "Inferences a second: a request with a batch of eight counts eight times.",
      unit: unit.perSecond,
      queries: [{ expr: versions("inferences:rate5m"), legend }],
    }),
  ];
}

function timeGraphs(): Panel[] {
  return [
    quantiles("Duration", "The slowest replica's quantiles, from the arrival to the answer.", [
      "p50",
      "p95",
      "p99",
    ]),
    timeSeries({
      title: "Mean duration by part",
      description:
        "Where the time of a request goes on average: all of it, its wait in the queue, its computation.",
      unit: unit.milliseconds,
      queries: ["request", "queue", "compute"].map((part) => ({
        expr: versions(`${part}_duration_milliseconds:mean5m`, "avg"),
        legend: `${legend} ${part}`,
      })),
    }),
    timeSeries({
      title: "Time in the queue p95",
      description: "The slowest replica's p95. It grows first when there are too few replicas.",
      unit: unit.milliseconds,
      queries: [{ expr: versions("queue_duration_milliseconds:p95_max", "max"), legend }],
    }),
  ];
}

function quantiles(title: string, description: string, which: readonly string[]): Panel {
  const options: TimeSeriesOptions = {
    title: `${title} ${which.join(", ")}`,
    description,
    unit: unit.milliseconds,
    queries: which.map((quantile) => ({
      expr: versions(`request_duration_milliseconds:${quantile}_max`, "max"),
      legend: `${legend} ${quantile}`,
    })),
  };
  return timeSeries(options);
}

function queueGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Pending requests",
      description: "Requests that wait, over all replicas. Ensembles do not count, their steps do.",
      unit: unit.count,
      queries: [{ expr: versions("pending_requests:sum"), legend }],
    }),
    timeSeries({
      title: "Batch size",
      description:
        "Inferences that are computed at once, on average. 1 under load: batching is off or its delay too short.",
      unit: unit.count,
      queries: [{ expr: versions("batch_size:mean5m", "avg"), legend }],
    }),
    timeSeries({
      title: "Response cache hits",
      description:
        "Share of the requests that were answered from the cache. No data: no model uses it.",
      unit: unit.ratio,
      max: 1,
      queries: [
        {
          expr: `${rate("nv_cache_num_hits_per_model")} / (${rate("nv_cache_num_hits_per_model")} + ${rate("nv_cache_num_misses_per_model")} > 0)`,
          legend,
        },
      ],
    }),
  ];
}
