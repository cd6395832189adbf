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
  /** Neuron device, for instance `trainium2`; `null` without. */
  readonly neuronDevice: string | null;
  readonly gpuMemoryMiBPerGpu: number | null;
  readonly migCapable: boolean | null;
  /** CUDA compute capability, for instance `8.9`; `null` without an NVIDIA GPU. */
  readonly cudaComputeCapability: string | null;
  readonly vcpu: number;
  readonly memoryMiB: number;
  /** Local NVMe disks, decimal GB in all; 0 without. */
  readonly localNvmeGB: number;
  readonly networkMbps: number;
  /** Network cards that can be an Elastic Fabric Adapter; 0 without. */
  readonly efaInterfaces: number;
  /** CPU that pods can use, as a Kubernetes quantity, for instance `3920m`. */
  readonly allocatableCpu: string;
  /** Memory that pods can use, as a Kubernetes quantity, for instance `14162Mi`. */
  readonly allocatableMemory: string;
  readonly maxPods: number;
  /** On-demand Linux price by region; `null` or absent where it is not known. */
  readonly onDemandUsdPerHour: Readonly<Record<string, number | null>>;
}

/** Where a part of the table comes from. */
export interface TableSource {
  /** Day of its publication, `YYYY-MM-DD`. */
  readonly date: string;
  readonly source: string;
}

/** Where GPUs, memory, network and what pods can use come from. */
export const hardwareSource: TableSource = table.hardware;

/** Where the prices come from: list prices of Linux on demand, in USD. */
export const priceSource: TableSource = {
  date: table.prices.date,
  source: table.prices.source,
};

/** Regions whose prices the table has. */
export const priceRegions: readonly string[] = table.prices.regions;

/**
 * Days after which the prices count as stale: half a year. AWS changes the list price of a GPU seldom, but then by much
 * (in 2025 a `p5.48xlarge` went from 98.32 to 55.04 USD an hour); this bounds how long such a change can go unseen.
 */
export const PRICE_STALE_AFTER_DAYS = 180;

/** Age of the prices. */
export interface PriceAge {
  /** Whole days from their date, in UTC; negative before it. */
  readonly days: number;
  /** Whether they are older than `PRICE_STALE_AFTER_DAYS`. */
  readonly stale: boolean;
}

/** How old the prices are on a day. */
export function staleness(today: Date): PriceAge {
  const days = Math.floor((today.getTime() - Date.parse(priceSource.date)) / 86_400_000);
  return { days, stale: days > PRICE_STALE_AFTER_DAYS };
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

/** Names of the GPUs that a pod can hold whole, for instance `l4`, in alphabetical order. */
export const gpuNames: readonly string[] = [
  ...new Set(instanceTypes.filter(hasNvidiaGpu).flatMap(({ gpuName }) => gpuName ?? [])),
].sort();

/** List prices of one type on demand, in USD; `undefined` where they are not known or there is no whole GPU. */
export interface GpuPrices {
  readonly perHour: number | undefined;
  /** Of one whole GPU, with its part of the instance. */
  readonly perGpuHour: number | undefined;
  /** Of one GiB of GPU memory. */
  readonly perGpuGiBHour: number | undefined;
}

/** The list prices of a type in a region, for instance `us-east-1`. */
export function gpuPrices(type: InstanceType, region: string): GpuPrices {
  const perHour = type.onDemandUsdPerHour[region] ?? undefined;
  if (perHour === undefined || !hasNvidiaGpu(type)) {
    return { perHour, perGpuHour: undefined, perGpuGiBHour: undefined };
  }
  const perGpuHour = perHour / type.gpuCount;
  const gpuGiB = (type.gpuMemoryMiBPerGpu ?? 0) / 1024;
  return { perHour, perGpuHour, perGpuGiBHour: gpuGiB > 0 ? perGpuHour / gpuGiB : undefined };
}
