/**
 * The taint of every GPU pool. The value is the one that Node Feature Discovery, a part of the GPU Operator, tolerates
 * by default; another one leaves GPU nodes without labels and so without a device plugin.
 */
export const GPU_TAINT = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" } as const;

/** Label that names the pool of a node; pods select their pool by it. */
export const NODE_POOL_LABEL = "inference-platform.io/node-pool";

/** Defaults of `NodePool`, each with its reason. */
export const nodePoolDefaults = {
  /** Spot may take a node away within two minutes; serving that cannot bear this is the usual case. */
  capacity: "onDemand",
  /** GiB of the root volume of CPU nodes: system images and logs. */
  diskSizeGiB: 50,
  /** GiB of the root volume of GPU nodes: a Triton image unpacks to about 25 GiB, and two versions are on disk in a rollout. */
  gpuDiskSizeGiB: 200,
} as const;
