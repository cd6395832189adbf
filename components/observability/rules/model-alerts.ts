import type { RuleGroup } from "./rule";
import { thresholds } from "./thresholds";

const model = "{{ $labels.namespace }}/{{ $labels.model_service }}";
const tritonModel = "{{ $labels.model }} version {{ $labels.version }} of " + model;

/** A model with an objective of its own for what an alert is about is judged by that. */
const withoutObjective = (kind: "latency" | "time_to_first_token"): string =>
  `unless on (namespace, model_service) slo:objective:ratio{slo=~"${kind}_.+"}`;

const tritonLevel = "namespace, model_service, model, version";
const vllmLevel = "namespace, model_service, model_name";

/** Alerts about how models answer. */
export const modelAlerts: RuleGroup = {
  name: "model-alerts",
  rules: [
    {
      alert: "ModelErrorRatioHigh",
      expr: `model_service:request_error_ratio:rate5m > ${thresholds.errorRatio}`,
      for: "10m",
      severity: "warning",
      owner: "tenant",
      summary: `${model} fails {{ $value | humanizePercentage }} of its requests`,
      description:
        "The {{ $labels.component }} has failed more than 1 % of its requests for 10 minutes. Look at the response codes, then at the logs of its pods.",
    },
    {
      alert: "ModelFailing",
      expr: `model_service:request_error_ratio:rate5m > ${thresholds.failingRatio}`,
      for: "5m",
      severity: "critical",
      owner: "tenant",
      summary: `${model} fails {{ $value | humanizePercentage }} of its requests`,
      description:
        "The {{ $labels.component }} refuses every second request or more. Look whether it has ready pods, then at the response codes.",
    },
    {
      // A request to a language model lasts as long as its answer is long; its first token is judged instead.
      alert: "ModelLatencyHigh",
      expr: `(model_service:request_duration_milliseconds:p99_rate5m > ${thresholds.latencyMilliseconds}) unless on (namespace, model_service) vllm_model:running_requests:sum ${withoutObjective("latency")}`,
      for: "10m",
      severity: "warning",
      owner: "tenant",
      summary: `${model} answers slowly: p99 is {{ $value | humanize }} ms`,
      description:
        "One in a hundred requests to the {{ $labels.component }} takes longer than 500 ms. Look whether requests wait in a queue or the model computes longer.",
    },
    {
      alert: "ModelFirstTokenSlow",
      expr: `(vllm_model:time_to_first_token_seconds:p95_rate5m > ${thresholds.firstTokenSeconds}) ${withoutObjective("time_to_first_token")}`,
      for: "10m",
      severity: "warning",
      owner: "tenant",
      summary: `${model} starts to answer slowly: p95 is {{ $value | humanize }} s`,
      description:
        "One in twenty requests to {{ $labels.model_name }} waits longer than 2.5 s for its first token. Look at waiting requests, the KV cache and the length of prompts.",
    },
    {
      alert: "TritonQueueDeep",
      expr: `avg by (${tritonLevel}) (nv_inference_pending_request_count{job="models"}) > ${thresholds.tritonPendingPerReplica}`,
      for: "5m",
      severity: "warning",
      owner: "tenant",
      summary: `${tritonModel} has {{ $value | humanize }} requests waiting in front of each replica`,
      description:
        "More requests come than the replicas finish. Look whether the autoscaler is at its maximum and whether GPUs are to be had.",
    },
    {
      alert: "TritonQueueTimeHigh",
      expr: `(triton_model:queue_duration_milliseconds:mean5m / (triton_model:request_duration_milliseconds:mean5m > 0) > ${thresholds.queueShare}) and (triton_model:queue_duration_milliseconds:mean5m > ${thresholds.queueMilliseconds})`,
      for: "15m",
      severity: "warning",
      owner: "tenant",
      summary: `${tritonModel} keeps requests waiting for {{ $value | humanizePercentage }} of their time`,
      description:
        "Requests wait longer than they are computed. Look at pending requests, at the number of replicas and instances, and at the batching delay.",
    },
    {
      alert: "TritonBatchesSmall",
      expr: `(triton_model:batch_size:mean5m < ${thresholds.smallBatch}) and (triton_model:pending_requests:sum > ${thresholds.smallBatchPending})`,
      for: "30m",
      severity: "info",
      owner: "tenant",
      summary: `${tritonModel} computes batches of {{ $value | humanize }} while requests wait`,
      description:
        "Batching would answer more requests with the same GPU. Look whether the model has dynamic batching and a max_batch_size above 1.",
    },
    {
      alert: "VllmQueueDeep",
      expr: `avg by (${vllmLevel}) (vllm:num_requests_waiting{job="models"}) > ${thresholds.vllmWaitingPerReplica}`,
      for: "5m",
      severity: "warning",
      owner: "tenant",
      summary: `{{ $labels.model_name }} of ${model} has {{ $value | humanize }} requests waiting in front of each replica`,
      description:
        "More requests come than the replicas finish. Look at the KV cache, and whether the autoscaler is at its maximum.",
    },
    {
      alert: "VllmCacheFull",
      expr: `vllm_model:kv_cache_usage:max > ${thresholds.kvCacheUsage}`,
      for: "10m",
      severity: "warning",
      owner: "tenant",
      summary: `{{ $labels.model_name }} of ${model} uses {{ $value | humanizePercentage }} of its KV cache`,
      description:
        "A full cache makes vLLM preempt requests and compute them again. Look at the length of requests and at max-num-seqs.",
    },
  ],
};
