import { mapEntries, ProtobufEnum, unlessEmpty, type ProtobufMessage } from "./protobuf-text";
import { schedulerFields } from "./triton-batching-message";
import {
  enabled,
  instanceGroupMessage,
  optimizationMessage,
  warmupMessage,
} from "./triton-execution-message";
import {
  instanceGroups,
  type TritonBackendModel,
  type TritonEnsemble,
  type TritonEnsembleStep,
  type TritonModelConfig,
  type TritonModelSettings,
} from "./triton-model";
import type {
  tritonBatchInputKinds,
  TritonBatchInput,
  TritonBatchOutput,
  tritonInputFormats,
  TritonInput,
  TritonOutput,
  TritonTensor,
} from "./triton-tensors";

/** Triton's `ModelConfig` of a model. Expects a valid configuration (`rules.ts`). */
export function tritonMessage(name: string, config: TritonModelConfig): ProtobufMessage {
  return {
    name,
    ...(config.ensemble === undefined ? { backend: config.backend } : { platform: "ensemble" }),
    max_batch_size: config.maxBatchSize,
    input: config.inputs.map(inputMessage),
    output: config.outputs.map(outputMessage),
    ...(config.ensemble === undefined
      ? backendFields(config)
      : { ensemble_scheduling: ensembleMessage(config.ensemble) }),
    response_cache: enabled(config.responseCache),
    parameters: mapEntries(config.parameters, (string_value) => ({ string_value })),
    metric_tags: mapEntries(config.metricTags, String),
  };
}

function backendFields(config: TritonBackendModel): ProtobufMessage {
  const buckets = config.histogramBuckets?.firstResponseMilliseconds;
  return {
    instance_group: instanceGroups(config).map(instanceGroupMessage),
    version_policy: versionPolicy(config.versions ?? 1),
    ...schedulerFields(config),
    default_model_filename: config.modelFilename,
    cc_model_filenames: mapEntries(config.modelFilenameByComputeCapability, String),
    runtime: config.runtime,
    model_operations: unlessEmpty({ op_library_filename: config.operationLibraries }),
    model_repository_agents: unlessEmpty({
      agents: config.repositoryAgents?.map((agent) => ({
        name: agent.name,
        parameters: mapEntries(agent.parameters, String),
      })),
    }),
    batch_input: config.batchInputs?.map(batchInputMessage),
    batch_output: config.batchOutputs?.map(batchOutputMessage),
    optimization: config.optimization && optimizationMessage(config.optimization),
    model_warmup: config.warmup?.map((sample) => warmupMessage(sample, config.inputs)),
    model_transaction_policy:
      config.decoupled === undefined ? undefined : { decoupled: config.decoupled },
    model_metrics: buckets && {
      metric_control: {
        metric_identifier: { family: "nv_inference_first_response_histogram_ms" },
        histogram_options: { buckets },
      },
    },
  };
}

function versionPolicy(versions: NonNullable<TritonModelSettings["versions"]>): ProtobufMessage {
  if (versions === "all") return { all: {} };
  return typeof versions === "number"
    ? { latest: { num_versions: versions } }
    : { specific: { versions } };
}

const formats = {
  nhwc: "FORMAT_NHWC",
  nchw: "FORMAT_NCHW",
} satisfies Record<(typeof tritonInputFormats)[number], string>;

function inputMessage(input: TritonInput): ProtobufMessage {
  return {
    ...tensorMessage(input),
    format: input.format && new ProtobufEnum(formats[input.format]),
    allow_ragged_batch: input.ragged,
    optional: input.optional,
  };
}

function outputMessage(output: TritonOutput): ProtobufMessage {
  return { ...tensorMessage(output), label_filename: output.labelFilename };
}

function tensorMessage(tensor: TritonTensor): ProtobufMessage {
  return {
    name: tensor.name,
    data_type: new ProtobufEnum(tensor.dataType),
    dims: tensor.dims,
    reshape: tensor.reshape && { shape: tensor.reshape },
    is_shape_tensor: tensor.shapeTensor,
    is_non_linear_format_io: tensor.nonLinearFormat,
  };
}

const batchInputKinds = {
  elementCount: "BATCH_ELEMENT_COUNT",
  accumulatedElementCount: "BATCH_ACCUMULATED_ELEMENT_COUNT",
  accumulatedElementCountWithZero: "BATCH_ACCUMULATED_ELEMENT_COUNT_WITH_ZERO",
  maxElementCountAsShape: "BATCH_MAX_ELEMENT_COUNT_AS_SHAPE",
  itemShape: "BATCH_ITEM_SHAPE",
  itemShapeFlatten: "BATCH_ITEM_SHAPE_FLATTEN",
} satisfies Record<(typeof tritonBatchInputKinds)[number], string>;

function batchInputMessage(input: TritonBatchInput): ProtobufMessage {
  return {
    kind: new ProtobufEnum(batchInputKinds[input.kind]),
    target_name: input.targets,
    data_type: new ProtobufEnum(input.dataType),
    source_input: [input.source],
  };
}

function batchOutputMessage(output: TritonBatchOutput): ProtobufMessage {
  return {
    target_name: output.targets,
    kind: new ProtobufEnum("BATCH_SCATTER_WITH_INPUT_SHAPE"),
    source_input: [output.source],
  };
}

function ensembleMessage(ensemble: TritonEnsemble): ProtobufMessage {
  return {
    step: ensemble.steps.map(stepMessage),
    max_inflight_requests: ensemble.maxInflightRequests,
  };
}

function stepMessage(step: TritonEnsembleStep): ProtobufMessage {
  return {
    model_name: step.model,
    // Triton takes a missing version for version 0.
    model_version: step.version ?? -1,
    input_map: mapEntries(step.inputs, String),
    output_map: mapEntries(step.outputs, String),
  };
}
