import { below, type Problem } from "../internal/problems";
import { isMemory, mebibytes } from "../internal/units";
import { bytesPerParameter, type ModelServiceRequest, type ModelSize } from "./request";

const gib = 2 ** 30;

/** Share of the weights that is added for activations and KV cache where nothing is said: room for short requests. */
const defaultCacheShare = 0.2;

/** GiB of the weights. */
export function weightsGiB(size: ModelSize): number {
  if (size.gib !== undefined) return size.gib;
  return (size.parametersBillions * 1e9 * bytesPerParameter[size.precision]) / gib;
}

/** GiB beside the weights. */
export function cacheGiB(size: ModelSize): number {
  return size.cacheGiB ?? weightsGiB(size) * defaultCacheShare;
}

/** The arithmetic in words: `70 billion parameters × 2 bytes (bf16) = 130.4 GiB, and 26.1 GiB of cache`. */
export function describeSize(size: ModelSize): string {
  const weights = `${oneDigit(weightsGiB(size))} GiB`;
  const made =
    size.gib !== undefined
      ? `${weights} of weights`
      : `${size.parametersBillions} billion parameters × ${bytesPerParameter[size.precision]} bytes (${size.precision}) = ${weights}`;
  return `${made}, and ${oneDigit(cacheGiB(size))} GiB of cache`;
}

/** A figure as people read it: one digit behind the point. */
export function oneDigit(value: number): string {
  return value.toFixed(1);
}

/** Seconds to read 1 GiB at the base throughput of a gp3 volume, 125 MiB/s (Amazon EBS User Guide). */
const secondsPerGiB = 1024 / 125;

/** Seconds for everything that does not depend on the size: scheduling a node, pulling the image, starting the server. */
const fixedSeconds = 120;

/** Times that a model passes the disk: written by the loader, read by the server. Doubled, because peaks are slower. */
const passes = 2 * 2;

/** Seconds until a model of that size is loaded. */
export function loadingSeconds(size: ModelSize): number {
  return fixedSeconds + Math.ceil(weightsGiB(size) * Math.ceil(secondsPerGiB * passes));
}

/** Problems of a size: figures that are none, or a model that is larger than the memory of its container. */
export function modelSizeProblems({ size, resources, gpu }: ModelServiceRequest): Problem[] {
  if (size === undefined) return [];
  const problems = below("size", figureProblems(size));
  if (problems.length > 0 || gpu !== undefined || !isMemory(resources.memory)) return problems;
  const needed = weightsGiB(size) + cacheGiB(size);
  const memory = mebibytes(resources.memory) / 1024;
  if (needed <= memory) return [];
  return [
    {
      path: "resources.memory",
      reason: `"${resources.memory}" is too little: ${describeSize(size)}, are ${oneDigit(needed)} GiB. Write at least "${Math.ceil(needed)}Gi".`,
    },
  ];
}

function figureProblems(size: ModelSize): Problem[] {
  const figures: Readonly<Record<string, number | undefined>> =
    size.gib !== undefined ? { gib: size.gib } : { parametersBillions: size.parametersBillions };
  const problems = Object.entries(figures).flatMap(([path, figure = 0]) =>
    Number.isFinite(figure) && figure > 0
      ? []
      : [{ path, reason: `${figure} is not a size. Write a number above 0.` }],
  );
  if (size.cacheGiB !== undefined && !(Number.isFinite(size.cacheGiB) && size.cacheGiB >= 0)) {
    problems.push({
      path: "cacheGiB",
      reason: `${size.cacheGiB} is not a size. Write a number from 0.`,
    });
  }
  return problems;
}
