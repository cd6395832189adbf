import { migGeometryOf } from "../../components/gpu/mig";
import {
  findInstanceType,
  gpuNames,
  gpuPrices,
  hasNvidiaGpu,
  instanceTypes,
  type InstanceType,
} from "../../components/nodes/instance-types";

const region = "us-east-1";
const GiB = 2 ** 30;

/** Tokens in flight that the guide counts with. */
export const TOKENS = 8192;

/** Part of the GPU memory that weights and cache may take. */
const USABLE = 0.9;

/** Lowest CUDA compute capability for fp8. */
const FP8_CAPABILITY = 8.9;

const price = (usd: number | undefined): string => usd?.toFixed(4) ?? "-";
const gpuGiB = (type: InstanceType): number => (type.gpuMemoryMiBPerGpu ?? 0) / 1024;
const perGpuHour = (type: InstanceType): number => gpuPrices(type, region).perGpuHour ?? Infinity;
const perHour = (type: InstanceType): number => gpuPrices(type, region).perHour ?? Infinity;

function cheapest(
  types: readonly InstanceType[],
  cost: (type: InstanceType) => number,
): InstanceType | undefined {
  return types.filter((type) => cost(type) < Infinity).sort((a, b) => cost(a) - cost(b))[0];
}

/** A row for each GPU, and for each of its memory sizes. */
export function gpuRows(): string[][] {
  return gpuNames
    .flatMap((name) => {
      const types = instanceTypes.filter((type) => hasNvidiaGpu(type) && type.gpuName === name);
      const sizes = [...new Set(types.map(gpuGiB))];
      return sizes.map((size) => types.filter((type) => gpuGiB(type) === size));
    })
    .sort(([a], [b]) => (a ? gpuGiB(a) : 0) - (b ? gpuGiB(b) : 0))
    .map(gpuRow);
}

function gpuRow(types: readonly InstanceType[]): string[] {
  const best = cheapest(types, perGpuHour);
  if (best === undefined) throw new Error(`no price of ${types[0]?.gpuName ?? "a GPU"}`);
  const counts = [...new Set(types.map(({ gpuCount }) => gpuCount))].sort((a, b) => a - b);
  return [
    `\`${best.gpuName ?? ""}\``,
    gpuGiB(best).toFixed(1),
    counts.join(", "),
    best.cudaComputeCapability ?? "-",
    Object.keys(migGeometryOf(best)?.profiles ?? {})[0] ?? "no",
    best.instanceType,
    price(gpuPrices(best, region).perGpuHour),
    price(gpuPrices(best, region).perGpuGiBHour),
  ];
}

/** What a language model needs, from the shape that the guide gives: millions of parameters, layers, heads, head size. */
export function languageModelRow(shape: readonly string[], precision: "fp16" | "fp8"): string[] {
  const [model = "", ...numbers] = shape;
  const [millions = NaN, layers = NaN, heads = NaN, headSize = NaN] = numbers.map(Number);
  const weights = (millions * 1e6 * (precision === "fp16" ? 2 : 1)) / GiB;
  const perToken = 2 * layers * heads * headSize * 2;
  const cache = (perToken * TOKENS) / GiB;
  const needs = (weights + cache) / USABLE;
  const fitting = instanceTypes.filter(
    (type) =>
      hasNvidiaGpu(type) &&
      type.arch === "amd64" &&
      gpuGiB(type) * type.gpuCount >= needs &&
      (precision === "fp16" || Number(type.cudaComputeCapability) >= FP8_CAPABILITY),
  );
  const first = cheapest(fitting, perHour);
  const second = cheapest(
    fitting.filter(({ gpuName }) => gpuName !== first?.gpuName),
    perHour,
  );
  return [
    model,
    precision,
    weights.toFixed(1),
    (perToken / 1024).toFixed(0),
    cache.toFixed(1),
    needs.toFixed(1),
    ...[first, second].flatMap((type) => [written(type), price(type && perHour(type))]),
  ];
}

function written(type: InstanceType | undefined): string {
  return type === undefined
    ? "-"
    : `${type.instanceType} (${type.gpuCount} × ${type.gpuName ?? ""})`;
}

/** Memory and price of one part of a GPU. `way`: `whole`, `time-slicing`, `MPS` or `MIG <profile>`. */
export function partRow(way: string, instanceType: string, parts: number): string[] {
  const type = findInstanceType(instanceType);
  if (type === undefined) throw new Error(`${instanceType} is not in the table`);
  return [
    way,
    instanceType,
    String(parts),
    partMemory(way, type, parts),
    price(perGpuHour(type) / parts),
    price(perHour(type)),
  ];
}

function partMemory(way: string, type: InstanceType, parts: number): string {
  const [, profile] = /^MIG \dg\.(\d+)gb$/.exec(way) ?? [];
  if (profile !== undefined) return `${profile}.0`;
  return way === "time-slicing"
    ? `${gpuGiB(type).toFixed(1)} together`
    : (gpuGiB(type) / parts).toFixed(1);
}
