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
type TritonDataType = (typeof tritonDataTypes)[number];

/** One input or output of a model. */
export interface TritonTensor {
  readonly name: string;
  readonly dataType: TritonDataType;
  /** Sizes without the batch dimension; -1 for one that varies. */
  readonly dims: readonly number[];
}

/** What Triton needs to know of one model: the content of its `config.pbtxt`. */
export interface TritonModelConfig {
  /** Backend that runs it. */
  readonly backend: "onnxruntime" | "tensorrt" | "pytorch" | "openvino" | "python";
  /** Largest batch; 0 for a model without a batch dimension. */
  readonly maxBatchSize: number;
  readonly inputs: readonly TritonTensor[];
  readonly outputs: readonly TritonTensor[];
  /** Copies of the model on each GPU, or on the CPU. */
  readonly instances: { readonly kind: "gpu" | "cpu"; readonly count: number };
  /** How long a request may wait for others to form a batch, in microseconds. Default: no dynamic batching. */
  readonly batchDelayMicroseconds?: number;
  /** How many versions are served, the newest first. Default: 1. */
  readonly versions?: number;
}

/** The text of `config.pbtxt` for one model: the protobuf text form of Triton's ModelConfig. */
export function renderTritonConfig(name: string, config: TritonModelConfig): string {
  return [
    `name: ${quoted(name)}`,
    `backend: ${quoted(config.backend)}`,
    `max_batch_size: ${config.maxBatchSize}`,
    ...config.inputs.map((tensor) => renderTensor("input", tensor)),
    ...config.outputs.map((tensor) => renderTensor("output", tensor)),
    `instance_group [ { kind: ${instanceKind[config.instances.kind]} count: ${config.instances.count} } ]`,
    `version_policy { latest { num_versions: ${config.versions ?? 1} } }`,
    ...renderBatching(config.batchDelayMicroseconds),
    "",
  ].join("\n");
}

const instanceKind = { gpu: "KIND_GPU", cpu: "KIND_CPU" } as const;

function renderTensor(field: "input" | "output", tensor: TritonTensor): string {
  return `${field} [ { name: ${quoted(tensor.name)} data_type: ${tensor.dataType} dims: [ ${tensor.dims.join(", ")} ] } ]`;
}

function renderBatching(delay: number | undefined): string[] {
  return delay === undefined ? [] : [`dynamic_batching { max_queue_delay_microseconds: ${delay} }`];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
