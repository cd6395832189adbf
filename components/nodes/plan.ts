import { gpuOffers, type GpuOffer } from "../gpu/offers";
import { sharingLabels } from "../gpu/sharing";
import { GPU_TAINT, MODEL_CACHE_LABEL, NODE_POOL_LABEL, nodePoolDefaults } from "./defaults";
import { findInstanceType, hasNvidiaGpu, instanceTypes, type InstanceType } from "./instance-types";
import type {
  Capacity,
  GpuTypes,
  NodePoolRequest,
  NodeTaint,
  OperatingSystem,
} from "./pool-request";

/** What both engines make of a pool. */
export interface PoolPlan {
  /** Every type that the pool may launch. */
  readonly types: readonly InstanceType[];
  readonly gpu: boolean;
  readonly arch: InstanceType["arch"];
  readonly operatingSystem: OperatingSystem;
  /** Capacity in the order in which it is tried. */
  readonly capacity: readonly (Capacity | "capacityBlock")[];
  readonly diskSizeGiB: number;
  readonly labels: Readonly<Record<string, string>>;
  /** In the form of the Kubernetes API. */
  readonly taints: readonly NodeTaint[];
  /** What pods can hold. */
  readonly offers: readonly GpuOffer[];
}

/** Karpenter tries what is paid already, then the cheaper, then what is always there. */
const capacityOrder = ["reserved", "spot", "onDemand", "capacityBlock"] as const;

/** The pool that a request leads to. Expects valid arguments (`rules.ts`). */
export function planPool(request: NodePoolRequest): PoolPlan {
  const types = typesOf(request);
  const gpu = types.some(hasNvidiaGpu);
  const operatingSystem = request.operatingSystem ?? nodePoolDefaults.operatingSystem;
  return {
    types,
    gpu,
    arch: types[0]?.arch ?? "amd64",
    operatingSystem,
    capacity: capacityOf(request),
    diskSizeGiB:
      request.diskSizeGiB ?? (gpu ? nodePoolDefaults.gpuDiskSizeGiB : nodePoolDefaults.diskSizeGiB),
    labels: {
      ...request.labels,
      [NODE_POOL_LABEL]: request.pool,
      ...(request.modelCache === true && MODEL_CACHE_LABEL),
      ...(gpu ? gpuLabels(request, operatingSystem) : {}),
    },
    taints: [...(gpu ? [GPU_TAINT] : []), ...(request.taints ?? [])],
    offers: gpuOffers({
      pool: request.pool,
      engine: request.engine,
      types,
      sharing: request.sharing,
      taints: request.taints,
      capacity: request.capacity,
    }),
  };
}

/** Every type that a pool may launch; names that are not known are left out. */
export function typesOf(
  request: Pick<NodePoolRequest, "instanceTypes" | "gpuTypes">,
): readonly InstanceType[] {
  if (request.gpuTypes !== undefined) return matchingTypes(request.gpuTypes);
  return (request.instanceTypes ?? []).flatMap((name) => findInstanceType(name) ?? []);
}

/** The known types with such GPUs. Bare metal is left out: it takes many minutes to start. */
export function matchingTypes({ names, counts, minMemoryGiB = 0 }: GpuTypes): InstanceType[] {
  return instanceTypes.filter(
    (type) =>
      hasNvidiaGpu(type) &&
      names.includes(type.gpuName ?? "") &&
      (counts === undefined || counts.includes(type.gpuCount)) &&
      (type.gpuMemoryMiBPerGpu ?? 0) >= minMemoryGiB * 1024 &&
      !isMetal(type),
  );
}

function isMetal({ instanceType }: InstanceType): boolean {
  return instanceType.endsWith(".metal");
}

/** The capacity of a request as a list in the order in which it is tried. */
function capacityOf(
  request: Pick<NodePoolRequest, "capacity">,
): readonly (Capacity | "capacityBlock")[] {
  const chosen: readonly string[] = [request.capacity ?? nodePoolDefaults.capacity].flat();
  return capacityOrder.filter((capacity) => chosen.includes(capacity));
}

/** Bottlerocket brings its own device plugin, and two of them would register the same GPUs. */
function gpuLabels(
  request: NodePoolRequest,
  operatingSystem: OperatingSystem,
): Record<string, string> {
  if (operatingSystem === "bottlerocket") return { "nvidia.com/gpu.deploy.device-plugin": "false" };
  return sharingLabels(request.sharing);
}
