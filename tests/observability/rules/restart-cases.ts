import type { RuleCase } from "../../support/promtool";

/** A counter that grows by so much a minute and whose process is replaced after ten minutes. */
const growing = (each: number): string => `0+${each}x9 0+${each}x10`;

/** A counter that stands still, and whose process is replaced. */
const standing = "7x9 0x30";

const scorer = 'destination_service_namespace="fraud",destination_service_name="scorer-predictor"';
const sent = (metric: string, label = ""): string =>
  `${metric}{job="gateway",reporter="source",response_code="200",${scorer}${label}}`;

const served = (metric: string, labels: string): string =>
  `${metric}{job="models",namespace="fraud",model_service="scorer",pod="scorer-1",${labels}}`;
const triton = (metric: string): string => served(metric, 'model="xgb",version="3"');
const vllm = (metric: string, label = ""): string =>
  served(`vllm:${metric}`, `model_name="llama"${label}`);
const vllmHistogram = (metric: string): Readonly<Record<string, string>> => ({
  [vllm(`${metric}_bucket`, ',le="0.1"')]: growing(60),
  [vllm(`${metric}_bucket`, ',le="+Inf"')]: growing(60),
});

/** Quantiles within the first bucket. */
const quantiles = (
  record: (percent: number) => string,
  element: string,
  limit: number,
): RuleCase["samples"] =>
  Object.fromEntries(
    [50, 95, 99].map((percent) => [record(percent), { [element]: (percent / 100) * limit }]),
  );

const service = '{namespace="fraud",model_service="scorer",component="predictor"}';
const version = '{namespace="fraud",model_service="scorer",model="xgb",version="3"}';
const language = '{namespace="fraud",model_service="scorer",model_name="llama"}';

/** Looked at two minutes after the start: three of the four minutes between samples are counted, and never a fall. */
export const restartCases: readonly RuleCase[] = [
  {
    name: "proxies and servers of models start anew",
    series: {
      [sent("istio_request_duration_milliseconds_bucket", ',le="100"')]: growing(60),
      [sent("istio_request_duration_milliseconds_bucket", ',le="+Inf"')]: growing(60),
      [sent("istio_response_bytes_sum")]: growing(6000),
      [triton("nv_inference_request_success")]: growing(60),
      [triton("nv_inference_request_failure")]: growing(6),
      [triton("nv_inference_count")]: growing(240),
      [triton("nv_inference_exec_count")]: growing(60),
      [triton("nv_inference_request_duration_us")]: growing(600_000),
      [triton("nv_inference_queue_duration_us")]: growing(120_000),
      [triton("nv_inference_compute_input_duration_us")]: growing(60_000),
      [triton("nv_inference_compute_infer_duration_us")]: growing(300_000),
      [triton("nv_inference_compute_output_duration_us")]: growing(60_000),
      [vllm("request_success_total")]: growing(60),
      [vllm("prompt_tokens_total")]: growing(600),
      [vllm("prefix_cache_queries_total")]: growing(600),
      [vllm("prefix_cache_hits_total")]: growing(300),
      ...vllmHistogram("time_to_first_token_seconds"),
      ...vllmHistogram("inter_token_latency_seconds"),
      ...vllmHistogram("e2e_request_latency_seconds"),
      ...vllmHistogram("request_queue_time_seconds"),
    },
    at: "12m",
    samples: {
      ...quantiles(
        (percent) => `model_service:request_duration_milliseconds:p${percent}_rate5m`,
        service,
        100,
      ),
      "model_service:response_bytes:rate5m": { [service]: 75 },
      "triton_model:request_failures:rate5m": { [version]: 0.075 },
      "triton_model:inferences:rate5m": { [version]: 3 },
      "triton_model:batch_size:mean5m": { [version]: 4 },
      "triton_model:request_duration_milliseconds:mean5m": { [version]: 10 },
      "triton_model:queue_duration_milliseconds:mean5m": { [version]: 2 },
      "triton_model:compute_duration_milliseconds:mean5m": { [version]: 7 },
      "vllm_model:requests:rate5m": { [language]: 0.75 },
      "vllm_model:prompt_tokens:rate5m": { [language]: 7.5 },
      "vllm_model:prefix_cache_hit_ratio:rate5m": { [language]: 0.5 },
      ...quantiles(
        (percent) => `vllm_model:time_to_first_token_seconds:p${percent}_rate5m`,
        language,
        0.1,
      ),
      ...quantiles(
        (percent) => `vllm_model:inter_token_latency_seconds:p${percent}_rate5m`,
        language,
        0.1,
      ),
      "vllm_model:e2e_request_latency_seconds:p95_rate5m": { [language]: 0.095 },
      "vllm_model:queue_time_seconds:p95_rate5m": { [language]: 0.095 },
    },
  },
  {
    name: "errors of long ago are forgotten when what counted them starts anew",
    series: {
      'DCGM_FI_DEV_POWER_VIOLATION{job="nvidia-dcgm-exporter",node="n1",gpu="0",UUID="GPU-0"}':
        standing,
      'DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS{job="nvidia-dcgm-exporter",node="n1",gpu="0",UUID="GPU-0"}':
        standing,
      'karpenter_cloudprovider_instance_launch_failures_total{job="karpenter",zone="us-east-1a"}':
        standing,
      prometheus_tsdb_compactions_failed_total: standing,
      prometheus_notifications_dropped_total: standing,
      prometheus_notifications_alertmanagers_discovered: "1x40",
      'otelcol_exporter_send_failed_spans{pod="otel-collector-1"}': standing,
      [served("istio_agent_scrape_failures_total", 'component="predictor",type="application"')]:
        standing,
    },
    at: "35m",
    alerts: {
      GpuThrottled: [],
      GpuMemoryRowsRemapped: [],
      NodeLaunchFailing: [],
      MetricsDatabaseFailing: [],
      AlertmanagerUnreachable: [],
      TracesLost: [],
      ModelRuntimeMetricsFailing: [],
    },
  },
];
