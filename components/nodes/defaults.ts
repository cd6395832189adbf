/**
 * The taint of every GPU pool. The value is the one that Node Feature Discovery, a part of the GPU Operator, tolerates
 * by default; another one leaves GPU nodes without labels and so without a device plugin.
 */
export const GPU_TAINT = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" } as const;

/** Label that names the pool of a node; pods select their pool by it. */
export const NODE_POOL_LABEL = "inference-platform.io/node-pool";

/** Label by which the agent of KServe's local model cache finds its nodes: default of its chart (0.20). */
export const MODEL_CACHE_LABEL = { "kserve/localmodel": "worker" } as const;

/** Folder of a node in which KServe's local model cache keeps models; its chart (0.20) takes no other. */
export const MODEL_FOLDER = "/models";

/** Defaults of `NodePool`, each with its reason. */
export const nodePoolDefaults = {
  /** AL2023: the image of the AWS guides, and the one on which the GPU Operator shares GPUs. */
  operatingSystem: "al2023",
  /** Spot may take a node away within two minutes; serving that cannot bear this is the usual case. */
  capacity: "onDemand",
  /** GiB of the volume of CPU nodes: system images and logs. */
  diskSizeGiB: 50,
  /** GiB of the volume of GPU nodes: a Triton image unpacks to about 25 GiB, and two versions are on disk in a rollout. */
  gpuDiskSizeGiB: 200,
  /** GiB of the system volume of Bottlerocket, beside that of images: two copies of the system, for updates. */
  bottlerocketSystemGiB: 10,
  /** MiB/s of the volume with parallel image pull: below 600 it is slower than without (AWS on SOCI parallel pull). */
  parallelPullThroughputMiBps: 600,
  /** A moved model is cold for minutes, so GPU nodes go only when nothing runs on them any more. */
  gpuConsolidate: "whenEmpty",
  /** Other pods start fast enough to be moved together. */
  consolidate: "whenEmptyOrUnderutilized",
  /** Longer than a model needs to scale down and up again in a normal wave of requests. */
  gpuConsolidateAfter: "10m",
  /** Lets a deployment that replaces its pods use the same nodes. */
  consolidateAfter: "1m",
  /** Default of Karpenter: a node a month old gets a new image and its fixes. */
  expireAfter: "720h",
  /** Longer than any request drains, and short enough that a blocked eviction does not keep a node for days. */
  terminationGracePeriod: "1h",
  /** Default of Karpenter. */
  budgets: [{ nodes: "10%" }],
} as const;
