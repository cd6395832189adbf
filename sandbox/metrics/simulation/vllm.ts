import { SampleMaker, type Sample } from "../sample";
import type { SimulatedCluster, SimulatedModel } from "./cluster";
import { histogramOf, level, scaled, total, type Spread, type Wave } from "./load";

const maker = new SampleMaker("vllm");

const firstTokenLimits = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
  160, 640, 2560,
];
const betweenTokensLimits = [
  0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
];
const requestLimits = [
  0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680,
];
const tokenLimits = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

/** Tokens of a request, on average. */
const promptTokens = 420;
const generatedTokens = 190;

/** What one pod of a model on vLLM says. */
export function vllmSamples(
  { conditions, start }: SimulatedCluster,
  model: SimulatedModel,
  at: number,
): Sample[] {
  const labels = { model_name: model.served[0]?.model ?? model.name, engine: "0" };
  const requests = scaled(model.requests, 1 / Math.max(1, model.pods.length));
  const all = total(requests, start, at);
  const { slowness, waiting, gpuMemory } = conditions;
  const counter = maker.sample.bind(maker);
  const histogram = (name: string, spread: Spread, count: number, limits: readonly number[]) =>
    maker.histogram(`vllm:${name}`, labels, histogramOf(spread, count, limits));
  const seconds = (median: number): Spread => ({ median: median * slowness, shape: 3 });
  return [
    counter("vllm:num_requests_running", labels, Math.round(level(inFlight(model), at))),
    counter("vllm:num_requests_waiting", labels, Math.round(waiting)),
    counter("vllm:kv_cache_usage_perc", labels, Math.min(1, level(cacheUse(gpuMemory), at))),
    counter("vllm:prompt_tokens_total", labels, all * promptTokens),
    counter("vllm:generation_tokens_total", labels, all * generatedTokens),
    ...Object.entries({ stop: 0.9, length: 0.09, abort: 0.01 }).map(([finished_reason, part]) =>
      counter("vllm:request_success_total", { ...labels, finished_reason }, all * part),
    ),
    counter(
      "vllm:num_preemptions_total",
      labels,
      (at - start) * (0.001 + conditions.faultsPerSecond * 20),
    ),
    counter("vllm:prefix_cache_queries_total", labels, all * promptTokens),
    counter("vllm:prefix_cache_hits_total", labels, all * promptTokens * 0.37),
    counter(
      "http_requests_total",
      { handler: "/v1/chat/completions", method: "POST", status: "2xx" },
      all,
    ),
    ...histogram("time_to_first_token_seconds", seconds(0.16), all, firstTokenLimits),
    ...histogram(
      "inter_token_latency_seconds",
      seconds(0.021),
      all * generatedTokens,
      betweenTokensLimits,
    ),
    ...histogram("request_time_per_output_token_seconds", seconds(0.022), all, betweenTokensLimits),
    ...histogram("e2e_request_latency_seconds", seconds(3.6), all, requestLimits),
    ...histogram("request_queue_time_seconds", seconds(0.03), all, requestLimits),
    ...histogram("request_prefill_time_seconds", seconds(0.13), all, requestLimits),
    ...histogram("request_decode_time_seconds", seconds(3.4), all, requestLimits),
    ...histogram("request_inference_time_seconds", seconds(3.5), all, requestLimits),
    ...histogram("request_prompt_tokens", { median: promptTokens, shape: 2 }, all, tokenLimits),
    ...histogram(
      "request_generation_tokens",
      { median: generatedTokens, shape: 2 },
      all,
      tokenLimits,
    ),
    ...histogram("iteration_tokens_total", { median: 24, shape: 2 }, all * 40, tokenLimits),
  ];
}

function inFlight({ requests, pods }: SimulatedModel): Wave {
  return { ...requests, mean: (requests.mean * 3.7) / Math.max(1, pods.length) };
}

function cacheUse(mean: number): Wave {
  return { mean, swing: 0.4 * (1 - mean), periodSeconds: 1100 };
}
