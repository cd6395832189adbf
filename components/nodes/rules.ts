import { nameProblems } from "../internal/names";
import type { Problem } from "../internal/problems";
import {
  findInstanceType,
  hasNvidiaGpu,
  nearestInstanceTypes,
  type InstanceType,
} from "./instance-types";
import { GPU_TAINT } from "./defaults";
import type { NodePoolRequest, NodeTaint, PoolScaling } from "./plan";

/** What the rules of a pool look at. */
export interface NodePoolRuleInput extends NodePoolRequest {
  /** Whether pods on this pool are meant to hold GPUs. */
  readonly gpu?: boolean;
  readonly scaling: PoolScaling;
}

/** Problems of a node pool: every one, so that a fleet is mended in one go. */
export function nodePoolProblems(pool: NodePoolRuleInput): Problem[] {
  return [
    ...nameProblems("pool", pool.pool, 40),
    ...instanceTypeProblems(pool.instanceTypes, pool.gpu ?? false),
    ...scalingProblems("scaling", pool.scaling),
    ...diskProblems(pool.diskSizeGiB),
    ...(pool.taints ?? []).flatMap((taint, index) => taintProblems(`taints[${index}]`, taint)),
  ];
}

function instanceTypeProblems(names: readonly string[], gpu: boolean): Problem[] {
  if (names.length === 0) {
    return [
      { path: "instanceTypes", reason: "is empty. Name at least one, for instance m7i.large." },
    ];
  }
  const known = names.flatMap((name) => findInstanceType(name) ?? []);
  return [
    ...names.flatMap((name, index) => instanceTypeProblem(`instanceTypes[${index}]`, name, gpu)),
    ...architectureProblems(known),
  ];
}

function instanceTypeProblem(path: string, name: string, gpu: boolean): Problem[] {
  const type = findInstanceType(name);
  if (type === undefined) {
    return [
      {
        path,
        reason: `"${name}" is not a known instance type. Nearest: ${nearestInstanceTypes(name).join(", ")}.`,
      },
    ];
  }
  if (gpu && !hasNvidiaGpu(type)) {
    return [
      {
        path,
        reason: `"${name}" has no NVIDIA GPU that a pod can request, but the pool is a GPU pool. Name a GPU type, for instance g6.xlarge, or set gpu to false.`,
      },
    ];
  }
  if (!gpu && type.acceleratorKind !== null) {
    return [
      {
        path,
        reason: `"${name}" has ${type.gpuName ?? "an accelerator"}, but the pool is no GPU pool: it would pay for GPUs that no pod can hold. Set gpu to true, or name a CPU type, for instance m7i.large.`,
      },
    ];
  }
  if (gpu && type.arch !== "amd64") {
    return [
      {
        path,
        reason: `"${name}" is ${type.arch}; the NVIDIA image and Triton of this platform are amd64. Name an amd64 type, for instance g6.xlarge.`,
      },
    ];
  }
  return [];
}

function architectureProblems(types: readonly InstanceType[]): Problem[] {
  const architectures = [...new Set(types.map(({ arch }) => arch))];
  if (architectures.length < 2) return [];
  return [
    {
      path: "instanceTypes",
      reason: `mixes ${architectures.join(" and ")}; one pool has one machine image. Make a pool for each.`,
    },
  ];
}

/** Problems of the sizes of a pool: whole numbers with 0 <= min <= desired <= max and max above 0. */
export function scalingProblems(path: string, scaling: PoolScaling): Problem[] {
  const { min, max, desired = min } = scaling;
  const fractions = (["min", "max", "desired"] as const).flatMap((key) => {
    const size = scaling[key];
    if (size === undefined || (Number.isInteger(size) && size >= 0)) return [];
    return [
      {
        path: `${path}.${key}`,
        reason: `${size} is not a number of nodes. Write a whole number, 0 or more.`,
      },
    ];
  });
  if (fractions.length > 0) return fractions;
  if (max < 1) {
    return [{ path: `${path}.max`, reason: "0 makes a pool that can never run. Write 1 or more." }];
  }
  if (min > max) {
    return [
      {
        path: `${path}.min`,
        reason: `${min} is more than max ${max}. Lower min or raise max.`,
      },
    ];
  }
  if (desired < min || desired > max) {
    return [
      {
        path: `${path}.desired`,
        reason: `${desired} is outside ${min} to ${max} (min to max). Choose a number between.`,
      },
    ];
  }
  return [];
}

function diskProblems(size: number | undefined): Problem[] {
  if (size === undefined || (Number.isInteger(size) && size >= 20 && size <= 16_384)) return [];
  return [
    {
      path: "diskSizeGiB",
      reason: `${size} is not a root volume. Write whole GiB from 20 (the image of AL2023) to 16384 (the largest gp3 volume).`,
    },
  ];
}

function taintProblems(path: string, taint: NodeTaint): Problem[] {
  if (taint.value === "Exists" || taint.value === "Equal") {
    return [
      {
        path: `${path}.value`,
        reason: `"${taint.value}" is an operator of tolerations, not a value of a taint. Remove it or write the value.`,
      },
    ];
  }
  if (taint.key === GPU_TAINT.key) {
    return [
      {
        path: `${path}.key`,
        reason: `"${GPU_TAINT.key}" is set by the platform on GPU pools. Remove this taint.`,
      },
    ];
  }
  return [];
}
