/** Element types of tensors, as Triton names them. */
export const tritonDataTypes = [
  "TYPE_BOOL",
  "TYPE_UINT8",
  "TYPE_UINT16",
  "TYPE_UINT32",
  "TYPE_UINT64",
  "TYPE_INT8",
  "TYPE_INT16",
  "TYPE_INT32",
  "TYPE_INT64",
  "TYPE_FP16",
  "TYPE_FP32",
  "TYPE_FP64",
  "TYPE_BF16",
  "TYPE_STRING",
] as const;
export type TritonDataType = (typeof tritonDataTypes)[number];

/** What inputs and outputs have in common. */
export interface TritonTensor {
  /** Name by which requests, and the model, know the tensor. Each name once. */
  readonly name: string;
  readonly dataType: TritonDataType;
  /** Sizes without the batch dimension; -1 for one that varies. */
  readonly dims: readonly number[];
  /**
   * Shape on the side of the backend, without the batch dimension, where it differs from `dims`: the same number of
   * elements, and the same products between sizes of -1. `[]` is a scalar for each request of a batch. Default: `dims`.
   */
  readonly reshape?: readonly number[];
  /** Whether the values are a shape. TensorRT only. Default: `false`. */
  readonly shapeTensor?: boolean;
  /** Whether the memory layout is not linear. TensorRT only, three dims. Default: `false`. */
  readonly nonLinearFormat?: boolean;
}

/** Layouts of an image of three dims. */
export const tritonInputFormats = ["nhwc", "nchw"] as const;

/** An input of a model. */
export interface TritonInput extends TritonTensor {
  /** Layout of an image; `dims` are then its three sizes. Default: none. */
  readonly format?: (typeof tritonInputFormats)[number];
  /** Whether requests of other shapes may share a batch; the backend has to know how. Default: `false`. */
  readonly ragged?: boolean;
  /** Whether a request may leave it out. Default: `false`. */
  readonly optional?: boolean;
}

/** An output of a model. */
export interface TritonOutput extends TritonTensor {
  /** File with one label a line, below the folder of the model, for outputs that are classifications. Default: none. */
  readonly labelFilename?: string;
}

/** What a batch input tells the model of the batch, in the order of Triton's enum. */
export const tritonBatchInputKinds = [
  "elementCount",
  "accumulatedElementCount",
  "accumulatedElementCountWithZero",
  "maxElementCountAsShape",
  "itemShape",
  "itemShapeFlatten",
] as const;

/** An input that the backend adds to a batch, so that a model can take ragged inputs apart. */
export interface TritonBatchInput {
  readonly kind: (typeof tritonBatchInputKinds)[number];
  /** Input of the model that it is about. */
  readonly source: string;
  /** Inputs that the backend makes; they are no `inputs` of the model. */
  readonly targets: readonly string[];
  readonly dataType: "TYPE_INT32" | "TYPE_FP32";
}

/** Outputs that are divided among the requests of a batch by the shape of an input. */
export interface TritonBatchOutput {
  /** Input whose shape decides. */
  readonly source: string;
  /** Outputs of the model. */
  readonly targets: readonly string[];
}
