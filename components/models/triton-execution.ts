import type { TritonDataType } from "./triton-tensors";

/** Where instances run: on GPUs, on the CPU, on GPUs if there are (`auto`), or where the backend says (`model`). */
export const tritonInstanceKinds = ["gpu", "cpu", "auto", "model"] as const;

/** Something of which an execution holds a part, so that the rate limiter can make executions wait. */
interface Resource {
  readonly name: string;
  /** Part that one execution holds. */
  readonly count: number;
  /** Whether all devices share it; otherwise each device has its own. Default: `false`. */
  readonly global?: boolean;
}

/** Copies of a model (`instance_group`). */
export interface TritonInstanceGroup {
  readonly kind: (typeof tritonInstanceKinds)[number];
  /** Copies on each GPU of the group, or on the CPU. */
  readonly count: number;
  /** Default: name of the model and number of the group. */
  readonly name?: string;
  /** Indices of GPUs, of the kinds `gpu` and `auto`. Default: all that the pod has. */
  readonly gpus?: readonly number[];
  /** Optimization profiles of a TensorRT engine that has several. Default: the first. */
  readonly profiles?: readonly number[];
  /** Read where the server runs with `--rate-limit=execution_count`. Default: no limit. */
  readonly rateLimiter?: {
    readonly resources?: readonly Resource[];
    /** A group of priority 2 gets half as many turns as one of priority 1. Default: 1. */
    readonly priority?: number;
  };
  /** Whether the scheduler gives the group no requests. Default: `false`. */
  readonly passive?: boolean;
  /** Name of a `--host-policy` of the server. Default: that of the device. */
  readonly hostPolicy?: string;
}

/** Batch size and shapes for which a CUDA graph is made. */
export interface TritonGraphShapes {
  /** 0 for a model without a batch dimension, otherwise 1 to `maxBatchSize`. */
  readonly batchSize: number;
  /** Sizes of inputs, without the batch dimension. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
}

/** A CUDA graph to capture. */
export interface TritonCudaGraph extends TritonGraphShapes {
  /** Smallest request that may use the graph; what it lacks is filled with undefined data. Default: the same shapes only. */
  readonly lowerBound?: TritonGraphShapes;
}

/** Execution accelerators of the ONNX Runtime backend on GPUs, and on the CPU. */
export const tritonGpuAccelerators = ["tensorrt", "cuda"] as const;
export const tritonCpuAccelerators = ["openvino"] as const;

interface Accelerator<Name> {
  readonly name: Name;
  /** Settings as the backend names them, for instance `{ precision_mode: "FP16" }`. Default: those of the backend. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** How the backend executes the model (`optimization`). */
export interface TritonOptimization {
  /** Level of graph optimization of ONNX Runtime: -1 basic, 0 all, 1 basic and extended. Default: 0. */
  readonly graphLevel?: number;
  /** Preference over other models of the server. TensorRT only. Default: neither. */
  readonly priority?: "max" | "min";
  /** TensorRT only. */
  readonly cuda?: {
    /** Whether CUDA graphs are captured. Default: `false`. */
    readonly graphs?: boolean;
    /** Whether a CPU core spins for events: lower latency, high load. Default: `false`. */
    readonly busyWaitEvents?: boolean;
    /** Whether outputs are copied on a stream of their own, for twice the memory. Default: `false`. */
    readonly outputCopyStream?: boolean;
    /** Default: chosen by the settings of the model. */
    readonly graphSpecs?: readonly TritonCudaGraph[];
  };
  /** ONNX Runtime only; the first has the highest priority. Default: none. */
  readonly accelerators?: {
    readonly gpu?: readonly Accelerator<(typeof tritonGpuAccelerators)[number]>[];
    readonly cpu?: readonly Accelerator<(typeof tritonCpuAccelerators)[number]>[];
  };
  /** Whether inputs go through pinned memory. Default: `true`. */
  readonly inputPinnedMemory?: boolean;
  /** Whether outputs go through pinned memory. Default: `true`. */
  readonly outputPinnedMemory?: boolean;
  /** Buffers from which on a kernel gathers the inputs. TensorRT only. Default: 0, never. */
  readonly gatherKernelBufferThreshold?: number;
  /** Whether the next batch is prepared while one runs; it may be smaller. TensorRT only. Default: `false`. */
  readonly eagerBatching?: boolean;
}

/** One input of a warm-up request. */
export interface TritonWarmupInput {
  /** Default: that of the input of the model; required for controls and states. */
  readonly dataType?: TritonDataType;
  /** Sizes without the batch dimension, none of them -1. Default: those of the input of the model. */
  readonly dims?: readonly number[];
  /** Default: `zeros`, where there is no `dataFile`. Random text is zeros. */
  readonly data?: "zeros" | "random";
  /** File in the folder `warmup` of the model, row-major. */
  readonly dataFile?: string;
}

/** A request that each instance executes before the model counts as ready (`model_warmup`). */
export interface TritonWarmup {
  readonly name: string;
  /** 1 to `maxBatchSize`; 1 for a model without a batch dimension. Default: 1. */
  readonly batchSize?: number;
  /** How often it is executed. Default: 1. */
  readonly count?: number;
  /** Every input of the model that is not optional, and every control tensor. */
  readonly inputs: Readonly<Record<string, TritonWarmupInput>>;
}
