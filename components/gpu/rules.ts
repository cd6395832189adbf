import { didYouMean, type Problem } from "../internal/problems";
import type { InstanceType } from "../nodes/instance-types";
import { hasPlaces, migFamilies, migGeometryOf, slicesOf, type MigLayout } from "./mig";
import type { UncheckedGpuSharing } from "./sharing";

/** Most pods on one GPU. The device plugin has this limit for MPS; under time-slicing each pod would have 2 % of the time. */
export const MAXIMUM_SHARES = 48;

/** Most MPS clients on a GPU with a compute capability below 7.5 (k8s-device-plugin 0.20). */
const MAXIMUM_OLD_MPS_SHARES = 16;

const strategies = ["timeSlicing", "mps", "mig"] as const;

/** Problems of a sharing on GPUs of these types, which are all known and all have whole GPUs. */
export function sharingProblems(
  path: string,
  sharing: UncheckedGpuSharing,
  types: readonly InstanceType[],
): Problem[] {
  const chosen = strategies.filter((strategy) => sharing[strategy] !== undefined);
  if (chosen.length !== 1) return [{ path, reason: choiceReason(chosen) }];
  if (sharing.timeSlicing !== undefined) {
    return shareProblems(`${path}.timeSlicing`, sharing.timeSlicing, MAXIMUM_SHARES);
  }
  if (sharing.mps !== undefined) {
    const old = types.some((type) => Number(type.cudaComputeCapability ?? 0) < 7.5);
    return shareProblems(`${path}.mps`, sharing.mps, old ? MAXIMUM_OLD_MPS_SHARES : MAXIMUM_SHARES);
  }
  return migProblems(`${path}.mig`, sharing.mig ?? {}, types);
}

function choiceReason(chosen: readonly string[]): string {
  const key = chosen.join("+");
  if (key === "timeSlicing+mps") {
    return "has timeSlicing and mps: the device plugin of a node does one of them. Keep one.";
  }
  if (key === "mps+mig") {
    return "has mps and mig: MPS does not run on MIG instances. Keep one.";
  }
  if (key === "timeSlicing+mig") {
    return "has timeSlicing and mig: a node whose GPUs are all cut has no whole GPU left to take turns on. Keep one.";
  }
  return chosen.length === 0
    ? `says nothing. Write one of ${strategies.join(", ")}, or leave sharing out for whole GPUs.`
    : `has ${chosen.join(", ")}. Keep one.`;
}

function shareProblems(path: string, shares: number, most: number): Problem[] {
  if (Number.isInteger(shares) && shares >= 2 && shares <= most) return [];
  return [
    {
      path,
      reason:
        shares === 1
          ? "1 pod on a GPU is no sharing. Write 2 or more, or leave sharing out."
          : `${shares} is not a number of pods that can share a GPU. Write a whole number from 2 to ${most}.`,
    },
  ];
}

function migProblems(path: string, layout: MigLayout, types: readonly InstanceType[]): Problem[] {
  if (Object.keys(layout).length === 0) {
    return [
      {
        path,
        reason:
          'is empty. Name a profile and how many of it a GPU gets, for instance "1g.10gb": 7.',
      },
    ];
  }
  return types
    .flatMap((type) => migTypeProblems(path, layout, type))
    .slice(0, 1 + Object.keys(layout).length);
}

function migTypeProblems(path: string, layout: MigLayout, type: InstanceType): Problem[] {
  const geometry = migGeometryOf(type);
  if (geometry === undefined) {
    return [
      {
        path,
        reason: `${type.instanceType} has the GPU ${type.gpuName ?? ""}, which ${type.migCapable === true ? "the GPU Operator has no MIG configuration for" : "has no MIG"}. Use timeSlicing or mps, or a type of ${migFamilies.join(", ")}.`,
      },
    ];
  }
  const valid = Object.keys(geometry.profiles);
  const wrong = Object.entries(layout).flatMap(([profile, count]) => {
    if (!valid.includes(profile)) {
      return [
        {
          path: `${path}.${profile}`,
          reason: `"${profile}" is not a MIG profile of ${type.instanceType} (${geometry.title}).${didYouMean(profile, valid)} Valid: ${valid.join(", ")}.`,
        },
      ];
    }
    if (Number.isInteger(count) && count >= 1) return [];
    return [
      {
        path: `${path}.${profile}`,
        reason: `${count} is not a number of instances. Write a whole number from 1, or remove the profile.`,
      },
    ];
  });
  if (wrong.length > 0) return wrong;
  const used = slicesOf(geometry, layout);
  if (used.compute > geometry.computeSlices || used.memory > geometry.memorySlices) {
    return [
      {
        path,
        reason: `${written(layout)} uses ${used.compute} of ${geometry.computeSlices} compute slices and ${used.memory} of ${geometry.memorySlices} memory slices of ${geometry.title}. Take fewer or smaller instances.`,
      },
    ];
  }
  if (hasPlaces(geometry, layout)) return [];
  return [
    {
      path,
      reason: `${written(layout)} finds no place on ${geometry.title}, although its slices would do: large instances start at fixed slices. Take fewer or smaller instances.`,
    },
  ];
}

function written(layout: MigLayout): string {
  return Object.entries(layout)
    .map(([profile, count]) => `${count} × ${profile}`)
    .join(" + ");
}
