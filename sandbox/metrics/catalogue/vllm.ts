import { metricSource } from "../family";

const model = "model_name engine";

/** vLLM's V1 engine. */
export const vllm = metricSource({
  name: "vllm",
  origin: "vLLM docs/design/metrics.md, 0.32",
  metrics: {
    gauge: {
      "vllm:num_requests_running": model,
      "vllm:num_requests_waiting": model,
      "vllm:kv_cache_usage_perc": model,
      "vllm:lora_requests_info": "max_lora waiting_lora_adapters running_lora_adapters",
      "vllm:cache_config_info": model,
    },
    counter: {
      "vllm:prompt_tokens_total": model,
      "vllm:generation_tokens_total": model,
      "vllm:request_success_total": `${model} finished_reason`,
      "vllm:num_preemptions_total": model,
      "vllm:prefix_cache_queries_total": model,
      "vllm:prefix_cache_hits_total": model,
      http_requests_total: "handler method status",
    },
    histogram: {
      "vllm:time_to_first_token_seconds": model,
      "vllm:inter_token_latency_seconds": model,
      "vllm:request_time_per_output_token_seconds": model,
      "vllm:e2e_request_latency_seconds": model,
      "vllm:request_queue_time_seconds": model,
      "vllm:request_prefill_time_seconds": model,
      "vllm:request_decode_time_seconds": model,
      "vllm:request_inference_time_seconds": model,
      "vllm:request_prompt_tokens": model,
      "vllm:request_generation_tokens": model,
      "vllm:iteration_tokens_total": model,
      "vllm:request_params_n": model,
      "vllm:request_params_max_tokens": model,
      "vllm:request_max_num_generation_tokens": model,
      http_request_duration_seconds: "handler method",
    },
  },
});
