import {
  tritonCorrelationIdTypes,
  tritonFlagTypes,
} from "@inference-platform/components/models/triton-batching";
import {
  tritonCpuAccelerators,
  tritonGpuAccelerators,
  tritonInstanceKinds,
} from "@inference-platform/components/models/triton-execution";
import {
  tritonBackends,
  type TritonBackendModel,
} from "@inference-platform/components/models/triton-model";
import {
  tritonBatchInputKinds,
  tritonDataTypes,
  tritonInputFormats,
} from "@inference-platform/components/models/triton-tensors";
import { z } from "zod";

import { chosen, wrongChoice } from "./choice-schema";
import { isRecord } from "./config-problems";
import { object } from "./strict-object";

const flag = z.boolean().optional();
const count = z.number().optional();
const textMap = z.record(z.string(), z.string()).optional();
const dataType = z.enum(tritonDataTypes);
const dims = z.array(z.number());

const tensor = {
  name: z.string(),
  dataType,
  dims,
  reshape: dims.optional(),
  shapeTensor: flag,
  nonLinearFormat: flag,
};

const common = {
  maxBatchSize: z.number(),
  inputs: z.array(
    object({
      ...tensor,
      format: z.enum(tritonInputFormats).optional(),
      ragged: flag,
      optional: flag,
    }),
  ),
  outputs: z.array(object({ ...tensor, labelFilename: z.string().optional() })),
  responseCache: flag,
  parameters: textMap,
  metricTags: textMap,
};

const instanceGroup = object({
  kind: z.enum(tritonInstanceKinds),
  count: z.number(),
  name: z.string().optional(),
  gpus: z.array(z.number()).optional(),
  profiles: z.array(z.number()).optional(),
  rateLimiter: object({
    resources: z.array(object({ name: z.string(), count: z.number(), global: flag })).optional(),
    priority: count,
  }).optional(),
  passive: flag,
  hostPolicy: z.string().optional(),
});

const queuePolicy = object({
  timeoutAction: z.enum(["reject", "delay"]).optional(),
  timeoutMicroseconds: count,
  allowTimeoutOverride: flag,
  maxQueueSize: count,
});

const dynamicBatching = object({
  preferredBatchSizes: z.array(z.number()).optional(),
  batchDelayMicroseconds: count,
  preserveOrdering: flag,
  priorities: object({
    levels: z.number(),
    defaultLevel: z.number(),
    queuePolicies: z.record(z.string(), queuePolicy).optional(),
  }).optional(),
  queuePolicy: queuePolicy.optional(),
});

const control = z.discriminatedUnion(
  "kind",
  [
    object({
      tensor: z.string(),
      kind: z.enum(["start", "end", "ready"]),
      dataType: z.enum(tritonFlagTypes),
      falseTrue: z.tuple([z.number(), z.number()]).optional(),
    }),
    object({
      tensor: z.string(),
      kind: z.literal("correlationId"),
      dataType: z.enum(tritonCorrelationIdTypes),
    }),
  ],
  wrongChoice("kind", ["start", "end", "ready", "correlationId"]),
);

const commonSequences = {
  maxIdleMicroseconds: count,
  controls: z.array(control).optional(),
  states: z
    .array(
      object({
        input: z.string(),
        output: z.string(),
        dataType,
        dims,
        initialState: object({
          name: z.string(),
          dims: dims.optional(),
          dataFile: z.string().optional(),
        }).optional(),
        sameBuffer: flag,
        growable: flag,
      }),
    )
    .optional(),
  iterative: flag,
  batchDelayMicroseconds: count,
};

const sequenceBatching = z.discriminatedUnion(
  "strategy",
  [
    object({ ...commonSequences, strategy: z.literal("direct"), minSlotUtilization: count }),
    object({
      ...commonSequences,
      strategy: z.literal("oldest"),
      maxCandidateSequences: count,
      preferredBatchSizes: z.array(z.number()).optional(),
      preserveOrdering: flag,
    }),
  ],
  wrongChoice("strategy", ["direct", "oldest"]),
);

const graphShapes = { batchSize: z.number(), inputs: z.record(z.string(), dims) };

const optimization = object({
  graphLevel: count,
  priority: z.enum(["max", "min"]).optional(),
  cuda: object({
    graphs: flag,
    busyWaitEvents: flag,
    outputCopyStream: flag,
    graphSpecs: z
      .array(object({ ...graphShapes, lowerBound: object(graphShapes).optional() }))
      .optional(),
  }).optional(),
  accelerators: object({
    gpu: z.array(object({ name: z.enum(tritonGpuAccelerators), parameters: textMap })).optional(),
    cpu: z.array(object({ name: z.enum(tritonCpuAccelerators), parameters: textMap })).optional(),
  }).optional(),
  inputPinnedMemory: flag,
  outputPinnedMemory: flag,
  gatherKernelBufferThreshold: count,
  eagerBatching: flag,
});

const warmup = object({
  name: z.string(),
  batchSize: count,
  count,
  inputs: z.record(
    z.string(),
    object({
      dataType: dataType.optional(),
      dims: dims.optional(),
      data: z.enum(["zeros", "random"]).optional(),
      dataFile: z.string().optional(),
    }),
  ),
});

/** The keys of a model with a backend. Which schedulers exclude each other is for the rules. */
export const tritonBackendSchema = object({
  ...common,
  backend: z.enum(tritonBackends),
  instances: chosen((value) => (Array.isArray(value) ? z.array(instanceGroup) : instanceGroup)),
  versions: z
    .union([z.number(), z.literal("all"), z.array(z.number())], {
      error: ({ input }) =>
        `${JSON.stringify(input)} does not say which versions. Write how many of the newest, "all", or a list of numbers.`,
    })
    .optional(),
  modelFilename: z.string().optional(),
  modelFilenameByComputeCapability: textMap,
  runtime: z.string().optional(),
  operationLibraries: z.array(z.string()).optional(),
  repositoryAgents: z.array(object({ name: z.string(), parameters: textMap })).optional(),
  batchInputs: z
    .array(
      object({
        kind: z.enum(tritonBatchInputKinds),
        source: z.string(),
        targets: z.array(z.string()),
        dataType: z.enum(["TYPE_INT32", "TYPE_FP32"]),
      }),
    )
    .optional(),
  batchOutputs: z.array(object({ source: z.string(), targets: z.array(z.string()) })).optional(),
  batchDelayMicroseconds: count,
  dynamicBatching: dynamicBatching.optional(),
  sequenceBatching: sequenceBatching.optional(),
  optimization: optimization.optional(),
  warmup: z.array(warmup).optional(),
  decoupled: flag,
  histogramBuckets: object({
    firstResponseMilliseconds: z.array(z.number()).optional(),
  }).optional(),
});

const backendModel = tritonBackendSchema.transform((model) => model as TritonBackendModel);

/** The keys of an ensemble. */
export const tritonEnsembleSchema = object({
  ...common,
  ensemble: object({
    steps: z.array(
      object({
        model: z.string(),
        version: count,
        inputs: z.record(z.string(), z.string()),
        outputs: z.record(z.string(), z.string()),
      }),
    ),
    models: z.record(z.string(), backendModel),
    uploadedModels: z.array(z.string()).optional(),
    maxInflightRequests: count,
  }),
});

/** `config.pbtxt` of a model in the tenant's repository: of an ensemble where it has the key `ensemble`. */
export const tritonModelSchema = chosen((value) =>
  isRecord(value) && "ensemble" in value ? tritonEnsembleSchema : backendModel,
);
