import { didYouMean, type Problem } from "../internal/problems";
import { findInstanceType, gpuNames, hasNvidiaGpu, nearestInstanceTypes } from "./instance-types";
import { matchingTypes } from "./plan";
import type { GpuTypes, NodePoolRequest } from "./pool-request";

/** Problems of the instance types of a pool, or of the GPUs that stand in their place. */
export function typeProblems(pool: NodePoolRequest): Problem[] {
  const { instanceTypes: names, gpuTypes, gpu = false } = pool;
  if (gpuTypes !== undefined) {
    if (names !== undefined) {
      return [{ path: "gpuTypes", reason: "stands beside instanceTypes. Keep one of the two." }];
    }
    return gpuTypeProblems(gpuTypes, gpu);
  }
  if (names === undefined || names.length === 0) {
    const other = pool.engine === "karpenter" ? ", or gpuTypes for a GPU pool" : "";
    return [
      {
        path: "instanceTypes",
        reason: `is ${names === undefined ? "missing" : "empty"}. Name at least one, for instance m7i.large${other}.`,
      },
    ];
  }
  return names.flatMap((name, index) => {
    const reason = names.slice(0, index).includes(name)
      ? `"${name}" is listed twice. Remove one.`
      : instanceTypeReason(name, gpu);
    return reason === undefined ? [] : [{ path: `instanceTypes[${index}]`, reason }];
  });
}

function instanceTypeReason(name: string, gpu: boolean): string | undefined {
  const type = findInstanceType(name);
  if (type === undefined) {
    return `"${name}" is not a known instance type. Nearest: ${nearestInstanceTypes(name).join(", ")}.`;
  }
  if (gpu && !hasNvidiaGpu(type)) {
    return `"${name}" has no NVIDIA GPU that a pod can request, but the pool is a GPU pool. Name a GPU type, for instance g6.xlarge, or set gpu to false.`;
  }
  if (!gpu && type.acceleratorKind !== null) {
    return `"${name}" has ${type.gpuName ?? "an accelerator"}, but the pool is no GPU pool: it would pay for GPUs that no pod can hold. Set gpu to true, or name a CPU type, for instance m7i.large.`;
  }
  return undefined;
}

function gpuTypeProblems(gpuTypes: GpuTypes, gpu: boolean): Problem[] {
  const problems = gpuTypes.names.flatMap((name, index) =>
    gpuNames.includes(name)
      ? []
      : [
          {
            path: `gpuTypes.names[${index}]`,
            reason: `"${name}" is not a GPU that is known here.${didYouMean(name, gpuNames)} Write one of ${gpuNames.join(", ")}.`,
          },
        ],
  );
  if (!gpu) {
    problems.push({
      path: "gpuTypes",
      reason:
        "names GPUs, but the pool is no GPU pool. Set gpu to true, or name CPU types in instanceTypes.",
    });
  }
  if (problems.length === 0 && matchingTypes(gpuTypes).length === 0) {
    problems.push({
      path: "gpuTypes",
      reason: `matches no known instance type. With ${gpuTypes.names.join(", ") || "these names"} there are: ${offeredTypes(gpuTypes.names)}.`,
    });
  }
  return problems;
}

function offeredTypes(names: readonly string[]): string {
  const types = matchingTypes({ names });
  if (types.length === 0) return "none; name at least one GPU, for instance l4";
  const lines = types.map(
    ({ gpuCount, gpuName, gpuMemoryMiBPerGpu }) =>
      `${gpuCount} × ${gpuName ?? ""} with ${Math.floor((gpuMemoryMiBPerGpu ?? 0) / 1024)} GiB`,
  );
  return [...new Set(lines)].join(", ");
}
