import type { MigLayout } from "./mig";

/**
 * How the GPUs of one pool are divided among pods. Exactly one of:
 *
 * - `timeSlicing`: pods that take turns on a GPU. No isolation: each sees all of its memory, and one that runs out of
 *   memory hurts the others. For development, and for models of one team that are idle most of the time.
 * - `mps`: pods that run at the same time, each with an equal part of memory and compute (CUDA Multi-Process Service).
 *   Memory is limited, faults are not isolated. NVIDIA calls it experimental.
 * - `mig`: hardware partitions with memory and faults of their own. Only on large GPUs (A100 and later).
 *
 * Left out, a pod holds whole GPUs.
 */
export type GpuSharing =
  | {
      /** Pods that take turns on one GPU, 2 to 48. */
      readonly timeSlicing: number;
      readonly mps?: undefined;
      readonly mig?: undefined;
    }
  | {
      readonly timeSlicing?: undefined;
      /** Pods that share one GPU, 2 to 48. */
      readonly mps: number;
      readonly mig?: undefined;
    }
  | {
      readonly timeSlicing?: undefined;
      readonly mps?: undefined;
      /** Partitions of each GPU, for instance `{ "1g.10gb": 7 }` or `{ "3g.40gb": 1, "1g.10gb": 4 }`. */
      readonly mig: MigLayout;
    };

/** The same before it is checked. */
export interface UncheckedGpuSharing {
  readonly timeSlicing?: number;
  readonly mps?: number;
  readonly mig?: MigLayout;
}

/** Whole GPUs, as the device plugin names them. */
export const GPU_RESOURCE = "nvidia.com/gpu";

/** Shares of a GPU under time-slicing and MPS (`renameByDefault`), so that no pod takes a share for a GPU. */
export const SHARED_GPU_RESOURCE = "nvidia.com/gpu.shared";

/** Resource name of one MIG instance under the strategy `mixed`, for instance `nvidia.com/mig-1g.10gb`. */
export function migResource(profile: string): string {
  return `nvidia.com/mig-${profile}`;
}

/** Node label by which the device plugin finds its configuration. */
export const DEVICE_PLUGIN_CONFIG_LABEL = "nvidia.com/device-plugin.config";

/** Node label by which the MIG manager finds its configuration. */
export const MIG_CONFIG_LABEL = "nvidia.com/mig.config";

/**
 * Name of the configuration that a sharing needs, in the device plugin's ConfigMap or in that of the MIG manager: equal
 * sharings have equal names. For instance `time-slicing-4`, `mps-8`, `mig-1g.10gb-7`.
 */
export function sharingConfigName(sharing: UncheckedGpuSharing): string {
  if (sharing.timeSlicing !== undefined) return `time-slicing-${sharing.timeSlicing}`;
  if (sharing.mps !== undefined) return `mps-${sharing.mps}`;
  const parts = Object.entries(sharing.mig ?? {})
    .sort(([left], [right]) => left.localeCompare(right, "en"))
    .map(([profile, count]) => `${profile}-${count}`);
  return ["mig", ...parts].join("-");
}

/** Node labels that ask the operator's agents for a sharing. */
export function sharingLabels(sharing: UncheckedGpuSharing | undefined): Record<string, string> {
  if (sharing === undefined) return {};
  const key = sharing.mig === undefined ? DEVICE_PLUGIN_CONFIG_LABEL : MIG_CONFIG_LABEL;
  return { [key]: sharingConfigName(sharing) };
}
