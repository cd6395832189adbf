import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { logsLink, tracesLink } from "./links";
import { stat, timeSeries } from "./panels";
import { unit } from "./units";
import {
  CHOSEN_MODELS,
  CHOSEN_TENANTS,
  modelServiceVariable,
  namespaceVariable,
} from "./variables";

const requests = "vllm_model:requests:rate5m";
const legend = "{{model_name}}";

/** A series of each chosen model, over its replicas. */
function models(series: string, operation: "sum" | "max" = "sum"): string {
  return `${operation} by (model_service, model_name) (vllm_model:${series}{${CHOSEN_MODELS}})`;
}

function rate(metric: string, label: string): string {
  return `sum by (${label}) (rate(${metric}{${CHOSEN_MODELS}}[$__rate_interval]))`;
}

export const vllm = defineDashboard({
  uid: "vllm",
  title: "vLLM",
  description: "Tokens, how soon and how steadily they come, and what the engines wait for.",
  variables: [namespaceVariable(requests), modelServiceVariable(`${requests}{${CHOSEN_TENANTS}}`)],
  links: [logsLink(), tracesLink()],
  sections: () => [
    { title: "Now", panels: numbers() },
    { title: "Tokens", panels: tokenGraphs() },
    { title: "Time", panels: timeGraphs() },
    { title: "Saturation", panels: saturationGraphs() },
  ],
});

function numbers(): Panel[] {
  return [
    stat({
      title: "Generated tokens",
      description: "Tokens a second of all chosen models.",
      unit: unit.tokensPerSecond,
      query: `sum(vllm_model:generation_tokens:rate5m{${CHOSEN_MODELS}})`,
      width: 6,
    }),
    stat({
      title: "Time to first token p95",
      description: "The slowest model: 95 of 100 answers began no later.",
      unit: unit.seconds,
      query: `max(vllm_model:time_to_first_token_seconds:p95_rate5m{${CHOSEN_MODELS}})`,
      limits: { warn: 1, bad: 2.5 },
      width: 6,
    }),
    stat({
      title: "Fullest KV cache",
      description: "The fullest engine. Near 100 % requests wait or are computed anew.",
      unit: unit.ratio,
      query: `max(vllm_model:kv_cache_usage:max{${CHOSEN_MODELS}})`,
      limits: { warn: 0.85, bad: 0.95 },
      width: 6,
    }),
    stat({
      title: "Waiting requests",
      description: "Requests that no engine has begun.",
      unit: unit.count,
      query: `sum(vllm_model:waiting_requests:sum{${CHOSEN_MODELS}})`,
      limits: { warn: 5, bad: 20 },
      width: 6,
    }),
  ];
}

function tokenGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Tokens",
      width: 12,
      description: "Tokens a second that come in with prompts, and that are generated.",
      unit: unit.tokensPerSecond,
      queries: [
        { expr: models("prompt_tokens:rate5m"), legend: `${legend} prompt` },
        { expr: models("generation_tokens:rate5m"), legend: `${legend} generated` },
      ],
    }),
    timeSeries({
      title: "Requests",
      width: 12,
      description: "Requests a second that were answered.",
      unit: unit.requestsPerSecond,
      queries: [{ expr: models("requests:rate5m"), legend }],
    }),
    timeSeries({
      title: "Tokens per request p50, p95",
      description:
        "How long prompts and answers are. Longer prompts delay the first token, longer answers fill the cache.",
      unit: unit.count,
      width: 12,
      queries: ["prompt", "generation"].flatMap((part) =>
        [0.5, 0.95].map((share) => ({
          expr: `histogram_quantile(${share}, ${rate(`vllm:request_${part}_tokens_bucket`, "model_service, model_name, le")})`,
          legend: `${legend} ${part} p${share * 100}`,
        })),
      ),
    }),
    timeSeries({
      title: "Answers by end",
      width: 12,
      description:
        "How answers end. stop: of themselves; length: at the limit of tokens, so they are cut; abort: the caller went away.",
      unit: unit.requestsPerSecond,
      stacked: true,
      queries: [
        {
          expr: rate("vllm:request_success_total", "model_service, model_name, finished_reason"),
          legend: `${legend} {{finished_reason}}`,
        },
      ],
    }),
  ];
}

function timeGraphs(): Panel[] {
  const quantiles = (series: string): { expr: string; legend: string }[] =>
    ["p50", "p95", "p99"].map((quantile) => ({
      expr: models(`${series}:${quantile}_rate5m`, "max"),
      legend: `${legend} ${quantile}`,
    }));
  return [
    timeSeries({
      title: "Time to first token p50, p95, p99",
      description:
        "How long a user waits until the answer begins: the queue and the reading of the prompt.",
      unit: unit.seconds,
      queries: quantiles("time_to_first_token_seconds"),
    }),
    timeSeries({
      title: "Time between tokens p50, p95, p99",
      description:
        "The steadiness of the stream. 0.05 s are twenty tokens a second, faster than one reads.",
      unit: unit.seconds,
      queries: quantiles("inter_token_latency_seconds"),
    }),
    timeSeries({
      title: "Whole answers and queue p95",
      description: "95 of 100 answers were complete by then, and 95 of 100 requests begun.",
      unit: unit.seconds,
      queries: [
        {
          expr: models("e2e_request_latency_seconds:p95_rate5m", "max"),
          legend: `${legend} answer`,
        },
        { expr: models("queue_time_seconds:p95_rate5m", "max"), legend: `${legend} queue` },
      ],
    }),
  ];
}

function saturationGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Running and waiting requests",
      description: "Requests in the batches of the engines, and those in front of them.",
      unit: unit.count,
      width: 12,
      queries: [
        { expr: models("running_requests:sum"), legend: `${legend} running` },
        { expr: models("waiting_requests:sum"), legend: `${legend} waiting` },
      ],
    }),
    timeSeries({
      title: "KV cache",
      description: "Share of the blocks in use, of the fullest replica.",
      unit: unit.ratio,
      width: 12,
      max: 1,
      queries: [{ expr: models("kv_cache_usage:max", "max"), legend }],
      limits: { warn: 0.85, bad: 0.95 },
    }),
    timeSeries({
      title: "Prefix cache hits",
      description: "Share of the prompt tokens that an earlier request had computed already.",
      unit: unit.ratio,
      width: 12,
      max: 1,
      queries: [{ expr: models("prefix_cache_hit_ratio:rate5m", "max"), legend }],
    }),
    timeSeries({
      title: "Preemptions",
      description:
        "Requests an hour that gave up their place in the cache and are computed anew. Above 0 for long: too little memory for the load.",
      unit: unit.perHour,
      width: 12,
      queries: [
        {
          expr: `3600 * ${rate("vllm:num_preemptions_total", "model_service, model_name")}`,
          legend,
        },
      ],
    }),
  ];
}
