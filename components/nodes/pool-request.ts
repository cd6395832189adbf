import type { GpuSharing } from "../gpu/sharing";

/** A taint in the form of the Kubernetes API. */
export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "NoExecute" | "PreferNoSchedule";
}

/** What EC2 may sell for a pool. */
export type Capacity = "reserved" | "spot" | "onDemand";

/** Machine images that the platform knows how to set up. */
export type OperatingSystem = "al2023" | "bottlerocket";

/** What both engines take. */
export interface CommonPoolRequest {
  /** Name of the pool: value of the node label `inference-platform.io/node-pool`, by which pods select it. */
  readonly pool: string;
  /** Whether pods of this pool hold GPUs. Default: `false`. Said aloud, so that a typing error cannot buy GPUs. */
  readonly gpu?: boolean;
  /** How each GPU is divided among pods. Default: not at all. Only with the engine `managed`. */
  readonly sharing?: GpuSharing;
  /**
   * `al2023`, or `bottlerocket`: smaller, read-only, brings its own device plugin. The image follows from it, from the
   * architecture and from `gpu`. Default: `al2023`.
   */
  readonly operatingSystem?: OperatingSystem;
  /**
   * Release of that image. Default: the one that the platform pins for its Kubernetes version (`versions.ts`). For
   * instance `1.35.7-20260911`; on Bottlerocket with the engine `managed` it has to be given.
   */
  readonly imageRelease?: string;
  /** Volume of images, logs and emptyDirs in GiB (gp3, encrypted). Default: 50, on GPU pools 200: two versions of a Triton image. */
  readonly diskSizeGiB?: number;
  /**
   * Snapshot of a Bottlerocket data volume with pulled images, `snap-…`: nodes start with the images on disk. Default: none.
   */
  readonly imageSnapshotId?: string;
  /** Pulls and unpacks layers of an image in parallel (SOCI), on a faster volume. Default: `false`: AWS calls it experimental. */
  readonly parallelImagePull?: boolean;
  /** Puts images, logs and emptyDirs on the local NVMe disks of the instance, as RAID 0. Default: `false`. */
  readonly localNvme?: boolean;
  /**
   * Nodes keep models for `ModelCache`: they get its label and the folder `/models`, with `localNvme` on the local disks.
   * Not with taints, GPUs or Bottlerocket. Default: `false`.
   */
  readonly modelCache?: boolean;
  /** Elastic Fabric Adapter on every network card that has it, for models on several nodes. Default: `false`. */
  readonly efa?: boolean;
  /** Ids of On-Demand Capacity Reservations or Capacity Blocks, `cr-…`. Default: none. */
  readonly capacityReservationIds?: readonly string[];
  /** More node labels. Default: none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** More taints. GPU pools always carry `nvidia.com/gpu=present:NoSchedule`. Default: none. */
  readonly taints?: readonly NodeTaint[];
}

/** Sizes of a managed pool in nodes. */
export interface PoolScaling {
  /** Fewest nodes. 0 lets a pool vanish when nothing needs it. */
  readonly min: number;
  /** Most nodes; the ceiling of what the pool can cost. */
  readonly max: number;
  /**
   * Nodes that run, from `min` to `max`. The number is this program's: each `up` sets it. Left out, the pool starts with
   * `min` and whoever scales the group owns the number.
   */
  readonly desired?: number;
}

/** A pool whose nodes are an EKS managed node group: a fixed number of nodes, the only way to share GPUs. */
export interface ManagedPoolRequest extends CommonPoolRequest {
  readonly engine?: "managed";
  /** EC2 types, all of one architecture; on spot, several similar ones make a launch likelier. */
  readonly instanceTypes: readonly string[];
  readonly gpuTypes?: undefined;
  /**
   * `onDemand`; `spot`: cheaper, taken away on two minutes' notice; `reserved`: the capacity reservation that
   * `capacityReservationIds` names, and nothing else; `capacityBlock`: a Capacity Block for ML, likewise;
   * `[reserved, onDemand]`: open reservations first, then on demand. A managed group cannot fall back from spot: use the
   * engine `karpenter`. Default: `onDemand`.
   */
  readonly capacity?: Capacity | "capacityBlock" | readonly Capacity[];
  readonly scaling: PoolScaling;
}

/** GPUs to choose by what they are, instead of by instance type. */
export interface GpuTypes {
  /** GPU names, for instance `[l4, a10g]`: values of `karpenter.k8s.aws/instance-gpu-name`. */
  readonly names: readonly string[];
  /** GPUs of one node. Default: however many. */
  readonly counts?: readonly number[];
  /** Fewest GiB of memory of one GPU. Default: 0, so that the name alone decides. */
  readonly minMemoryGiB?: number;
}

/** When Karpenter may replace or remove nodes of a pool. */
export interface PoolDisruption {
  /** `whenEmpty`, or `whenEmptyOrUnderutilized`: also moves pods together. Default: on GPU pools `whenEmpty`, because a moved model is cold. */
  readonly consolidate?: "whenEmpty" | "whenEmptyOrUnderutilized";
  /** How long a node must be so before. Default: 10 minutes on GPU pools, else 1 minute. */
  readonly after?: string;
  /** How many nodes may go at once. Default: `[{ nodes: "10%" }]`, the default of Karpenter. */
  readonly budgets?: readonly DisruptionBudget[];
  /** Age at which a node is replaced, or `Never`. Default: `720h`, the default of Karpenter: nodes get new images monthly. */
  readonly expireAfter?: string;
  /** Time within which pods must leave a node that goes; a pod that may not be evicted is ended then. Default: `1h`. */
  readonly terminationGracePeriod?: string;
}

/** A limit of disruptions, always or at times. */
export interface DisruptionBudget {
  /** Nodes that may go at once: a count or a percentage, for instance `0` or `10%`. */
  readonly nodes: string;
  /** Start of the time at which it holds, as a cron text in UTC. Needs `duration`. Default: always. */
  readonly schedule?: string;
  /** Length of that time, for instance `8h`. */
  readonly duration?: string;
  /** What it limits. Default: everything. */
  readonly reasons?: readonly ("Underutilized" | "Empty" | "Drifted")[];
}

/** The most that Karpenter may launch for a pool. At least one must be finite; GPU pools need `gpus`. */
export interface PoolLimits {
  /** Whole GPUs. */
  readonly gpus?: number;
  /** vCPUs. */
  readonly cpus?: number;
  readonly nodes?: number;
}

/** A pool whose nodes Karpenter launches when pods need them, and removes afterwards. */
export interface KarpenterPoolRequest extends CommonPoolRequest {
  readonly engine: "karpenter";
  /** EC2 types, all of one architecture. This or `gpuTypes`. */
  readonly instanceTypes?: readonly string[];
  /** GPUs to choose by what they are. This or `instanceTypes`. */
  readonly gpuTypes?: GpuTypes;
  /**
   * What may be bought, in Karpenter's order whatever the order here: reserved, then spot, then on demand. Each is tried
   * when the one before has no capacity. `reserved` needs `capacityReservationIds`. Default: `onDemand`.
   */
  readonly capacity?: Capacity | readonly Capacity[];
  readonly scaling?: undefined;
  readonly limits: PoolLimits;
  readonly disruption?: PoolDisruption;
  /** Precedence over other Karpenter pools that fit a pod, 1 to 100. Default: none. */
  readonly weight?: number;
}

/** What decides how a pool is made. */
export type NodePoolRequest = ManagedPoolRequest | KarpenterPoolRequest;

/** A pool without its name, for records whose key is the name. */
export type UnnamedPool = Omit<ManagedPoolRequest, "pool"> | Omit<KarpenterPoolRequest, "pool">;
