import type { RuleCase } from "../../support/promtool";

const target = 'job="gateway",namespace="inference-gateway",pod="inference-istio-1"';
const scorer = 'destination_service_namespace="fraud",destination_service_name="scorer-predictor"';

/** A series of Istio as the gateway reports it. */
function sent(metric: string, labels: string, destination = scorer): string {
  return `${metric}{${target},reporter="source",${destination},${labels}}`;
}

const http = (code: string): string =>
  sent("istio_requests_total", `request_protocol="http",response_code="${code}"`);
const grpc = (status: string, code = "200"): string =>
  sent(
    "istio_requests_total",
    `request_protocol="grpc",response_code="${code}",grpc_response_status="${status}"`,
  );
const bucket = (limit: string, code = "200"): string =>
  sent("istio_request_duration_milliseconds_bucket", `response_code="${code}",le="${limit}"`);

const model = '{namespace="fraud",model_service="scorer",component="predictor"}';
const labels = { namespace: "fraud", model_service: "scorer", component: "predictor" };

export const modelServiceCases: readonly RuleCase[] = [
  {
    name: "requests of a model are counted once, where they are sent",
    series: {
      [http("200")]: "0+600x20",
      [http("503")]: "0+60x20",
      // What the sidecar of the model counts, and what is sent elsewhere.
      [`istio_requests_total{${target},reporter="destination",${scorer},response_code="200"}`]:
        "0+600x20",
      [sent(
        "istio_requests_total",
        'response_code="200"',
        'destination_service_namespace="fraud",destination_service_name="database"',
      )]: "0+600x20",
      [sent("istio_response_bytes_sum", 'response_code="200"')]: "0+6000x20",
    },
    at: "15m",
    samples: {
      "model_service:requests:rate5m": { [model]: 11 },
      "model_service:request_errors:rate5m": { [model]: 1 },
      "model_service:request_error_ratio:rate5m": { [model]: 1 / 11 },
      "model_service:response_bytes:rate5m": { [model]: 100 },
    },
    alerts: { ModelErrorRatioHigh: [{ labels, value: "9.091%" }], ModelFailing: [] },
  },
  {
    name: "several gateways add up; two components are apart",
    series: {
      [http("200")]: "0+60x20",
      [http("200").replace("istio-1", "istio-2")]: "0+60x20",
      [http("200").replace("scorer-predictor", "scorer-transformer")]: "0+120x20",
    },
    at: "15m",
    samples: {
      "model_service:requests:rate5m": {
        [model]: 2,
        [model.replace("predictor", "transformer")]: 2,
      },
    },
  },
  {
    name: "a request of gRPC fails by its status, by its code, and by both only once",
    series: {
      [grpc("0")]: "0+540x20",
      [grpc("14")]: "0+20x20",
      [grpc("14", "503")]: "0+20x20",
      [grpc("", "0")]: "0+20x20",
      // NotFound is the caller's fault.
      [grpc("5")]: "0+60x20",
    },
    at: "15m",
    samples: {
      "model_service:requests:rate5m": { [model]: 11 },
      "model_service:request_errors:rate5m": { [model]: 1 },
    },
  },
  {
    name: "a counter that starts anew gives no negative and no huge rate",
    series: { [http("200")]: "0+60x9 0+60x10", [http("500")]: "0+6x9 0+6x10" },
    at: "12m",
    samples: {
      // The minute before the start is lost.
      "model_service:requests:rate5m": { [model]: 0.825 },
      "model_service:request_errors:rate5m": { [model]: 0.075 },
      "model_service:request_error_ratio:rate5m": { [model]: 1 / 11 },
    },
  },
  {
    name: "a model that nobody calls has a rate of 0, and neither ratio nor latency",
    series: {
      [http("200")]: "600x30",
      [http("500")]: "60x30",
      [bucket("500")]: "600x30",
      [bucket("+Inf")]: "660x30",
    },
    at: "25m",
    samples: {
      "model_service:requests:rate5m": { [model]: 0 },
      "model_service:request_errors:rate5m": { [model]: 0 },
      "model_service:request_error_ratio:rate5m": {},
      "model_service:request_duration_milliseconds:p50_rate5m": {},
      "model_service:request_duration_milliseconds:p99_rate5m": {},
    },
    alerts: { ModelErrorRatioHigh: [], ModelFailing: [], ModelLatencyHigh: [] },
  },
  {
    name: "without series there is nothing, and no alert",
    series: { 'up{job="kube-state-metrics"}': "1x30" },
    at: "25m",
    samples: {
      "model_service:requests:rate5m": {},
      "model_service:request_errors:rate5m": {},
      "model_service:request_error_ratio:rate5m": {},
      "model_service:request_duration_milliseconds:p95_rate5m": {},
      "model_service:response_bytes:rate5m": {},
    },
    alerts: { ModelErrorRatioHigh: [], ModelFailing: [], ModelLatencyHigh: [] },
  },
  {
    name: "no error is a ratio of 0",
    series: { [http("200")]: "0+60x30" },
    at: "25m",
    samples: { "model_service:request_error_ratio:rate5m": { [model]: 0 } },
    alerts: { ModelErrorRatioHigh: [], ModelFailing: [] },
  },
  {
    name: "one error in a thousand is no alert",
    series: { [http("200")]: "0+999x30", [http("500")]: "0+1x30" },
    at: "25m",
    alerts: { ModelErrorRatioHigh: [] },
  },
  {
    name: "a short burst of errors is no alert",
    series: { [http("200")]: "0+60x30", [http("500")]: "0+0x9 0+60x2 120+0x20" },
    // Within the five minutes that the rate looks at.
    at: "14m",
    alerts: { ModelErrorRatioHigh: [] },
  },
  {
    name: "a model that refuses most requests pages",
    series: { [http("200")]: "0+20x30", [http("503")]: "0+60x30" },
    at: "15m",
    alerts: {
      ModelFailing: [{ labels, value: "75%" }],
      ModelErrorRatioHigh: [{ labels, value: "75%" }],
    },
  },
  {
    name: "quantiles of answered requests",
    series: {
      [bucket("250")]: "0+300x30",
      [bucket("500")]: "0+540x30",
      [bucket("1000")]: "0+600x30",
      [bucket("+Inf")]: "0+600x30",
      // Refusals are fast and do not count.
      [bucket("250", "503")]: "0+60000x30",
      [bucket("+Inf", "503")]: "0+60000x30",
    },
    at: "20m",
    samples: {
      "model_service:request_duration_milliseconds:p50_rate5m": { [model]: 250 },
      "model_service:request_duration_milliseconds:p95_rate5m": { [model]: 750 },
      "model_service:request_duration_milliseconds:p99_rate5m": { [model]: 950 },
    },
    alerts: { ModelLatencyHigh: [{ labels, value: "950" }] },
  },
  {
    name: "a fast model is no alert",
    series: {
      [bucket("250")]: "0+600x30",
      [bucket("500")]: "0+600x30",
      [bucket("+Inf")]: "0+600x30",
    },
    at: "20m",
    samples: {
      "model_service:request_duration_milliseconds:p99_rate5m": { [model]: 247.5 },
    },
    alerts: { ModelLatencyHigh: [] },
  },
  {
    name: "a model with a latency objective, and a language model, are judged otherwise",
    series: {
      [bucket("1000")]: "0+0x30",
      [bucket("2500")]: "0+600x30",
      [bucket("+Inf")]: "0+600x30",
      [bucket("1000").replace("scorer", "chat")]: "0+0x30",
      [bucket("2500").replace("scorer", "chat")]: "0+600x30",
      [bucket("+Inf").replace("scorer", "chat")]: "0+600x30",
      'slo:objective:ratio{namespace="fraud",model_service="scorer",slo="latency_p95"}': "0.95x30",
      'vllm:num_requests_running{job="models",namespace="fraud",pod="c-1",model_service="chat",component="predictor",model_name="llama",engine="0"}':
        "1x30",
    },
    at: "20m",
    alerts: { ModelLatencyHigh: [] },
  },
  {
    name: "an objective of availability does not stand for one of latency",
    series: {
      [bucket("1000")]: "0+0x30",
      [bucket("2500")]: "0+600x30",
      [bucket("+Inf")]: "0+600x30",
      'slo:objective:ratio{namespace="fraud",model_service="scorer",slo="availability"}': "0.99x30",
    },
    at: "20m",
    alerts: { ModelLatencyHigh: [{ labels, value: "2.485k" }] },
  },
];
