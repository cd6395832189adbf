import type { TritonModelConfig } from "../../../components/models/triton-config";
import type { TritonGraphShapes } from "../../../components/models/triton-execution";
import type { TritonBackendModel } from "../../../components/models/triton-model";
import type { TritonInput, TritonOutput } from "../../../components/models/triton-tensors";
import { schedulerJson } from "./expected-scheduler";

type Json = Readonly<Record<string, unknown>>;

/**
 * What Triton has to read in a configuration: the JSON form of its `ModelConfig`. Written a second time, apart from the
 * code that is tested, with the names of the JSON form.
 */
export function expectedMessage(name: string, config: TritonModelConfig): Json {
  return {
    name,
    maxBatchSize: config.maxBatchSize,
    input: config.inputs.map(tensorJson),
    output: config.outputs.map(tensorJson),
    ...(config.responseCache !== undefined && { responseCache: { enable: config.responseCache } }),
    parameters: mapped(config.parameters, (stringValue) => ({ stringValue })),
    metricTags: config.metricTags ?? {},
    ...(config.ensemble === undefined ? backendJson(config) : ensembleJson(config.ensemble)),
  };
}

function ensembleJson({ steps, maxInflightRequests }: NonNullable<TritonModelConfig["ensemble"]>) {
  return {
    platform: "ensemble",
    ensembleScheduling: {
      step: steps.map(({ model, version = -1, inputs, outputs }) => ({
        modelName: model,
        modelVersion: version,
        inputMap: inputs,
        outputMap: outputs,
      })),
      maxInflightRequests,
    },
  };
}

function tensorJson(tensor: TritonInput & TritonOutput): Json {
  return {
    name: tensor.name,
    dataType: tensor.dataType,
    dims: tensor.dims,
    ...(tensor.reshape && { reshape: { shape: tensor.reshape } }),
    isShapeTensor: tensor.shapeTensor,
    isNonLinearFormatIo: tensor.nonLinearFormat,
    ...(tensor.format && { format: `FORMAT_${tensor.format.toUpperCase()}` }),
    ...(tensor.ragged !== undefined && { allowRaggedBatch: tensor.ragged }),
    ...(tensor.optional !== undefined && { optional: tensor.optional }),
    ...(tensor.labelFilename !== undefined && { labelFilename: tensor.labelFilename }),
  };
}

function backendJson(config: TritonBackendModel): Json {
  const { versions = 1, optimization, histogramBuckets } = config;
  const groups = Array.isArray(config.instances) ? config.instances : [config.instances];
  const bounds = histogramBuckets?.firstResponseMilliseconds;
  return {
    backend: config.backend,
    instanceGroup: groups.map((group: Json) => groupJson(group)),
    versionPolicy:
      versions === "all"
        ? { all: {} }
        : typeof versions === "number"
          ? { latest: { numVersions: versions } }
          : { specific: { versions } },
    ...schedulerJson(config),
    defaultModelFilename: config.modelFilename,
    ccModelFilenames: config.modelFilenameByComputeCapability,
    runtime: config.runtime,
    ...(config.operationLibraries?.length && {
      modelOperations: { opLibraryFilename: config.operationLibraries },
    }),
    ...(config.repositoryAgents?.length && {
      modelRepositoryAgents: { agents: config.repositoryAgents },
    }),
    batchInput: config.batchInputs?.map(({ kind, source, targets, dataType }) => ({
      kind: `BATCH_${kind.replace(/[A-Z]/g, "_$&").toUpperCase()}`,
      targetName: targets,
      sourceInput: [source],
      dataType,
    })),
    batchOutput: config.batchOutputs?.map(({ source, targets }) => ({
      kind: "BATCH_SCATTER_WITH_INPUT_SHAPE",
      targetName: targets,
      sourceInput: [source],
    })),
    ...(optimization && present("optimization", optimizationJson(optimization))),
    modelWarmup: config.warmup?.map((sample) => warmupJson(sample, config)),
    ...(config.decoupled !== undefined && {
      modelTransactionPolicy: { decoupled: config.decoupled },
    }),
    ...(bounds && {
      modelMetrics: {
        metricControl: [
          {
            metricIdentifier: { family: "nv_inference_first_response_histogram_ms" },
            histogramOptions: { buckets: bounds },
          },
        ],
      },
    }),
  };
}

function groupJson(group: Json): Json {
  const { kind, profiles, rateLimiter, ...same } = group;
  return {
    ...same,
    kind: `KIND_${String(kind).toUpperCase()}`,
    ...(Array.isArray(profiles) && { profile: profiles.map(String) }),
    ...present("rateLimiter", rateLimiter),
  };
}

function optimizationJson(optimization: NonNullable<TritonBackendModel["optimization"]>): Json {
  const { cuda, accelerators = {} } = optimization;
  const enable = (key: "inputPinnedMemory" | "outputPinnedMemory"): Json =>
    optimization[key] === undefined ? {} : { [key]: { enable: optimization[key] } };
  return {
    ...(optimization.graphLevel !== undefined && { graph: { level: optimization.graphLevel } }),
    ...(optimization.priority && { priority: `PRIORITY_${optimization.priority.toUpperCase()}` }),
    ...present("cuda", {
      ...(cuda?.graphs !== undefined && { graphs: cuda.graphs }),
      ...(cuda?.busyWaitEvents !== undefined && { busyWaitEvents: cuda.busyWaitEvents }),
      ...(cuda?.outputCopyStream !== undefined && { outputCopyStream: cuda.outputCopyStream }),
      ...(cuda?.graphSpecs?.length && {
        graphSpec: cuda.graphSpecs.map((graph) => ({
          ...graphJson(graph),
          ...(graph.lowerBound && { graphLowerBound: graphJson(graph.lowerBound) }),
        })),
      }),
    }),
    ...present("executionAccelerators", {
      ...(accelerators.gpu?.length && { gpuExecutionAccelerator: accelerators.gpu }),
      ...(accelerators.cpu?.length && { cpuExecutionAccelerator: accelerators.cpu }),
    }),
    ...enable("inputPinnedMemory"),
    ...enable("outputPinnedMemory"),
    ...(optimization.gatherKernelBufferThreshold !== undefined && {
      gatherKernelBufferThreshold: optimization.gatherKernelBufferThreshold,
    }),
    ...(optimization.eagerBatching !== undefined && {
      eagerBatching: optimization.eagerBatching,
    }),
  };
}

function graphJson({ batchSize, inputs }: TritonGraphShapes): Json {
  return { batchSize, input: mapped(inputs, (dim) => ({ dim })) };
}

function warmupJson(
  { name, batchSize = 1, count, inputs }: NonNullable<TritonBackendModel["warmup"]>[number],
  config: TritonBackendModel,
): Json {
  return {
    name,
    batchSize,
    count,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([key, { dataType, dims, data, dataFile }]) => {
        const own = config.inputs.find((input) => input.name === key);
        return [
          key,
          {
            dataType: dataType ?? own?.dataType,
            dims: dims ?? own?.dims,
            ...(dataFile !== undefined && { inputDataFile: dataFile }),
            ...(dataFile === undefined && data === "random" && { randomData: true }),
            ...(dataFile === undefined && data !== "random" && { zeroData: true }),
          },
        ];
      }),
    ),
  };
}

/** The field, unless the message says nothing. */
function present(field: string, message: unknown): Json {
  const said = Object.values(message ?? {}).filter(
    (value) => !Array.isArray(value) || value.length,
  );
  return said.length === 0 ? {} : { [field]: message };
}

function mapped<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  change: (value: Value) => unknown,
): Json {
  return Object.fromEntries(
    Object.entries(record ?? {}).map(([key, value]) => [key, change(value)]),
  );
}
