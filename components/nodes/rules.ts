import { nameProblems } from "../internal/names";
import type { Problem } from "../internal/problems";
import { capacityProblems } from "./capacity-rules";
import { nodePoolDefaults } from "./defaults";
import { hardwareProblems } from "./hardware-rules";
import { imageProblems } from "./image-rules";
import type { InstanceType } from "./instance-types";
import { karpenterProblems } from "./karpenter-rules";
import { labelProblems, taintListProblems } from "./label-rules";
import { amiTypeOf } from "./managed-plan";
import { modelFolderProblems } from "./model-folder";
import { typesOf } from "./plan";
import type { NodePoolRequest, PoolScaling } from "./pool-request";
import { typeProblems } from "./type-rules";

/** Problems of a node pool: every one, so that a fleet is mended in one go. */
export function nodePoolProblems(pool: NodePoolRequest): Problem[] {
  const types = typesOf(pool);
  return [
    ...nameProblems("pool", pool.pool, 40),
    ...typeProblems(pool),
    ...architectureProblems(pool, types),
    ...capacityProblems(pool),
    ...(pool.engine === "karpenter"
      ? karpenterProblems(pool, types)
      : scalingProblems("scaling", pool.scaling)),
    ...imageProblems(pool),
    ...diskProblems(pool.diskSizeGiB),
    ...hardwareProblems(pool, types),
    ...labelProblems("labels", pool.labels ?? {}),
    ...taintListProblems("taints", pool.taints ?? []),
    ...(pool.modelCache === true ? modelFolderProblems(pool) : []),
  ];
}

function architectureProblems(pool: NodePoolRequest, types: readonly InstanceType[]): Problem[] {
  const architectures = [...new Set(types.map(({ arch }) => arch))];
  if (architectures.length < 2) return [];
  const { operatingSystem = nodePoolDefaults.operatingSystem, gpu = false } = pool;
  const images = architectures.map(
    (arch) => `${arch} (${amiTypeOf({ operatingSystem, arch, gpu })})`,
  );
  return [
    {
      path: pool.gpuTypes === undefined ? "instanceTypes" : "gpuTypes",
      reason: `mixes ${images.join(" and ")}; one pool has one machine image. Make a pool for each.`,
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
      reason: `${size} is not a volume of a node. Write whole GiB from 20 (the image of AL2023) to 16384 (the largest gp3 volume).`,
    },
  ];
}
