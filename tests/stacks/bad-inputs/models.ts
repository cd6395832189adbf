import type { BadInput } from "./bad-input";

const fraud = "inference-platform:tenants.fraud";
const chat = `${fraud}.models.chat`;

/** A model with these keys beside what every model needs. */
function model(keys: object): Readonly<Record<string, unknown>> {
  return {
    "tenants.fraud.models.chat": {
      source: "pvc://models/chat",
      resources: { cpu: "1", memory: "4Gi" },
      ...keys,
    },
  };
}

/** Models that no runtime serves as they are written. */
export const modelInputs: readonly BadInput[] = [
  [
    "a runtime that is none",
    model({ runtime: { name: "tritn" } }),
    [
      `${chat}.runtime.name: "tritn" is not allowed. Write one of triton, onnxruntime, vllm, vllmMultiNode, huggingface, sklearn, xgboost, lightgbm, mlflow, tensorflow, torchserve, custom.`,
    ],
  ],
  [
    "a key of another runtime",
    model({ runtime: { name: "sklearn", maxModelLength: 1 } }),
    [`${chat}.runtime: "maxModelLength" is not a key here. Allowed: name. Remove or rename it.`],
  ],
  [
    "a language model without a GPU",
    model({ runtime: { name: "vllm" } }),
    [
      `${chat}.gpu: is missing: vllm serves on GPUs only. Write which, for instance gpu: { name: l4 }.`,
    ],
  ],
  [
    "another number of GPUs than tensor-parallel size",
    model({
      runtime: { name: "vllm", tensorParallelSize: 4 },
      gpu: { pool: "gpu" },
    }),
    [
      `${chat}.runtime.tensorParallelSize: 4 is not the number of GPUs of a pod, which is 1. Write 1 or leave it out, or set gpu.count to 4.`,
    ],
  ],
  [
    "a model that its GPU cannot hold",
    model({
      runtime: { name: "vllm" },
      gpu: { pool: "gpu" },
      size: { parametersBillions: 70, precision: "int4" },
    }),
    [
      `${chat}.gpu: is too small: 70 billion parameters × 0.5 bytes (int4) = 32.6 GiB, and 6.5 GiB of cache, are 39.1 GiB, and l4 or a10g of pool gpu gives 22.4 GiB × 0.9 = 20.1 GiB. Ask for 2 of them or for a larger GPU, or store the parameters in fewer bytes.`,
    ],
  ],
  [
    "a size of two kinds",
    model({ size: { gib: 1, precision: "fp16" } }),
    [`${chat}.size: "precision" is not a key here. Allowed: gib, cacheGiB. Remove or rename it.`],
  ],
  [
    "what KServe ignores",
    model({ runtime: { name: "triton" }, canaryTrafficPercent: 10 }),
    [
      `${chat}: "canaryTrafficPercent" is ignored by KServe in Standard mode. Remove it: a new version is a model service of its own, and traffic moves at the gateway.`,
    ],
  ],
  [
    "an engine of scaling that is none",
    model({ scaling: { engine: "knative", min: 1, max: 2 } }),
    [`${chat}.scaling.engine: "knative" is not allowed. Write one of hpa, keda.`],
  ],
  [
    "a trigger that is none",
    model({ scaling: { engine: "keda", min: 1, max: 2, triggers: [{ metric: "rps" }] } }),
    [
      `${chat}.scaling.triggers[0].metric: "rps" is not allowed. Write one of tritonQueueTime, tritonPendingRequests, requestRate, p95Latency, gpuUtilization, vllmWaitingRequests, vllmKvCacheUse, cpuUtilization, memoryUtilization, promql.`,
    ],
  ],
  [
    "a secret in clear, which is not repeated",
    model({ environment: { API_KEY: "hunter2" } }),
    [
      `${chat}.environment.API_KEY: looks like a secret, and environment is in clear in the cluster and in the state. Put the value into a Secret and write secrets.API_KEY: { secret, key }.`,
    ],
  ],
  [
    "a configuration of Triton for another server",
    {
      "tenants.fraud.models.scorer.runtime": { name: "sklearn" },
    },
    [
      `${fraud}.models.scorer.runtime.name: "sklearn" does not read the tenant's Triton repository. Write triton or onnxruntime, or replace "triton" by "source".`,
    ],
  ],
  [
    "buckets that are none",
    {
      "tenants.fraud.modelBuckets": [
        { bucketName: "Models", prefix: "../x", kmsKeyArn: "alias/models" },
      ],
    },
    [
      `${fraud}.modelBuckets[0].bucketName: "Models" is not the name of a bucket. Use 3 to 63 lower-case letters, digits, "-" and ".", and start and end with a letter or digit.`,
      `${fraud}.modelBuckets[0].prefix: "../x" is not a prefix that limits access. Start with a name, use no wildcard or "..", and end with "/", for instance tenants/fraud/.`,
      `${fraud}.modelBuckets[0].kmsKeyArn: "alias/models" is not the ARN of a KMS key. Write for instance arn:aws:kms:us-east-1:111122223333:key/1234abcd.`,
    ],
  ],
];
