import { hasNvidiaGpu, type InstanceType } from "../nodes/instance-types";
import {
  GPU_RESOURCE,
  migResource,
  SHARED_GPU_RESOURCE,
  type UncheckedGpuSharing,
} from "./sharing";

/** A taint in the form of the Kubernetes API. */
export interface OfferTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "NoExecute" | "PreferNoSchedule";
}

/** GPUs, or parts of GPUs, that pods on one pool can hold. */
export interface GpuOffer {
  /** Name of the node pool. */
  readonly pool: string;
  /** GPU names of its instance types, for instance `l4`: the values of `karpenter.k8s.aws/instance-gpu-name`. */
  readonly gpuNames: readonly string[];
  /** Resource that a pod requests: `nvidia.com/gpu`, `nvidia.com/gpu.shared` or `nvidia.com/mig-<profile>`. */
  readonly resource: string;
  readonly sharing: "none" | "timeSlicing" | "mps" | "mig";
  /** MIG profile, for instance `1g.10gb`. */
  readonly migProfile?: string;
  /** How many of the resource one GPU gives. */
  readonly perGpu: number;
  /**
   * How many of the resource a node gives on which one can count: the largest type of a Karpenter pool, which starts what
   * a pod needs; the smallest of a managed pool, where EKS chooses.
   */
  readonly perNode: number;
  /** GPU memory in MiB behind one of the resource, on the smallest GPU of the pool. Time-slicing does not enforce it. */
  readonly memoryMiB: number;
  /** Taints of the pool beside that of every GPU pool: it is for chosen pods only. */
  readonly taints: readonly OfferTaint[];
  /** Whether its nodes may be spot instances, which EC2 takes back after a notice of two minutes. */
  readonly spot: boolean;
}

/** A GPU pool as far as its offers depend on it. */
export interface OfferingPool {
  readonly pool: string;
  /** Default: `managed`. */
  readonly engine?: "managed" | "karpenter";
  /** Every type that the pool may launch. */
  readonly types: readonly InstanceType[];
  readonly sharing?: UncheckedGpuSharing;
  readonly taints?: readonly OfferTaint[];
  /** Kinds of capacity. Default: on demand. */
  readonly capacity?: string | readonly string[];
}

/** What pods on a pool can hold; nothing where it has no whole NVIDIA GPUs. Expects a valid sharing (`rules.ts`). */
export function gpuOffers(pool: OfferingPool): GpuOffer[] {
  const types = pool.types.filter(hasNvidiaGpu);
  if (types.length === 0) return [];
  const memoryMiB = Math.min(...types.map((type) => type.gpuMemoryMiBPerGpu ?? 0));
  const counts = types.map(({ gpuCount }) => gpuCount);
  const gpus = pool.engine === "karpenter" ? Math.max(...counts) : Math.min(...counts);
  const common = {
    pool: pool.pool,
    gpuNames: [...new Set(types.flatMap(({ gpuName }) => gpuName ?? []))],
    taints: pool.taints ?? [],
    spot: [pool.capacity ?? []].flat().includes("spot"),
  };
  const { timeSlicing, mps, mig } = pool.sharing ?? {};
  if (mig !== undefined) {
    return Object.entries(mig).map(([profile, count]) => ({
      ...common,
      resource: migResource(profile),
      sharing: "mig",
      migProfile: profile,
      perGpu: count,
      perNode: count * gpus,
      memoryMiB: migMemoryMiB(profile),
    }));
  }
  const shares = timeSlicing ?? mps;
  if (shares === undefined) {
    return [
      {
        ...common,
        resource: GPU_RESOURCE,
        sharing: "none",
        perGpu: 1,
        perNode: gpus,
        memoryMiB,
      },
    ];
  }
  return [
    {
      ...common,
      resource: SHARED_GPU_RESOURCE,
      sharing: timeSlicing === undefined ? "mps" : "timeSlicing",
      perGpu: shares,
      perNode: shares * gpus,
      memoryMiB: Math.floor(memoryMiB / shares),
    },
  ];
}

/** `1g.10gb` → 10,240: the name of a profile rounds its memory to whole GiB. */
function migMemoryMiB(profile: string): number {
  return Number(/\.(\d+)gb/.exec(profile)?.[1] ?? 0) * 1024;
}
