import { distance } from "fastest-levenshtein";

import table from "./instance-table.json";

/** Facts about one EC2 instance type. Memory in MiB, prices in USD per hour. */
export interface InstanceType {
  /** For instance `g6.xlarge`. */
  readonly instanceType: string;
  readonly family: string;
  readonly arch: "amd64" | "arm64";
  /** `null` for a type without an accelerator. */
  readonly acceleratorKind: "nvidia-gpu" | "aws-neuron" | null;
  /** Value of the node label `karpenter.k8s.aws/instance-gpu-name`, for instance `l4`. */
  readonly gpuName: string | null;
  /** Whole GPUs that a pod can request; 0 for CPU types and for fractional GPUs. */
  readonly gpuCount: number;
  readonly gpuFractional: boolean;
  readonly gpuMemoryMiBPerGpu: number | null;
  readonly migCapable: boolean | null;
  readonly vcpu: number;
  readonly memoryMiB: number;
  readonly localNvmeGB: number;
  /** CPU that pods can use, as a Kubernetes quantity, for instance `3920m`. */
  readonly allocatableCpu: string;
  /** Memory that pods can use, as a Kubernetes quantity, for instance `14162Mi`. */
  readonly allocatableMemory: string;
  readonly maxPods: number;
  /** On-demand Linux price by region; `null` or absent where it is not known. */
  readonly onDemandUsdPerHour: Readonly<Record<string, number | null>>;
}

const byName: ReadonlyMap<string, InstanceType> = new Map(
  (table.instances as readonly InstanceType[]).map((entry) => [entry.instanceType, entry]),
);

/** Every instance type that the platform knows, in the order of the table. */
export const instanceTypes: readonly InstanceType[] = [...byName.values()];

/** The facts about `name`, or `undefined` where the table has no such type. */
export function findInstanceType(name: string): InstanceType | undefined {
  return byName.get(name);
}

/** The known names closest to `name` by edit distance, nearest first. */
export function nearestInstanceTypes(name: string, count = 3): readonly string[] {
  return instanceTypes
    .map((entry) => ({ name: entry.instanceType, edits: distance(name, entry.instanceType) }))
    .sort((a, b) => a.edits - b.edits || a.name.localeCompare(b.name))
    .slice(0, count)
    .map((entry) => entry.name);
}

/** Whether pods on this type request whole NVIDIA GPUs (`nvidia.com/gpu`). */
export function hasNvidiaGpu(type: InstanceType): boolean {
  return type.acceleratorKind === "nvidia-gpu" && type.gpuCount > 0;
}
