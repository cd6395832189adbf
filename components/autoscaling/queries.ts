import { GATEWAY_NAMESPACE } from "../mesh/defaults";
import { QUERY_WINDOW_SECONDS } from "./defaults";
import type { AutoscalingRequest } from "./scaling";
import type { Trigger } from "./triggers";

/** Metrics that come from Prometheus by a query of ours. */
export type QueriedMetric = Exclude<
  Trigger["metric"],
  "promql" | "cpuUtilization" | "memoryUtilization"
>;

/** What a query has to pick out. */
export type QueryTarget = Pick<AutoscalingRequest, "namespace" | "service" | "gpu">;

const window = `[${QUERY_WINDOW_SECONDS}s]`;

/**
 * The PromQL of a metric of a model: always one element or none. None means that the series are not there, and not that
 * there is no load, which is 0.
 */
export function queryOf(metric: QueriedMetric, target: QueryTarget): string {
  const pods = podSelector(target);
  switch (metric) {
    case "tritonQueueTime":
      return `${meanQueueMicroseconds(pods)} / 1000`;
    case "tritonPendingRequests":
      return `sum(nv_inference_pending_request_count{${pods}})`;
    case "vllmWaitingRequests":
      return `sum(vllm:num_requests_waiting{${pods}})`;
    case "vllmKvCacheUse":
      return `avg(vllm:kv_cache_usage_perc{${pods}}) * 100`;
    case "gpuUtilization":
      return gpuPercent(target);
    case "requestRate":
      return `sum(rate(istio_requests_total{${meshSelector(target)}}${window})) or ${zeroWhereMeshReports}`;
    case "p95Latency":
      return `${p95Milliseconds(target)} or ${zeroWhereMeshReports}`;
  }
}

/** The divisor is never 0: one request in the whole window is a rate of 0.008. */
function meanQueueMicroseconds(pods: string): string {
  const rate = (metric: string): string => `sum(rate(${metric}{${pods}}${window}))`;
  return `${rate("nv_inference_queue_duration_us")} / clamp_min(${rate("nv_inference_request_success")}, 0.001)`;
}

/** Without requests a quantile is NaN, which the comparison drops. */
function p95Milliseconds(target: QueryTarget): string {
  const answered = `${meshSelector(target)},response_code!~"5.."`;
  const buckets = `rate(istio_request_duration_milliseconds_bucket{${answered}}${window})`;
  return `(histogram_quantile(0.95, sum by (le) (${buckets})) >= 0)`;
}

/** DCGM gives whole GPUs in percent; MIG instances have only the profiling counter, from 0 to 1. */
function gpuPercent({ namespace, service, gpu }: QueryTarget): string {
  const pods = `exported_namespace="${namespace}",exported_pod=~"${podPattern(service)}"`;
  return gpu?.mig === true
    ? `avg(DCGM_FI_PROF_GR_ENGINE_ACTIVE{${pods}}) * 100`
    : `avg(DCGM_FI_DEV_GPU_UTIL{${pods}})`;
}

/** A series of the mesh begins with the first request to a service; so 0 is only sure where the gateway reports at all. */
const zeroWhereMeshReports = `0 * count(istio_requests_total{reporter="source",source_workload_namespace="${GATEWAY_NAMESPACE}"})`;

/** Counted where a request is sent: that side exists without a replica. The workload is unknown there, the Service is not. */
function meshSelector({ namespace, service }: QueryTarget): string {
  return `reporter="source",destination_service_namespace="${namespace}",destination_service_name="${service}-predictor"`;
}

function podSelector({ namespace, service }: QueryTarget): string {
  return `namespace="${namespace}",pod=~"${podPattern(service)}"`;
}

/** Hash and suffix of a pod's name; Kubernetes cuts into the hash when the name is long. Services named alike do not match. */
function podPattern(service: string): string {
  return `${service}-predictor-[a-z0-9]+(-[a-z0-9]+)?`;
}
