import type { RuleCase } from "../../support/promtool";

/** A series of Triton as it is scraped from a pod of the model. */
function triton(metric: string, extra = "", { pod = "scorer-1", version = "1" } = {}): string {
  const more = extra === "" ? "" : `,${extra}`;
  return `${metric}{job="models",namespace="fraud",pod="${pod}",model_service="scorer",component="predictor",model="xgb",version="${version}"${more}}`;
}

const element = '{namespace="fraud",model_service="scorer",model="xgb",version="1"}';
const second = element.replace('version="1"', 'version="2"');
const labels = { namespace: "fraud", model_service: "scorer", model: "xgb", version: "1" };

/** Eleven samples of a summary that saw no request. */
const NAN = Array<string>(11).fill("NaN").join(" ");

const other = { pod: "scorer-2" };

export const tritonCases: readonly RuleCase[] = [
  {
    name: "replicas add up, versions are apart",
    series: {
      [triton("nv_inference_request_success")]: "0+60x20",
      [triton("nv_inference_request_success", "", other)]: "0+60x20",
      [triton("nv_inference_request_success", "", { version: "2" })]: "0+30x20",
      [triton("nv_inference_request_failure", 'reason="BACKEND"')]: "0+6x20",
      [triton("nv_inference_request_failure", 'reason="REJECTED"', other)]: "0+6x20",
      [triton("nv_inference_count")]: "0+480x20",
      [triton("nv_inference_exec_count")]: "0+60x20",
      [triton("nv_inference_request_duration_us")]: "0+1200000x20",
      [triton("nv_inference_queue_duration_us")]: "0+240000x20",
      [triton("nv_inference_compute_input_duration_us")]: "0+120000x20",
      [triton("nv_inference_compute_infer_duration_us")]: "0+600000x20",
      [triton("nv_inference_compute_output_duration_us")]: "0+120000x20",
      [triton("nv_inference_pending_request_count")]: "3x20",
      [triton("nv_inference_pending_request_count", "", other)]: "4x20",
    },
    at: "15m",
    samples: {
      "triton_model:requests:rate5m": { [element]: 2.2, [second]: 0.5 },
      "triton_model:request_failures:rate5m": { [element]: 0.2, [second]: 0 },
      "triton_model:request_failure_ratio:rate5m": { [element]: 1 / 11, [second]: 0 },
      "triton_model:inferences:rate5m": { [element]: 8 },
      "triton_model:batch_size:mean5m": { [element]: 8 },
      "triton_model:request_duration_milliseconds:mean5m": { [element]: 10 },
      "triton_model:queue_duration_milliseconds:mean5m": { [element]: 2 },
      "triton_model:compute_duration_milliseconds:mean5m": { [element]: 7 },
      "triton_model:pending_requests:sum": { [element]: 7 },
    },
    alerts: { TritonQueueDeep: [], TritonQueueTimeHigh: [], TritonBatchesSmall: [] },
  },
  {
    name: "the slowest replica speaks for the quantiles of summaries",
    series: {
      [triton("nv_inference_request_summary_us", 'quantile="0.5"')]: "2000x10",
      [triton("nv_inference_request_summary_us", 'quantile="0.95"')]: "8000x10",
      [triton("nv_inference_request_summary_us", 'quantile="0.99"')]: "9000x10",
      [triton("nv_inference_request_summary_us", 'quantile="0.99"', other)]: "11000x10",
      // A replica that nobody has asked yet.
      [triton("nv_inference_request_summary_us", 'quantile="0.99"', { pod: "scorer-3" })]: NAN,
      [triton("nv_inference_queue_summary_us", 'quantile="0.95"')]: "500x10",
      [triton("nv_inference_queue_summary_us", 'quantile="0.95"', { version: "2" })]: NAN,
    },
    at: "5m",
    samples: {
      "triton_model:request_duration_milliseconds:p50_max": { [element]: 2 },
      "triton_model:request_duration_milliseconds:p95_max": { [element]: 8 },
      "triton_model:request_duration_milliseconds:p99_max": { [element]: 11 },
      "triton_model:queue_duration_milliseconds:p95_max": { [element]: 0.5 },
    },
  },
  {
    name: "a model that nobody calls has rates of 0 and no means",
    series: {
      [triton("nv_inference_request_success")]: "100x60",
      [triton("nv_inference_count")]: "100x60",
      [triton("nv_inference_exec_count")]: "100x60",
      [triton("nv_inference_request_duration_us")]: "100000x60",
      [triton("nv_inference_queue_duration_us")]: "90000x60",
      [triton("nv_inference_pending_request_count")]: "0x60",
    },
    at: "55m",
    samples: {
      "triton_model:requests:rate5m": { [element]: 0 },
      "triton_model:request_failure_ratio:rate5m": {},
      "triton_model:batch_size:mean5m": {},
      "triton_model:request_duration_milliseconds:mean5m": {},
      "triton_model:queue_duration_milliseconds:mean5m": {},
    },
    alerts: { TritonQueueDeep: [], TritonQueueTimeHigh: [], TritonBatchesSmall: [] },
  },
  {
    name: "without series there is nothing, and no alert",
    series: { 'up{job="kube-state-metrics"}': "1x60" },
    at: "55m",
    samples: { "triton_model:requests:rate5m": {}, "triton_model:pending_requests:sum": {} },
    alerts: { TritonQueueDeep: [], TritonQueueTimeHigh: [], TritonBatchesSmall: [] },
  },
  {
    name: "a server that starts anew gives no negative and no huge rate",
    series: { [triton("nv_inference_request_success")]: "0+60x9 0+60x10" },
    at: "12m",
    samples: { "triton_model:requests:rate5m": { [element]: 0.75 } },
  },
  {
    name: "a deep queue in front of each replica",
    series: {
      [triton("nv_inference_pending_request_count")]: "30x20",
      [triton("nv_inference_pending_request_count", "", other)]: "40x20",
    },
    at: "10m",
    alerts: { TritonQueueDeep: [{ labels, value: "35" }] },
  },
  {
    name: "the same queue in front of twice as many replicas is none",
    series: Object.fromEntries(
      ["1", "2", "3", "4"].map((pod) => [
        triton("nv_inference_pending_request_count", "", { pod }),
        "17x20",
      ]),
    ),
    at: "10m",
    alerts: { TritonQueueDeep: [] },
  },
  {
    name: "requests that wait for most of their time",
    series: {
      [triton("nv_inference_request_success")]: "0+60x40",
      [triton("nv_inference_request_duration_us")]: "0+2400000x40",
      [triton("nv_inference_queue_duration_us")]: "0+1800000x40",
    },
    at: "30m",
    alerts: { TritonQueueTimeHigh: [{ labels, value: "75%" }] },
  },
  {
    name: "a wanted batching delay of a fast model is no alert",
    series: {
      [triton("nv_inference_request_success")]: "0+60x40",
      [triton("nv_inference_request_duration_us")]: "0+240000x40",
      [triton("nv_inference_queue_duration_us")]: "0+180000x40",
    },
    at: "30m",
    alerts: { TritonQueueTimeHigh: [] },
  },
  {
    name: "single requests are computed while others wait",
    series: {
      [triton("nv_inference_count")]: "0+66x60",
      [triton("nv_inference_exec_count")]: "0+60x60",
      [triton("nv_inference_pending_request_count")]: "6x60",
    },
    at: "50m",
    alerts: { TritonBatchesSmall: [{ labels, value: "1.1" }] },
  },
  {
    name: "single requests are fine while nobody waits",
    series: {
      [triton("nv_inference_count")]: "0+60x60",
      [triton("nv_inference_exec_count")]: "0+60x60",
      [triton("nv_inference_pending_request_count")]: "1x60",
    },
    at: "50m",
    alerts: { TritonBatchesSmall: [] },
  },
];
