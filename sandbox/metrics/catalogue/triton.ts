import { metricSource } from "../family";

const model = "model version";
const summaries = "--metrics-config summary_latencies=true";

/** NVIDIA Triton. Its counters have no `_total`, and there is no histogram of whole requests. */
export const triton = metricSource({
  name: "triton",
  origin: "triton-inference-server/server docs/user_guide/metrics.md, 2.71",
  metrics: {
    counter: {
      nv_inference_request_success: model,
      nv_inference_request_failure: `${model} reason`,
      nv_inference_count: model,
      nv_inference_exec_count: model,
      nv_inference_request_duration_us: model,
      nv_inference_queue_duration_us: model,
      nv_inference_compute_input_duration_us: model,
      nv_inference_compute_infer_duration_us: model,
      nv_inference_compute_output_duration_us: model,
      nv_cache_num_hits_per_model: model,
      nv_cache_num_misses_per_model: model,
      nv_cache_hit_duration_per_model: model,
      nv_cache_miss_duration_per_model: model,
      nv_energy_consumption: "gpu_uuid",
    },
    gauge: {
      nv_inference_pending_request_count: model,
      nv_gpu_utilization: "gpu_uuid",
      nv_gpu_memory_total_bytes: "gpu_uuid",
      nv_gpu_memory_used_bytes: "gpu_uuid",
      nv_gpu_power_usage: "gpu_uuid",
      nv_gpu_power_limit: "gpu_uuid",
      nv_cpu_utilization: "",
      nv_cpu_memory_total_bytes: "",
      nv_cpu_memory_used_bytes: "",
      nv_pinned_memory_pool_total_bytes: "",
      nv_pinned_memory_pool_used_bytes: "",
    },
    histogram: { nv_inference_first_response_histogram_ms: model },
    summary: {
      nv_inference_request_summary_us: model,
      nv_inference_queue_summary_us: model,
      nv_inference_compute_input_summary_us: model,
      nv_inference_compute_infer_summary_us: model,
      nv_inference_compute_output_summary_us: model,
    },
  },
  options: {
    nv_inference_first_response_histogram_ms: "--metrics-config histogram_latencies=true",
    nv_inference_request_summary_us: summaries,
    nv_inference_queue_summary_us: summaries,
    nv_inference_compute_input_summary_us: summaries,
    nv_inference_compute_infer_summary_us: summaries,
    nv_inference_compute_output_summary_us: summaries,
    nv_cache_num_hits_per_model: "--cache-config and response_cache of the model",
    nv_cache_num_misses_per_model: "--cache-config and response_cache of the model",
    nv_cache_hit_duration_per_model: "--cache-config and response_cache of the model",
    nv_cache_miss_duration_per_model: "--cache-config and response_cache of the model",
  },
});
