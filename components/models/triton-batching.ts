import type { TritonDataType } from "./triton-tensors";

/** What happens to requests that wait too long, and how many may wait. */
export interface TritonQueuePolicy {
  /** `reject` answers with an error; `delay` lets requests that are in time go first. Default: `reject`. */
  readonly timeoutAction?: "reject" | "delay";
  /** Microseconds that a request may wait. Default: 0, without end. */
  readonly timeoutMicroseconds?: number;
  /** Whether a request may ask for a shorter timeout. Default: `false`. */
  readonly allowTimeoutOverride?: boolean;
  /** Requests that may wait; a further one is rejected at once. Default: 0, without end. */
  readonly maxQueueSize?: number;
}

/** Classes of requests: all of level 1 go before those of level 2, and so on. */
export interface TritonPriorities {
  /** Number of levels, from 1. */
  readonly levels: number;
  /** Level of requests that name none, 1 to `levels`. */
  readonly defaultLevel: number;
  /** Queue policy of a level, by its number. Default: `queuePolicy` of the batcher. */
  readonly queuePolicies?: Readonly<Record<string, TritonQueuePolicy>>;
}

/** Requests without a relation, put together into batches (`dynamic_batching`). */
export interface TritonDynamicBatching {
  /** Batch sizes that are executed at once, each up to `maxBatchSize`. Default: `maxBatchSize`. */
  readonly preferredBatchSizes?: readonly number[];
  /** How long a request may wait for others, in microseconds. Default: 0. */
  readonly batchDelayMicroseconds?: number;
  /** Whether answers leave in the order of the requests. Default: `false`. */
  readonly preserveOrdering?: boolean;
  /** Default: all requests are equal. */
  readonly priorities?: TritonPriorities;
  /** Queue policy of requests without one of their level. Default: they wait without end. */
  readonly queuePolicy?: TritonQueuePolicy;
}

/** Types of a flag that tells the model where in a sequence it is. */
export const tritonFlagTypes = ["TYPE_INT32", "TYPE_FP32", "TYPE_BOOL"] as const;

/** Types of the tensor with the correlation id. */
export const tritonCorrelationIdTypes = [
  "TYPE_UINT64",
  "TYPE_INT64",
  "TYPE_UINT32",
  "TYPE_INT32",
  "TYPE_STRING",
] as const;

/** A tensor by which Triton tells the model that a sequence starts, ends, or is ready. */
export interface TritonSequenceFlag {
  /** Tensor of the model; it is none of its `inputs`. */
  readonly tensor: string;
  readonly kind: "start" | "end" | "ready";
  readonly dataType: (typeof tritonFlagTypes)[number];
  /** Values for false and for true; a `TYPE_BOOL` has its own. Default: `[0, 1]`. */
  readonly falseTrue?: readonly [number, number];
}

/** A tensor by which Triton tells the model which sequence a request is of. */
export interface TritonSequenceId {
  /** Tensor of the model; it is none of its `inputs`. */
  readonly tensor: string;
  readonly kind: "correlationId";
  readonly dataType: (typeof tritonCorrelationIdTypes)[number];
}

/** A pair of tensors that carries state from one request of a sequence to the next. */
export interface TritonSequenceState {
  readonly input: string;
  readonly output: string;
  readonly dataType: TritonDataType;
  /** Sizes without the batch dimension; -1 for one that varies. */
  readonly dims: readonly number[];
  /** State of the first request. Default: undefined content. */
  readonly initialState?: {
    readonly name: string;
    /** Sizes, none of them -1. Default: `dims` of the state. */
    readonly dims?: readonly number[];
    /** File in the folder `initial_state` of the model, row-major. Default: zeros. */
    readonly dataFile?: string;
  };
  /** Whether input and output share one buffer: less memory, for models that read before they write. Default: `false`. */
  readonly sameBuffer?: boolean;
  /** Whether the buffer grows without a copy. Needs `sameBuffer`, and instances on GPUs only. Default: `false`. */
  readonly growable?: boolean;
}

interface CommonSequenceBatching {
  /** Microseconds without a request after which a sequence is given up. Default: 0, which is one second. */
  readonly maxIdleMicroseconds?: number;
  /** Tensors that tell the model where it is; each kind and each tensor at most once. Default: none. */
  readonly controls?: readonly (TritonSequenceFlag | TritonSequenceId)[];
  /** State that Triton keeps. Default: none. */
  readonly states?: readonly TritonSequenceState[];
  /** Whether the model schedules a request again until it is done; the backend has to know how. Default: `false`. */
  readonly iterative?: boolean;
  /** How long a request may wait for others, in microseconds. Default: 0. */
  readonly batchDelayMicroseconds?: number;
}

/** Each sequence has a slot of a batch of its own. */
interface DirectSequences extends CommonSequenceBatching {
  readonly strategy: "direct";
  /** Part of the slots, 0 to 1, that has to be ready before a batch goes early. Default: 0, one slot is enough. */
  readonly minSlotUtilization?: number;
}

/** The oldest requests of all sequences form the next batch. */
interface OldestSequences extends CommonSequenceBatching {
  readonly strategy: "oldest";
  /** Sequences that are candidates at a time; more wait. Default: `maxBatchSize`, at least 1. */
  readonly maxCandidateSequences?: number;
  /** Batch sizes that are executed at once, each up to `maxBatchSize`. Default: `maxBatchSize`. */
  readonly preferredBatchSizes?: readonly number[];
  /** Whether answers leave in the order of the requests. Default: `false`. */
  readonly preserveOrdering?: boolean;
}

/** Requests that belong together, for models with state (`sequence_batching`). */
export type TritonSequenceBatching = DirectSequences | OldestSequences;
