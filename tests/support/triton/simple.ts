import type { TritonModelConfig } from "../../../components/models/triton-config";

/** A configuration, and what Triton has to read in it: the JSON form of its `ModelConfig`, written by hand. */
export interface TritonCase {
  readonly title: string;
  readonly config: TritonModelConfig;
  readonly message: Readonly<Record<string, unknown>>;
}

export const features = { name: "features", dataType: "TYPE_FP32", dims: [16] } as const;
export const score = { name: "score", dataType: "TYPE_FP32", dims: [1] } as const;
export const featuresMessage = { name: "features", dataType: "TYPE_FP32", dims: [16] };
export const scoreMessage = { name: "score", dataType: "TYPE_FP32", dims: [1] };

/** The fewest keys. */
export const simpleModel = {
  backend: "onnxruntime",
  maxBatchSize: 8,
  inputs: [features],
  outputs: [score],
  instances: { kind: "cpu", count: 1 },
} as const satisfies TritonModelConfig;

/** What Triton has to read in it. */
export const simpleCase: TritonCase = {
  title: "the fewest keys",
  config: simpleModel,
  message: {
    name: "model",
    backend: "onnxruntime",
    maxBatchSize: 8,
    input: [featuresMessage],
    output: [scoreMessage],
    instanceGroup: [{ kind: "KIND_CPU", count: 1 }],
    versionPolicy: { latest: { numVersions: 1 } },
  },
};

/** Dynamic batching that is only turned on, but for the order. */
export const orderedCase: TritonCase = {
  title: "answers in the order of the requests",
  config: {
    ...simpleModel,
    instances: { kind: "gpu", count: 2 },
    versions: 2,
    dynamicBatching: { preserveOrdering: true, queuePolicy: {} },
    optimization: { cuda: {}, accelerators: { gpu: [] } },
    operationLibraries: [],
  },
  message: {
    ...simpleCase.message,
    instanceGroup: [{ kind: "KIND_GPU", count: 2 }],
    versionPolicy: { latest: { numVersions: 2 } },
    dynamicBatching: { preserveOrdering: true },
  },
};
