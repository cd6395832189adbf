import type { TritonDynamicBatching, TritonSequenceBatching } from "./triton-batching";
import type { TritonInstanceGroup, TritonOptimization, TritonWarmup } from "./triton-execution";
import type {
  TritonBatchInput,
  TritonBatchOutput,
  TritonInput,
  TritonOutput,
} from "./triton-tensors";

/** Backends that NVIDIA makes. The last two are in other images than that of this platform; `dali` is not verified to be in it. */
export const tritonBackends = [
  "onnxruntime",
  "tensorrt",
  "pytorch",
  "openvino",
  "python",
  "fil",
  "dali",
  "vllm",
  "tensorrtllm",
] as const;

/** What every model has. */
interface CommonModel {
  /** Largest batch; 0 for a model without a batch dimension. */
  readonly maxBatchSize: number;
  readonly inputs: readonly TritonInput[];
  readonly outputs: readonly TritonOutput[];
  /** Whether equal requests are answered from a cache; the server needs `--cache-config` too. Default: `false`. */
  readonly responseCache?: boolean;
  /** Settings that the backend reads, by name. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Labels of the metrics of this model, by name; Prometheus sees each with a `_` in front. Default: none. */
  readonly metricTags?: Readonly<Record<string, string>>;
}

/** What a model with a backend has, but for its scheduler. */
export interface TritonModelSettings extends CommonModel {
  /** Backend that runs it. */
  readonly backend: (typeof tritonBackends)[number];
  /** Copies of the model: one group, or several. */
  readonly instances: TritonInstanceGroup | readonly TritonInstanceGroup[];
  /** Versions that are served: the newest so many, `all`, or a list of numbers. Default: 1, the newest. */
  readonly versions?: number | "all" | readonly number[];
  /** File or folder of the model in the folder of a version. Default: that of the backend, for instance `model.onnx`. */
  readonly modelFilename?: string;
  /** Other files for GPUs of a compute capability, for instance `{ "8.9": "model-l4.plan" }`. Default: none. */
  readonly modelFilenameByComputeCapability?: Readonly<Record<string, string>>;
  /** Runtime of a backend that has several, for instance `model.py` of PyTorch. Default: that of the backend. */
  readonly runtime?: string;
  /** Libraries with custom operations of an ONNX model. Default: none. */
  readonly operationLibraries?: readonly string[];
  /** Agents that see the files before the backend, in this order, for instance `checksum`. Default: none. */
  readonly repositoryAgents?: readonly {
    readonly name: string;
    readonly parameters?: Readonly<Record<string, string>>;
  }[];
  /** Inputs that the backend adds to a batch. Default: none. */
  readonly batchInputs?: readonly TritonBatchInput[];
  /** Outputs that are divided by the shape of an input. Default: none. */
  readonly batchOutputs?: readonly TritonBatchOutput[];
  readonly optimization?: TritonOptimization;
  /** Requests that warm each instance up. Default: none, the first callers wait. */
  readonly warmup?: readonly TritonWarmup[];
  /** Whether a request may have any number of answers; not with `responseCache`. Default: `false`. */
  readonly decoupled?: boolean;
  /** Upper bounds of the buckets of histograms, ascending. Default: those of Triton. */
  readonly histogramBuckets?: {
    /**
     * `nv_inference_first_response_histogram_ms`, in milliseconds: the only one that a model can set. It exists for
     * decoupled models, where the server runs with `--metrics-config histogram_latencies=true`.
     */
    readonly firstResponseMilliseconds?: readonly number[];
  };
}

/** At most one scheduler; without one, requests are executed one by one. */
export type TritonScheduler =
  | {
      /** How long a request may wait for others to form a batch, in microseconds: the short form of `dynamicBatching`. */
      readonly batchDelayMicroseconds?: number;
      readonly dynamicBatching?: undefined;
      readonly sequenceBatching?: undefined;
    }
  | {
      readonly batchDelayMicroseconds?: undefined;
      /** Dynamic batching with all of its settings. */
      readonly dynamicBatching: TritonDynamicBatching;
      readonly sequenceBatching?: undefined;
    }
  | {
      readonly batchDelayMicroseconds?: undefined;
      readonly dynamicBatching?: undefined;
      /** Batches of sequences, for models with state. */
      readonly sequenceBatching: TritonSequenceBatching;
    };

/** A model that a backend runs. */
export type TritonBackendModel = TritonModelSettings &
  TritonScheduler & { readonly ensemble?: undefined };

/** One execution of a model in an ensemble. */
export interface TritonEnsembleStep {
  /** A model of `models` or of `uploadedModels`. */
  readonly model: string;
  /** Version of the model. Default: -1, the newest. */
  readonly version?: number;
  /** Tensor of the ensemble for each input of the model, by name of the input. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Tensor of the ensemble for outputs of the model, by name of the output. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Models that work as one: where their tensors come from and go to (`ensemble_scheduling`). */
export interface TritonEnsemble {
  /** In any order: a step runs as soon as its inputs are there. */
  readonly steps: readonly TritonEnsembleStep[];
  /**
   * Models of the steps, by name. They lie in the folder of the ensemble, because its server sees nothing else; their
   * `config.pbtxt` is written with that of the ensemble.
   */
  readonly models: Readonly<Record<string, TritonBackendModel>>;
  /** Models of steps that are uploaded into the folder of the ensemble with a `config.pbtxt` of their own. Default: none. */
  readonly uploadedModels?: readonly string[];
  /** Requests that one step may have in flight, over all requests to the ensemble. Default: 0, without end. */
  readonly maxInflightRequests?: number;
}

/** A model that is made of other models. */
export interface TritonEnsembleModel extends CommonModel {
  readonly ensemble: TritonEnsemble;
}

/** What Triton needs to know of one model: the content of its `config.pbtxt`. */
export type TritonModelConfig = TritonBackendModel | TritonEnsembleModel;

/** The groups of a model: `instances` is one of them, or a list. */
export function instanceGroups({
  instances,
}: Pick<TritonModelSettings, "instances">): readonly TritonInstanceGroup[] {
  return isList(instances) ? instances : [instances];
}

function isList<Item>(value: Item | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}
