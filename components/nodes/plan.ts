import { findInstanceType, hasNvidiaGpu, type InstanceType } from "./instance-types";
import { GPU_TAINT, NODE_POOL_LABEL, nodePoolDefaults } from "./defaults";

/** Sizes of a pool in nodes. */
export interface PoolScaling {
  /** Fewest nodes. 0 lets a pool vanish when nothing needs it. */
  readonly min: number;
  /** Most nodes; the ceiling of what the pool can cost. */
  readonly max: number;
  /** Nodes at creation; afterwards the autoscaler owns the number. Default: `min`. */
  readonly desired?: number;
}

/** A taint as EKS writes it. */
export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NO_SCHEDULE" | "NO_EXECUTE" | "PREFER_NO_SCHEDULE";
}

/** What decides how a pool is made. */
export interface NodePoolRequest {
  readonly pool: string;
  readonly instanceTypes: readonly string[];
  readonly diskSizeGiB?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly NodeTaint[];
}

/** A pool as it will be made. */
export interface NodePoolPlan {
  readonly gpu: boolean;
  readonly amiType: "AL2023_x86_64_STANDARD" | "AL2023_ARM_64_STANDARD" | "AL2023_x86_64_NVIDIA";
  readonly diskSizeGiB: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly NodeTaint[];
}

/** The pool that a request leads to. Expects valid arguments (`rules.ts`). */
export function planNodePool(request: NodePoolRequest): NodePoolPlan {
  const types = request.instanceTypes.flatMap((name) => findInstanceType(name) ?? []);
  const gpu = types.some(hasNvidiaGpu);
  return {
    gpu,
    amiType: amiTypeOf(types, gpu),
    diskSizeGiB:
      request.diskSizeGiB ?? (gpu ? nodePoolDefaults.gpuDiskSizeGiB : nodePoolDefaults.diskSizeGiB),
    labels: { ...request.labels, [NODE_POOL_LABEL]: request.pool },
    taints: [
      ...(gpu
        ? [{ key: GPU_TAINT.key, value: GPU_TAINT.value, effect: "NO_SCHEDULE" as const }]
        : []),
      ...(request.taints ?? []),
    ],
  };
}

function amiTypeOf(types: readonly InstanceType[], gpu: boolean): NodePoolPlan["amiType"] {
  if (gpu) return "AL2023_x86_64_NVIDIA";
  return types[0]?.arch === "arm64" ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD";
}
