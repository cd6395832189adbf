import type { Wave } from "./load";

/** A GPU, or an instance of one that MIG cut. */
export interface SimulatedGpu {
  /** Index on its node. */
  readonly index: number;
  readonly uuid: string;
  /** As DCGM names it. */
  readonly modelName: string;
  readonly memoryMiB: number;
  /** Watts at most. */
  readonly powerLimit: number;
  /** Set on an instance of MIG: its profile and its id on the GPU. */
  readonly mig?: { readonly profile: string; readonly id: string };
  /** The pod that holds it; nothing: it is idle. */
  readonly pod?: SimulatedPod;
}

/** A node. */
export interface SimulatedNode {
  readonly name: string;
  readonly instanceType: string;
  readonly capacityType: "spot" | "on-demand" | "reserved";
  readonly zone: string;
  readonly pool: string;
  /** Who launches it. */
  readonly launchedBy: "karpenter" | "managed-node-group";
  /** GPUs and instances of GPUs by the name of the resource, `nvidia.com/gpu`. */
  readonly gpuResources: Readonly<Record<string, number>>;
  readonly gpus: readonly SimulatedGpu[];
  readonly ready: boolean;
}

/** A pod. */
export interface SimulatedPod {
  readonly namespace: string;
  readonly name: string;
  /** Node; nothing: it is not placed. */
  readonly node?: string;
  /** The container that serves, and what it asks of GPUs by the name of the resource. */
  readonly container: string;
  readonly gpuResources: Readonly<Record<string, number>>;
  /** Its owner's name, for instance that of the Deployment. */
  readonly deployment: string;
}

/** What a model's autoscaler has been told and has done. */
export interface SimulatedAutoscaler {
  /** Name of the HorizontalPodAutoscaler. */
  readonly name: string;
  /** Name of the ScaledObject behind it; nothing: it is a plain HorizontalPodAutoscaler. */
  readonly scaledObject?: string;
  readonly min: number;
  readonly max: number;
  readonly current: number;
  readonly desired: number;
}

/** An InferenceService with its load. */
export interface SimulatedModel {
  readonly namespace: string;
  readonly name: string;
  readonly runtime: "triton" | "vllm" | "kserve";
  readonly protocol: "http" | "grpc";
  readonly pods: readonly SimulatedPod[];
  /** What the server holds; vLLM has one model without versions. */
  readonly served: readonly { readonly model: string; readonly versions: readonly string[] }[];
  /** Requests per second to all of its pods. */
  readonly requests: Wave;
  /** Median time of a request in milliseconds, when nothing is wrong. */
  readonly medianMilliseconds: number;
  readonly autoscaler?: SimulatedAutoscaler;
}

/** A rollout of Flagger that is under way. */
interface SimulatedCanary {
  readonly namespace: string;
  readonly name: string;
  /** Percent of the requests that the new version gets. */
  readonly weight: number;
}

/** How well the platform does; a number for each thing that can be wrong. */
export interface Conditions {
  /** Share of requests that fail. */
  readonly errorRatio: number;
  /** By how much requests are slower than they should be. */
  readonly slowness: number;
  /** Requests that wait in each model. */
  readonly waiting: number;
  /** Share of a GPU's memory that is in use. */
  readonly gpuMemory: number;
  /** GPU utilisation, 0 to 1. */
  readonly gpuUtilization: number;
  /** Last XID codes of the GPUs, by turns node by node; 0: none. */
  readonly xids: readonly number[];
  /** Faults per second of everything that counts them: errors of scalers, failed reloads, restarts of pods, spot interruptions. */
  readonly faultsPerSecond: number;
  /** Whether what should be there is not: pods wait for GPUs, targets do not answer, a certificate ends soon, a disk is full. */
  readonly broken: boolean;
}

/** The state in which no alert is to fire. */
export const healthy: Conditions = {
  errorRatio: 0.0005,
  slowness: 1,
  waiting: 0.4,
  gpuMemory: 0.62,
  gpuUtilization: 0.58,
  xids: [0],
  faultsPerSecond: 0,
  broken: false,
};

/** The state in which GPUs have more work than they can do; nothing else is wrong. */
export const saturated: Conditions = { ...healthy, gpuUtilization: 0.99 };

/** The state in which every alert about what is seen is to fire, but that of GPUs that do too much. */
export const failing: Conditions = {
  errorRatio: 0.6,
  slowness: 400,
  waiting: 400,
  gpuMemory: 0.985,
  gpuUtilization: 0.005,
  // A fault of the hardware, one of a program, and one that only NVIDIA's list explains.
  xids: [79, 31, 109],
  faultsPerSecond: 0.05,
  broken: true,
};

/** A platform with what runs on it. */
export interface SimulatedCluster {
  readonly nodes: readonly SimulatedNode[];
  readonly models: readonly SimulatedModel[];
  /** Pods that wait for a node. */
  readonly pendingPods: readonly SimulatedPod[];
  /** Pods of Istio's gateway. */
  readonly gatewayPods: readonly string[];
  readonly conditions: Conditions;
  /** Rollouts of Flagger that are under way. */
  readonly canaries: readonly SimulatedCanary[];
  /** Unix seconds at which every counter was 0. */
  readonly start: number;
}
