import type { RecordingRule, RuleGroup } from "./rule";

const level = "namespace, model_service, model, version";

/** Sum over the replicas of the rate of a counter of Triton. */
function rate(metric: string): string {
  return `sum by (${level}) (rate(${metric}{job="models"}[5m]))`;
}

/** Mean milliseconds of a successful request that counters of microseconds hold together; absent without requests. */
function meanMilliseconds(stage: string, ...counters: readonly string[]): RecordingRule {
  const total = counters.map((counter) => rate(`nv_inference_${counter}_duration_us`)).join(" + ");
  return {
    record: `triton_model:${stage}_duration_milliseconds:mean5m`,
    expr: `(${total}) / (${rate("nv_inference_request_success")} > 0) / 1000`,
  };
}

/** Quantiles of summaries cannot be added up: the slowest replica speaks. Without requests they are NaN, which is dropped. */
function largestQuantile(stage: "request" | "queue", percent: number): RecordingRule {
  const summary = `nv_inference_${stage}_summary_us{job="models",quantile="${percent / 100}"}`;
  return {
    record: `triton_model:${stage}_duration_milliseconds:p${percent}_max`,
    expr: `max by (${level}) (${summary} >= 0) / 1000`,
  };
}

/** What Triton says of its models, by `namespace`, `model_service`, `model` and `version`, over all replicas. */
export const tritonRules: RuleGroup = {
  name: "triton",
  rules: [
    {
      record: "triton_model:request_failures:rate5m",
      expr: `${rate("nv_inference_request_failure")} or 0 * ${rate("nv_inference_request_success")}`,
    },
    {
      record: "triton_model:requests:rate5m",
      expr: `${rate("nv_inference_request_success")} + triton_model:request_failures:rate5m`,
    },
    {
      record: "triton_model:request_failure_ratio:rate5m",
      expr: "triton_model:request_failures:rate5m / (triton_model:requests:rate5m > 0)",
    },
    { record: "triton_model:inferences:rate5m", expr: rate("nv_inference_count") },
    {
      record: "triton_model:batch_size:mean5m",
      expr: `${rate("nv_inference_count")} / (${rate("nv_inference_exec_count")} > 0)`,
    },
    meanMilliseconds("request", "request"),
    meanMilliseconds("queue", "queue"),
    meanMilliseconds("compute", "compute_input", "compute_infer", "compute_output"),
    {
      record: "triton_model:pending_requests:sum",
      expr: `sum by (${level}) (nv_inference_pending_request_count{job="models"})`,
    },
    ...[50, 95, 99].map((percent) => largestQuantile("request", percent)),
    largestQuantile("queue", 95),
  ],
};
