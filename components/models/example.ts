import type { ModelRepositoryArgs } from "./model-repository";
import type { ModelStoreArgs } from "./model-store";
import type { TritonModelConfig } from "./triton-config";

const cluster = {
  name: "dev",
  oidcProviderArn:
    "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
  oidcIssuer: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
};

const scorer: TritonModelConfig = {
  backend: "onnxruntime",
  maxBatchSize: 8,
  inputs: [{ name: "features", dataType: "TYPE_FP32", dims: [16] }],
  outputs: [{ name: "score", dataType: "TYPE_FP32", dims: [1] }],
  instances: { kind: "cpu", count: 1 },
};

/** The fewest arguments that work. */
export const smallest: { ModelStore: ModelStoreArgs; ModelRepository: ModelRepositoryArgs } = {
  ModelStore: { cluster, region: "us-east-1" },
  ModelRepository: {
    repository: "models",
    store: { bucketName: "models-1234567", region: "us-east-1" },
    namespace: "fraud",
    prefix: "tenants/fraud/",
    models: {},
  },
};

/** Every argument. */
export const fullest: { ModelStore: ModelStoreArgs; ModelRepository: ModelRepositoryArgs } = {
  ModelStore: {
    cluster,
    region: "us-east-1",
    forceDestroy: true,
    tags: { project: "inference-platform" },
  },
  ModelRepository: {
    ...smallest.ModelRepository,
    models: {
      scorer: { ...scorer, batchDelayMicroseconds: 500, versions: 2 },
    },
    tags: { project: "inference-platform" },
  },
};
