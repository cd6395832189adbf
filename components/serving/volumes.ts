import type { types } from "@pulumi/kubernetes";

import type { Problem } from "../internal/problems";
import { nameProblems } from "../internal/names";
import { modelServiceDefaults } from "./defaults";
import type { CacheVolume, ModelServiceRequest } from "./request";
import { CACHE_PATH, type RuntimePlan } from "./runtimes/runtime";

/** Volumes of a pod beside its model, and where its server sees them. */
export interface PodVolumes {
  readonly volumes: readonly types.input.core.v1.Volume[];
  readonly mounts: readonly types.input.core.v1.VolumeMount[];
}

/** The volumes of a request: a cache where the server writes one, shared memory where its processes need it. */
export function volumesOf({ cacheVolume }: ModelServiceRequest, runtime: RuntimePlan): PodVolumes {
  const wantsCache = runtime.writesCache || cacheVolume !== undefined;
  const cache = wantsCache ? [{ name: "cache", ...cacheSource(cacheVolume) }] : [];
  // Without a size limit it may take what the memory limit of the container leaves, and no more.
  const memory = runtime.sharedMemory ? [{ name: "dshm", emptyDir: { medium: "Memory" } }] : [];
  return {
    volumes: [...cache, ...memory],
    mounts: [
      ...(wantsCache ? [{ name: "cache", mountPath: CACHE_PATH }] : []),
      ...(runtime.sharedMemory ? [{ name: "dshm", mountPath: "/dev/shm" }] : []),
    ],
  };
}

function cacheSource(
  volume: CacheVolume = { sizeGiB: modelServiceDefaults.cacheGiB },
): Omit<types.input.core.v1.Volume, "name"> {
  return "claimName" in volume
    ? { persistentVolumeClaim: { claimName: volume.claimName } }
    : { emptyDir: { sizeLimit: `${volume.sizeGiB}Gi` } };
}

/** Problems of a cache volume. */
export function cacheVolumeProblems(volume: CacheVolume | undefined): Problem[] {
  if (volume === undefined) return [];
  if ("claimName" in volume) return nameProblems("cacheVolume.claimName", volume.claimName, 253);
  if (Number.isInteger(volume.sizeGiB) && volume.sizeGiB >= 1) return [];
  return [
    {
      path: "cacheVolume.sizeGiB",
      reason: `${volume.sizeGiB} is not a size. Write whole GiB from 1.`,
    },
  ];
}
