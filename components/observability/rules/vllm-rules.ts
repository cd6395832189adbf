import type { RecordingRule, RuleGroup } from "./rule";

const level = "namespace, model_service, model_name";

/** Sum over the replicas and engines of the rate of a counter of vLLM. */
function rate(counter: string, labels = level): string {
  return `sum by (${labels}) (rate(vllm:${counter}{job="models"}[5m]))`;
}

/** Quantile of a histogram of seconds. Without requests it is NaN, which the comparison drops. */
function quantileRule(record: string, histogram: string, percent: number): RecordingRule {
  const buckets = rate(`${histogram}_bucket`, `${level}, le`);
  return {
    record: `vllm_model:${record}:p${percent}_rate5m`,
    expr: `histogram_quantile(${percent / 100}, ${buckets}) >= 0`,
  };
}

/** What vLLM says of its models, by `namespace`, `model_service` and `model_name`, over all replicas. */
export const vllmRules: RuleGroup = {
  name: "vllm",
  rules: [
    { record: "vllm_model:requests:rate5m", expr: rate("request_success_total") },
    { record: "vllm_model:prompt_tokens:rate5m", expr: rate("prompt_tokens_total") },
    { record: "vllm_model:generation_tokens:rate5m", expr: rate("generation_tokens_total") },
    ...["time_to_first_token_seconds", "inter_token_latency_seconds"].flatMap((histogram) =>
      [50, 95, 99].map((percent) => quantileRule(histogram, histogram, percent)),
    ),
    quantileRule("e2e_request_latency_seconds", "e2e_request_latency_seconds", 95),
    quantileRule("queue_time_seconds", "request_queue_time_seconds", 95),
    {
      record: "vllm_model:waiting_requests:sum",
      expr: `sum by (${level}) (vllm:num_requests_waiting{job="models"})`,
    },
    {
      record: "vllm_model:running_requests:sum",
      expr: `sum by (${level}) (vllm:num_requests_running{job="models"})`,
    },
    {
      record: "vllm_model:kv_cache_usage:max",
      expr: `max by (${level}) (vllm:kv_cache_usage_perc{job="models"})`,
    },
    {
      record: "vllm_model:prefix_cache_hit_ratio:rate5m",
      expr: `${rate("prefix_cache_hits_total")} / (${rate("prefix_cache_queries_total")} > 0)`,
    },
  ],
};
