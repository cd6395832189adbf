import { MAXIMUM_SHARES } from "@inference-platform/components/gpu/rules";
import { migGeometryOf } from "@inference-platform/components/gpu/mig";
import { didYouMean } from "@inference-platform/components/internal/problems";
import {
  gpuNames,
  gpuPrices,
  hasNvidiaGpu,
  instanceTypes,
  priceRegions,
  type InstanceType,
} from "@inference-platform/components/nodes/instance-types";

/** Orders of the table beside the usual one. */
export const sortKeys = ["price", "gpu-price", "memory-price", "memory"] as const;
type SortKey = (typeof sortKeys)[number];

/** What a person looks for. Left out, a wish excludes nothing. */
export interface Wishes {
  /** Names of GPUs, with `all` of Neuron devices too, in any case. */
  readonly gpu?: readonly string[];
  /** GiB of one GPU. */
  readonly minGpuMemory?: number;
  readonly minGpus?: number;
  readonly mig?: boolean;
  readonly efa?: boolean;
  readonly nvme?: boolean;
  readonly arch?: InstanceType["arch"];
  /** USD an hour of the whole instance. */
  readonly maxPrice?: number;
  /** Default: by GPU, and of one GPU by its price. */
  readonly sort?: SortKey;
  readonly region: string;
  /** Also types without a whole NVIDIA GPU. Default: `false`. */
  readonly all?: boolean;
  /** Pods that share a GPU. Default: none do. */
  readonly share?: number;
}

/** One instance type, as a person compares it. `null`: it has none, or it is not known. */
export interface InstanceRow {
  readonly instanceType: string;
  readonly arch: InstanceType["arch"];
  /** GPU or Neuron device. */
  readonly gpu: string | null;
  /** Whole NVIDIA GPUs. */
  readonly gpus: number;
  readonly gpuMemoryGiB: number | null;
  readonly totalGpuMemoryGiB: number | null;
  readonly vcpus: number;
  readonly memoryGiB: number;
  /** Whether the platform can cut its GPUs. */
  readonly mig: boolean;
  readonly efaInterfaces: number;
  readonly localNvmeGB: number;
  readonly networkGbps: number;
  readonly usdPerHour: number | null;
  readonly usdPerGpuHour: number | null;
  readonly usdPerGpuGiBHour: number | null;
  /** Of one pod, where pods share a GPU. */
  readonly share?: { readonly gpuMemoryGiB: number | null; readonly usdPerHour: number | null };
}

/** A wish that nothing can fulfil, because it names what there is not. */
export class WishError extends Error {
  override readonly name = "WishError";
}

/**
 * The instance types that fulfil every wish, in the order that is wished for. Where a price decides and is not known,
 * the type comes last; with a highest price it is left out.
 *
 * @throws WishError for a GPU or a region that the table does not have, and for a number of shares that no GPU has.
 */
export function selectInstances(wishes: Wishes): InstanceRow[] {
  const wanted = checkedGpus(wishes);
  checkRegion(wishes.region);
  checkShare(wishes.share);
  return instanceTypes
    .filter((type) => wishes.all === true || hasNvidiaGpu(type))
    .filter((type) => wanted === undefined || wanted.includes(acceleratorOf(type) ?? ""))
    .map((type) => rowOf(type, wishes))
    .filter((row) => fulfils(row, wishes))
    .sort(orders[wishes.sort ?? "gpu"]);
}

function checkedGpus({ gpu, all = false }: Wishes): readonly string[] | undefined {
  if (gpu === undefined) return undefined;
  const known = all ? acceleratorNames() : gpuNames;
  const wanted = gpu.map((name) => name.toLowerCase());
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return wanted;
  throw new WishError(
    `--gpu: "${unknown}" is not a GPU of the table.${didYouMean(unknown, known)} Write one or more of ${known.join(", ")}.`,
  );
}

function acceleratorNames(): string[] {
  return [...new Set(instanceTypes.flatMap((type) => acceleratorOf(type) ?? []))].sort();
}

function acceleratorOf({ gpuName, neuronDevice }: InstanceType): string | null {
  return gpuName ?? neuronDevice;
}

function checkRegion(region: string): void {
  if (priceRegions.includes(region)) return;
  throw new WishError(
    `--region: the table has no prices of "${region}". Write ${priceRegions.join(" or ")}, and compare with the price list of AWS for your region.`,
  );
}

function checkShare(share: number | undefined): void {
  if (share === undefined) return;
  if (Number.isInteger(share) && share >= 2 && share <= MAXIMUM_SHARES) return;
  throw new WishError(
    `--share: ${share} is not a number of pods that can share a GPU. Write a whole number from 2 to ${MAXIMUM_SHARES}.`,
  );
}

function rowOf(type: InstanceType, { region, share }: Wishes): InstanceRow {
  const gpuMemoryGiB = type.gpuMemoryMiBPerGpu === null ? null : type.gpuMemoryMiBPerGpu / 1024;
  const { perHour = null, perGpuHour = null, perGpuGiBHour = null } = gpuPrices(type, region);
  return {
    instanceType: type.instanceType,
    arch: type.arch,
    gpu: acceleratorOf(type),
    gpus: type.gpuCount,
    gpuMemoryGiB,
    totalGpuMemoryGiB: times(gpuMemoryGiB, type.gpuCount),
    vcpus: type.vcpu,
    memoryGiB: type.memoryMiB / 1024,
    mig: migGeometryOf(type) !== undefined,
    efaInterfaces: type.efaInterfaces,
    localNvmeGB: type.localNvmeGB,
    networkGbps: type.networkMbps / 1000,
    usdPerHour: perHour,
    usdPerGpuHour: perGpuHour,
    usdPerGpuGiBHour: perGpuGiBHour,
    ...(share !== undefined && {
      share: {
        gpuMemoryGiB: times(gpuMemoryGiB, 1 / share),
        usdPerHour: times(perGpuHour, 1 / share),
      },
    }),
  };
}

function times(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}

function fulfils(row: InstanceRow, wishes: Wishes): boolean {
  const { minGpuMemory = 0, minGpus = 0, maxPrice = Infinity, arch = row.arch } = wishes;
  return (
    (row.gpuMemoryGiB ?? 0) >= minGpuMemory &&
    row.gpus >= minGpus &&
    (wishes.mig !== true || row.mig) &&
    (wishes.efa !== true || row.efaInterfaces > 0) &&
    (wishes.nvme !== true || row.localNvmeGB > 0) &&
    row.arch === arch &&
    (wishes.maxPrice === undefined || (row.usdPerHour ?? Infinity) <= maxPrice)
  );
}

type Order = (left: InstanceRow, right: InstanceRow) => number;

const byName: Order = (left, right) =>
  left.instanceType.localeCompare(right.instanceType, "en", { numeric: true });

/** The smaller first; what is not known last. */
const by =
  (value: (row: InstanceRow) => number | null): Order =>
  (left, right) => {
    const [a, b] = [value(left) ?? Infinity, value(right) ?? Infinity];
    return a === b ? 0 : a - b;
  };

const firstOf =
  (...parts: readonly Order[]): Order =>
  (left, right) =>
    parts.reduce((found, order) => (found === 0 ? order(left, right) : found), 0);

const byPrice = by(({ usdPerHour }) => usdPerHour);
const byGpuPrice = by(({ usdPerGpuHour }) => usdPerGpuHour);

/** Types without an accelerator come after those that have one. */
const byGpu: Order = (left, right) =>
  Number(left.gpu === null) - Number(right.gpu === null) ||
  (left.gpu ?? "").localeCompare(right.gpu ?? "", "en");

const orders: Readonly<Record<SortKey | "gpu", Order>> = {
  gpu: firstOf(byGpu, byGpuPrice, byPrice, byName),
  price: firstOf(byPrice, byName),
  "gpu-price": firstOf(byGpuPrice, byPrice, byName),
  "memory-price": firstOf(
    by(({ usdPerGpuGiBHour }) => usdPerGpuGiBHour),
    byPrice,
    byName,
  ),
  memory: firstOf(
    by(({ gpuMemoryGiB }) => gpuMemoryGiB),
    by(({ gpus }) => gpus),
    byPrice,
    byName,
  ),
};
