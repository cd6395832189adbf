import type { GpuOffer } from "../../components/gpu/offers";
import type { ModelServiceRequest } from "../../components/serving/request";

/** A request that is right, with these changes. */
export function modelRequest(change: Partial<ModelServiceRequest> = {}): ModelServiceRequest {
  return {
    service: "scorer",
    namespace: "fraud",
    runtime: { name: "triton" },
    source: "pvc://models/scorer",
    hasSource: true,
    resources: { cpu: "1", memory: "2Gi" },
    ...change,
  };
}

/** What a pool of whole L4s offers, with these changes. */
export function wholeL4(pool: string, change: Partial<GpuOffer> = {}): GpuOffer {
  return {
    pool,
    gpuNames: ["l4"],
    resource: "nvidia.com/gpu",
    sharing: "none",
    perGpu: 1,
    perNode: 4,
    memoryMiB: 22_888,
    taints: [],
    spot: false,
    ...change,
  };
}
