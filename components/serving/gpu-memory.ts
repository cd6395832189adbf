import type { GpuOffer } from "../gpu/offers";
import { placeGpuRequest } from "../gpu/request";
import type { Problem } from "../internal/problems";
import { cacheGiB, describeSize, oneDigit, weightsGiB } from "./model-size";
import type { ModelServiceRequest } from "./request";
import { VLLM_MEMORY_SHARE } from "./runtimes/vllm";

/**
 * A model that does not fit into the memory of its GPUs. Weights and cache are taken as spread evenly over all of them,
 * which is what tensor and pipeline parallelism do at best. Silent where the size is not known or no pool is found.
 */
export function gpuMemoryProblems(request: ModelServiceRequest): Problem[] {
  const { size, gpu, gpuOffers = [] } = request;
  if (size === undefined || gpu === undefined) return [];
  const { placement } = placeGpuRequest(gpu, gpuOffers);
  if (placement === undefined) return [];
  const offers = gpuOffers.filter(
    ({ pool, resource }) => placement.pools.includes(pool) && resource === placement.resource,
  );
  const smallest = offers.reduce((a, b) => (b.memoryMiB < a.memoryMiB ? b : a));
  const share = memoryShare(request);
  const gpus = placement.count * nodesOf(request);
  const needed = weightsGiB(size) + cacheGiB(size);
  const usable = (smallest.memoryMiB / 1024) * share;
  if (needed / gpus <= usable) return [];
  const each = gpus === 1 ? "" : ` over ${gpus} GPUs = ${oneDigit(needed / gpus)} GiB each`;
  return [
    {
      path: "gpu",
      reason: `is too small: ${describeSize(size)}, are ${oneDigit(needed)} GiB${each}, and ${describeOffer(smallest)} of pool ${smallest.pool} gives ${oneDigit(smallest.memoryMiB / 1024)} GiB × ${share} = ${oneDigit(usable)} GiB. ${remedy(smallest, Math.ceil(needed / usable))}, or store the parameters in fewer bytes.`,
    },
  ];
}

function remedy({ sharing }: GpuOffer, count: number): string {
  return sharing === "none"
    ? `Ask for ${count} of them or for a larger GPU`
    : "Ask for a larger part or a whole GPU";
}

/** What a server takes of the GPU's memory: all of it, but vLLM a share. */
function memoryShare({ runtime }: ModelServiceRequest): number {
  if (runtime.name === "vllm") return runtime.gpuMemoryUtilization ?? VLLM_MEMORY_SHARE;
  return runtime.name === "vllmMultiNode" ? VLLM_MEMORY_SHARE : 1;
}

function nodesOf({ runtime }: ModelServiceRequest): number {
  return runtime.name === "vllmMultiNode" ? runtime.nodes : 1;
}

/** `l4`, `1/4 of l4`, `1g.10gb` */
function describeOffer({ gpuNames, sharing, perGpu, migProfile }: GpuOffer): string {
  const name = gpuNames.join(" or ");
  if (migProfile !== undefined) return `an instance ${migProfile}`;
  return sharing === "none" ? name : `1/${perGpu} of ${name}`;
}
