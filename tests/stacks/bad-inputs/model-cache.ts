import type { BadInput } from "./bad-input";

const cache = "inference-platform:modelCache";
const cpu = { instanceTypes: ["m7i.large"], scaling: { min: 1, max: 2 } };
const uri = "hf://openai-community/gpt2:607a30d783dfa663caf39e06633721c8d4cfcd7e";
const sound = {
  nodeGroups: { cpu: { pool: "cpu", storageLimit: "20Gi" } },
  models: { gpt2: { uri, size: "4Gi", nodeGroups: ["cpu"] } },
};

/** Models on the disks of nodes that cannot be kept or served there. */
export const modelCacheInputs: readonly BadInput[] = [
  [
    "a cache with keys and sizes that are none",
    {
      "nodePools.cpu": cpu,
      modelCache: {
        nodeGroups: { cpu: { pool: "cpu", storageLimit: "20GB", path: "/data" } },
        models: { gpt2: { uri, size: 4, nodeGroups: ["cpu"] } },
      },
    },
    [
      `${cache}.nodeGroups.cpu: "path" is not a key here. Allowed: pool, storageLimit. Remove or rename it.`,
      `${cache}.models.gpt2.size: is not text. Write a memory quantity, for instance 4Gi.`,
    ],
  ],
  [
    "a cache on pools that cannot keep models",
    {
      modelCache: {
        nodeGroups: {
          gpu: { pool: "gpu", storageLimit: "20Gi" },
          cpu: { pool: "sharde", storageLimit: "20Gi" },
        },
        models: { gpt2: { uri, size: "4Gi", nodeGroups: ["cpus"] } },
      },
    },
    [
      `${cache}.models.gpt2.nodeGroups[0]: "cpus" is not a node group of this cache. Did you mean "cpu"? Write one of gpu, cpu.`,
      `${cache}.nodeGroups.gpu.pool: its nodes have the taint nvidia.com/gpu:NoSchedule, and the download Jobs of KServe 0.20 tolerate none. Use a pool without GPUs and taints.`,
      `${cache}.nodeGroups.cpu.pool: "sharde" is not a pool of nodePools. Did you mean "shared"? Write one of gpu, shared, elastic.`,
    ],
  ],
  [
    "a cached model of the store, and one that wants GPUs",
    {
      "nodePools.cpu": cpu,
      modelCache: {
        ...sound,
        models: {
          ...sound.models,
          scorer: { uri: "s3://store/tenants/fraud/scorer", size: "1Gi", nodeGroups: ["cpu"] },
        },
      },
      "tenants.fraud.models.detector": {
        source: uri,
        resources: { cpu: "1", memory: "4Gi" },
        gpu: { pool: "gpu" },
      },
      "tenants.fraud.models.sentence": { source: uri, resources: { cpu: "1", memory: "4Gi" } },
    },
    [
      `${cache}.models.scorer.uri: "s3://store/tenants/fraud/scorer" lies in no bucket of modelBuckets of a tenant: there is none. Copy the model to one, or add its bucket there. Models of the model store cannot be cached: every tenant is served what is.`,
      `inference-platform:tenants.fraud.models.detector.source: "${uri}" is kept on nodes without GPUs (modelCache.models.gpt2), and KServe serves it from there only, so that the pods of a model with "gpu" find no node. Remove it from modelCache, remove "gpu", or use a copy of the model.`,
    ],
  ],
];
