import { SampleMaker, type Sample } from "../sample";
import type { SimulatedCluster, SimulatedModel } from "./cluster";
import { level, scaled, summaryOf, total, type Spread, type Wave } from "./load";

const maker = new SampleMaker("triton");

const quantiles = [0.5, 0.9, 0.95, 0.99];

/** Requests of a batch, on average; without batching it is hardly more than one. */
const meanBatch = (broken: boolean): number => (broken ? 1.1 : 3.4);

/** What one pod of a model on Triton says. */
export function tritonSamples(
  cluster: SimulatedCluster,
  model: SimulatedModel,
  pod: string,
  at: number,
): Sample[] {
  const share = 1 / Math.max(1, model.pods.length);
  const versions = model.served.flatMap((served) =>
    served.versions.map((version) => ({ model: served.model, version })),
  );
  return [
    ...versions.flatMap((labels, index) =>
      // The newest version takes most of the requests.
      versionSamples(
        cluster,
        model,
        labels,
        scaled(model.requests, (share * (index + 1)) / sumTo(versions.length)),
        at,
      ),
    ),
    ...serverSamples(cluster, pod, at),
  ];
}

function versionSamples(
  { conditions, start }: SimulatedCluster,
  model: SimulatedModel,
  labels: { readonly model: string; readonly version: string },
  requests: Wave,
  at: number,
): Sample[] {
  const all = total(requests, start, at);
  const failed = all * conditions.errorRatio;
  const good = all - failed;
  const spread: Spread = {
    median: model.medianMilliseconds * 1000 * conditions.slowness * (1 + 0.1 * swing(requests, at)),
    shape: 4,
  };
  const of = (part: number): Spread => ({ ...spread, median: spread.median * part });
  const counter = maker.sample.bind(maker);
  const queue = conditions.broken ? 0.8 : 0.2;
  const compute = 0.9 - queue;
  const parts = { queue, compute_input: 0.05, compute_infer: compute, compute_output: 0.05 };
  const duration = all * model.medianMilliseconds * 1100 * conditions.slowness;
  return [
    counter("nv_inference_request_success", labels, good),
    ...Object.entries({ REJECTED: 0.1, CANCELED: 0.1, BACKEND: 0.7, OTHER: 0.1 }).map(
      ([reason, part]) =>
        counter("nv_inference_request_failure", { ...labels, reason }, failed * part),
    ),
    counter("nv_inference_count", labels, good),
    counter("nv_inference_exec_count", labels, good / meanBatch(conditions.broken)),
    counter("nv_inference_request_duration_us", labels, duration),
    ...Object.entries(parts).map(([part, weight]) =>
      counter(`nv_inference_${part}_duration_us`, labels, duration * weight),
    ),
    counter("nv_cache_num_hits_per_model", labels, all * 0.12),
    counter("nv_cache_num_misses_per_model", labels, all * 0.88),
    counter(
      "nv_inference_pending_request_count",
      labels,
      Math.max(0, Math.round(conditions.waiting * (1 + swing(requests, at)))),
    ),
    ...maker.summary("nv_inference_request_summary_us", labels, summaryOf(spread, all, quantiles)),
    ...Object.entries(parts).flatMap(([part, weight]) =>
      maker.summary(
        `nv_inference_${part}_summary_us`,
        labels,
        summaryOf(of(weight), all, quantiles),
      ),
    ),
  ];
}

function serverSamples({ conditions }: SimulatedCluster, pod: string, at: number): Sample[] {
  const gauge = maker.sample.bind(maker);
  const busy = { mean: 0.35, swing: 0.3, periodSeconds: 700, shiftSeconds: pod.length * 40 };
  return [
    gauge("nv_cpu_utilization", {}, level(busy, at)),
    gauge("nv_cpu_memory_total_bytes", {}, 16 * 2 ** 30),
    gauge("nv_cpu_memory_used_bytes", {}, 16 * 2 ** 30 * Math.min(0.95, conditions.gpuMemory)),
    gauge("nv_pinned_memory_pool_total_bytes", {}, 256 * 2 ** 20),
    gauge("nv_pinned_memory_pool_used_bytes", {}, 64 * 2 ** 20),
  ];
}

/** How far above or below its mean a wave is, -1 to 1. */
function swing(wave: Wave, at: number): number {
  return wave.mean === 0 ? 0 : level(wave, at) / wave.mean - 1;
}

function sumTo(count: number): number {
  return (count * (count + 1)) / 2;
}
