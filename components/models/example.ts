import type { ModelCacheArgs } from "./model-cache";
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

/** A P-256 key as cosign makes them; its private half was thrown away. */
const publicKey = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUzaK1cqa2RAWS8h9LVmlWqvcbwiy
QzMiEZwHI2NB3/o4nUuuiAFGahFWX4yrkvF7RFk6v7r5aoDB965/1Sdj1w==
-----END PUBLIC KEY-----
`;

interface Examples {
  readonly ModelCache: ModelCacheArgs;
  readonly ModelStore: ModelStoreArgs;
  readonly ModelRepository: ModelRepositoryArgs;
}

/** The fewest arguments that work. */
export const smallest: Examples = {
  ModelCache: {
    cluster: { name: "dev" },
    nodeGroups: { cpu: { pool: "cpu", storageLimit: "100Gi" } },
    models: {},
  },
  ModelStore: { cluster, region: "us-east-1" },
  ModelRepository: {
    repository: "models",
    namespace: "fraud",
    volume: {
      type: "s3",
      bucketName: "models-1234567",
      region: "us-east-1",
      prefix: "tenants/fraud/",
    },
    models: {},
  },
};

/** Every argument. */
export const fullest: Examples = {
  ModelCache: {
    cluster: { name: "dev" },
    nodeGroups: {
      cpu: { pool: "cpu", storageLimit: "100Gi" },
      large: { pool: "cpu-large", storageLimit: "1Ti" },
    },
    models: {
      scorer: { uri: "s3://models-1234567/scorer", size: "2Gi", nodeGroups: ["cpu", "large"] },
      ranker: {
        uri: "hf://openai-community/gpt2:607a30d783dfa663caf39e06633721c8d4cfcd7e",
        size: "200Gi",
        nodeGroups: ["large"],
      },
    },
    buckets: [{ bucketArn: "arn:aws:s3:::models-1234567", prefix: "scorer/", access: "read" }],
    kserveNamespace: "kserve",
    artifacts: { imageRegistry: "mirror.example.com" },
    tags: { project: "inference-platform" },
  },
  ModelStore: {
    cluster,
    region: "us-east-1",
    forceDestroy: true,
    tags: { project: "inference-platform" },
  },
  ModelRepository: {
    ...smallest.ModelRepository,
    volume: {
      type: "efs",
      fileSystemId: "fs-0123456789abcdef0",
      accessPointId: "fsap-0123456789abcdef0",
    },
    models: {
      scorer: { ...scorer, batchDelayMicroseconds: 500, versions: 2 },
    },
    versions: {
      scorer: [
        {
          version: 3,
          source: "s3://models-1234567/published/scorer/3/",
          manifestSha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          signature: { publicKey },
          size: "2Gi",
        },
      ],
    },
    loader: {
      cluster: { name: "dev" },
      region: "us-east-1",
      kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd",
      artifacts: { imageRegistry: "mirror.example.com" },
    },
    storageDrivers: { efs: true },
    tags: { project: "inference-platform" },
  },
};
