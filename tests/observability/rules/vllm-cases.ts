import type { RuleCase } from "../../support/promtool";

/** A series of vLLM as it is scraped from a pod of the model. */
function vllm(metric: string, extra = "", pod = "chat-1"): string {
  const more = extra === "" ? "" : `,${extra}`;
  return `vllm:${metric}{job="models",namespace="support",pod="${pod}",model_service="chat",component="predictor",model_name="llama",engine="0"${more}}`;
}

/** Buckets of a histogram in which half of 60 requests a minute are below the first limit and all below the second. */
function histogram(name: string, first: string, second: string): Readonly<Record<string, string>> {
  return {
    [vllm(`${name}_bucket`, `le="${first}"`)]: "0+30x30",
    [vllm(`${name}_bucket`, `le="${second}"`)]: "0+60x30",
    [vllm(`${name}_bucket`, 'le="+Inf"')]: "0+60x30",
  };
}

const element = '{namespace="support",model_service="chat",model_name="llama"}';
const labels = { namespace: "support", model_service: "chat", model_name: "llama" };

const objective = (slo: string): string =>
  `slo:objective:ratio{namespace="support",model_service="chat",slo="${slo}"}`;

export const vllmCases: readonly RuleCase[] = [
  {
    name: "requests, tokens and latencies",
    series: {
      [vllm("request_success_total", 'finished_reason="stop"')]: "0+60x30",
      [vllm("request_success_total", 'finished_reason="length"', "chat-2")]: "0+30x30",
      [vllm("prompt_tokens_total")]: "0+6000x30",
      [vllm("generation_tokens_total")]: "0+12000x30",
      [vllm("prefix_cache_queries_total")]: "0+600x30",
      [vllm("prefix_cache_hits_total")]: "0+150x30",
      [vllm("num_requests_waiting")]: "2x30",
      [vllm("num_requests_waiting", "", "chat-2")]: "3x30",
      [vllm("num_requests_running")]: "8x30",
      [vllm("kv_cache_usage_perc")]: "0.4x30",
      [vllm("kv_cache_usage_perc", "", "chat-2")]: "0.6x30",
      ...histogram("time_to_first_token_seconds", "0.5", "1"),
      ...histogram("inter_token_latency_seconds", "0.05", "0.1"),
      ...histogram("e2e_request_latency_seconds", "10", "20"),
      ...histogram("request_queue_time_seconds", "0.5", "1"),
    },
    at: "20m",
    samples: {
      "vllm_model:requests:rate5m": { [element]: 1.5 },
      "vllm_model:prompt_tokens:rate5m": { [element]: 100 },
      "vllm_model:generation_tokens:rate5m": { [element]: 200 },
      "vllm_model:prefix_cache_hit_ratio:rate5m": { [element]: 0.25 },
      "vllm_model:waiting_requests:sum": { [element]: 5 },
      "vllm_model:running_requests:sum": { [element]: 8 },
      "vllm_model:kv_cache_usage:max": { [element]: 0.6 },
      "vllm_model:time_to_first_token_seconds:p50_rate5m": { [element]: 0.5 },
      "vllm_model:time_to_first_token_seconds:p95_rate5m": { [element]: 0.95 },
      "vllm_model:time_to_first_token_seconds:p99_rate5m": { [element]: 0.99 },
      "vllm_model:inter_token_latency_seconds:p50_rate5m": { [element]: 0.05 },
      "vllm_model:inter_token_latency_seconds:p95_rate5m": { [element]: 0.095 },
      "vllm_model:inter_token_latency_seconds:p99_rate5m": { [element]: 0.099 },
      "vllm_model:e2e_request_latency_seconds:p95_rate5m": { [element]: 19 },
      "vllm_model:queue_time_seconds:p95_rate5m": { [element]: 0.95 },
    },
    alerts: { ModelFirstTokenSlow: [], VllmQueueDeep: [], VllmCacheFull: [] },
  },
  {
    name: "a model that nobody calls has rates of 0, and neither latency nor ratio",
    series: {
      [vllm("request_success_total", 'finished_reason="stop"')]: "60x30",
      [vllm("time_to_first_token_seconds_bucket", 'le="10"')]: "0x30",
      [vllm("time_to_first_token_seconds_bucket", 'le="+Inf"')]: "60x30",
      [vllm("prefix_cache_queries_total")]: "600x30",
      [vllm("prefix_cache_hits_total")]: "150x30",
      [vllm("num_requests_waiting")]: "0x30",
      [vllm("kv_cache_usage_perc")]: "0x30",
    },
    at: "25m",
    samples: {
      "vllm_model:requests:rate5m": { [element]: 0 },
      "vllm_model:time_to_first_token_seconds:p95_rate5m": {},
      "vllm_model:prefix_cache_hit_ratio:rate5m": {},
    },
    alerts: { ModelFirstTokenSlow: [], VllmQueueDeep: [], VllmCacheFull: [] },
  },
  {
    name: "without series there is nothing, and no alert",
    series: { 'up{job="kube-state-metrics"}': "1x30" },
    at: "25m",
    samples: { "vllm_model:requests:rate5m": {}, "vllm_model:waiting_requests:sum": {} },
    alerts: { ModelFirstTokenSlow: [], VllmQueueDeep: [], VllmCacheFull: [] },
  },
  {
    name: "a server that starts anew gives no negative and no huge rate",
    series: { [vllm("generation_tokens_total")]: "0+60x9 0+60x10" },
    at: "12m",
    samples: { "vllm_model:generation_tokens:rate5m": { [element]: 0.75 } },
  },
  {
    name: "the first token comes late",
    series: histogram("time_to_first_token_seconds", "2.5", "5"),
    at: "20m",
    alerts: { ModelFirstTokenSlow: [{ labels, value: "4.75" }] },
  },
  {
    name: "the first token of a model with an objective for it is judged by that",
    series: {
      ...histogram("time_to_first_token_seconds", "2.5", "5"),
      [objective("time_to_first_token_p95")]: "0.95x30",
    },
    at: "20m",
    alerts: { ModelFirstTokenSlow: [] },
  },
  {
    name: "an objective of whole answers does not stand for one of the first token",
    series: {
      ...histogram("time_to_first_token_seconds", "2.5", "5"),
      [objective("latency_p95")]: "0.95x30",
    },
    at: "20m",
    alerts: { ModelFirstTokenSlow: [{ labels, value: "4.75" }] },
  },
  {
    name: "requests wait and the cache is full",
    series: { [vllm("num_requests_waiting")]: "12x30", [vllm("kv_cache_usage_perc")]: "0.98x30" },
    at: "20m",
    alerts: {
      VllmQueueDeep: [{ labels, value: "12" }],
      VllmCacheFull: [{ labels, value: "98%" }],
    },
  },
];
