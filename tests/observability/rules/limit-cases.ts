import type { RuleCase } from "../../support/promtool";

const DAY = 86_400;

const scorer =
  'job="gateway",reporter="source",destination_service_namespace="fraud",destination_service_name="scorer-predictor"';
const requests = (code: string): string =>
  `istio_requests_total{${scorer},response_code="${code}"}`;
const bucket = (limit: string): string =>
  `istio_request_duration_milliseconds_bucket{${scorer},response_code="200",le="${limit}"}`;
const served = (metric: string, labels: string): string =>
  `${metric}{job="models",namespace="fraud",model_service="scorer",pod="scorer-1",${labels}}`;

const device = { node: "node-1", gpu: "0", UUID: "GPU-a", modelName: "NVIDIA L4" };
const held = { ...device, namespace: "fraud", pod: "scorer-1" };
const dcgm = (metric: string): string =>
  `${metric}{job="nvidia-dcgm-exporter",node="node-1",gpu="0",UUID="GPU-a",modelName="NVIDIA L4",exported_namespace="fraud",exported_pod="scorer-1"}`;

const certificate = (name: string): string =>
  `certmanager_certificate_expiration_timestamp_seconds{exported_namespace="gateway",name="${name}"}`;

/** The samples of five hours of a counter that grows by so much a minute, and of a gauge. */
const growing = (each: number): string => `0+${each}x300`;
const constant = (value: number): string => `${value}x300`;

/** What lies a little on either side of the limits of `thresholds.ts`. */
function aroundLimits(beyond: boolean): RuleCase["series"] {
  const either = (within: number, outside: number): number => (beyond ? outside : within);
  const failed = either(9, 11);
  const late = either(9, 11);
  return {
    [requests("200")]: growing(1000 - failed),
    [requests("503")]: growing(failed),
    [bucket("500")]: growing(1000 - late),
    [bucket("1000")]: growing(1000),
    [bucket("+Inf")]: growing(1000),
    [served("nv_inference_pending_request_count", 'model="xgb",version="3"')]: constant(
      either(31, 33),
    ),
    [served("vllm:num_requests_waiting", 'model_name="llama"')]: constant(either(9, 11)),
    [served("vllm:kv_cache_usage_perc", 'model_name="llama"')]: constant(either(0.94, 0.96)),
    [dcgm("DCGM_FI_DEV_FB_USED")]: constant(either(940, 960)),
    [dcgm("DCGM_FI_DEV_FB_FREE")]: constant(either(60, 40)),
    [dcgm("DCGM_FI_DEV_GPU_TEMP")]: constant(either(84, 86)),
    [dcgm("DCGM_FI_PROF_GR_ENGINE_ACTIVE")]: constant(either(0.06, 0.04)),
    [certificate("soon")]: constant(either(15, 13.5) * DAY),
    [certificate("now")]: constant(either(3.5, 3.1) * DAY),
    'loki_request_duration_seconds_count{route="push",status_code="500"}': growing(either(9, 11)),
    'loki_request_duration_seconds_count{route="push",status_code="204"}': growing(either(91, 89)),
    'prometheus_remote_storage_queue_highest_timestamp_seconds{remote_name="central"}': `200+60x300`,
    'prometheus_remote_storage_queue_highest_sent_timestamp_seconds{remote_name="central"}': `${either(90, 70)}+60x300`,
  };
}

const service = { namespace: "fraud", model_service: "scorer", component: "predictor" };
const soon = { namespace: "gateway", exported_namespace: "gateway", name: "soon" };
const now = { namespace: "gateway", exported_namespace: "gateway", name: "now" };

/** Limits of alerts, so that none drifts without a case that says so. */
export const limitCases: readonly RuleCase[] = [
  {
    name: "a little within the limits",
    series: aroundLimits(false),
    at: "4h",
    alerts: {
      ModelErrorRatioHigh: [],
      ModelLatencyHigh: [],
      TritonQueueDeep: [],
      VllmQueueDeep: [],
      VllmCacheFull: [],
      GpuMemoryHigh: [],
      GpuHot: [],
      GpuIdle: [],
      CertificateExpiresSoon: [{ labels: now, value: "3d 8h 0m 0s" }],
      CertificateExpiryImminent: [],
      LokiRequestsFailing: [],
      RemoteWriteBehind: [],
    },
  },
  {
    name: "a little beyond the limits",
    series: aroundLimits(true),
    at: "4h",
    alerts: {
      ModelErrorRatioHigh: [{ labels: service, value: "1.1%" }],
      ModelLatencyHigh: [{ labels: service, value: "545.5" }],
      TritonQueueDeep: [
        {
          labels: { namespace: "fraud", model_service: "scorer", model: "xgb", version: "3" },
          value: "33",
        },
      ],
      VllmQueueDeep: [
        {
          labels: { namespace: "fraud", model_service: "scorer", model_name: "llama" },
          value: "11",
        },
      ],
      VllmCacheFull: [
        {
          labels: { namespace: "fraud", model_service: "scorer", model_name: "llama" },
          value: "96%",
        },
      ],
      GpuMemoryHigh: [{ labels: held, value: "96%" }],
      GpuHot: [{ labels: device, value: "86" }],
      GpuIdle: [{ labels: held }],
      CertificateExpiresSoon: [
        { labels: soon, value: "13d 8h 0m 0s" },
        { labels: now, value: "2d 22h 24m 0s" },
      ],
      CertificateExpiryImminent: [{ labels: now, value: "2d 22h 24m 0s" }],
      LokiRequestsFailing: [{ labels: { route: "push" }, value: "11%" }],
      RemoteWriteBehind: [{ labels: { remote_name: "central" }, value: "2m 10s" }],
    },
  },
];
