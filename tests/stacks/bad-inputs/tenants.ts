import type { BadInput } from "./bad-input";

const fraud = "inference-platform:tenants.fraud";
const scorer = `${fraud}.models.scorer`;
const longName = "a".repeat(48);

/** Wrong tenants and models. */
export const tenantInputs: readonly BadInput[] = [
  [
    "a model name that is no DNS label",
    {
      "tenants.fraud.models.My_Model": {
        source: "s3://models-1/m",
        resources: { cpu: "1", memory: "1Gi" },
      },
    },
    [
      `${fraud}.models.My_Model: "My_Model" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.`,
    ],
  ],
  [
    "a model name that makes the host label too long",
    {
      [`tenants.fraud.models.${longName}`]: {
        source: "s3://models-1/m",
        resources: { cpu: "1", memory: "1Gi" },
      },
    },
    [
      `${fraud}.models.${longName}: "${longName}-predictor-fraud" has 64 characters, and a host label at most 63. Shorten the name by 1.`,
    ],
  ],
  [
    "a URI with an unknown scheme",
    {
      "tenants.fraud.models.scorer.triton": undefined,
      "tenants.fraud.models.scorer.source": "ftp://models/m",
      "tenants.fraud.smokeTest": undefined,
    },
    [
      `${scorer}.source: "ftp://" is not a place that models can come from. Allowed: pvc://, s3://, oci://, hf://, gs://, https://.`,
    ],
  ],
  [
    "a URI with a scheme that is nearly one",
    {
      "tenants.fraud.models.scorer.triton": undefined,
      "tenants.fraud.models.scorer.source": "s33://models/m",
      "tenants.fraud.smokeTest": undefined,
    },
    [
      `${scorer}.source: "s33://" is not a place that models can come from. Did you mean "s3"? Allowed: pvc://, s3://, oci://, hf://, gs://, https://.`,
    ],
  ],
  [
    "a model that is here and elsewhere",
    { "tenants.fraud.models.scorer.source": "s3://models-1/m" },
    [
      `${scorer}: has both "triton" and "source". Keep "triton" for a model in the tenant's repository, or "source" for one that lies elsewhere.`,
    ],
  ],
  [
    "a model that is nowhere",
    { "tenants.fraud.models.scorer.triton": undefined, "tenants.fraud.smokeTest": undefined },
    [
      `${scorer}: says neither what the model is nor where. Write "triton" for a model in the tenant's repository, or "source" for one that lies elsewhere.`,
    ],
  ],
  [
    "an unknown GPU pool",
    { "tenants.fraud.models.detector.gpu.pool": "big" },
    [
      `${fraud}.models.detector.gpu.pool: "big" is not a GPU pool. Write one of gpu, shared, elastic.`,
    ],
  ],
  [
    "a GPU pool that has no GPUs",
    {
      "nodePools.cpu": { instanceTypes: ["m7i.large"], scaling: { min: 1, max: 1 } },
      "tenants.fraud.models.detector.gpu.pool": "cpu",
    },
    [
      `${fraud}.models.detector.gpu.pool: "cpu" is not a GPU pool. Did you mean "gpu"? Write one of gpu, shared, elastic.`,
    ],
  ],
  [
    "GPUs of a quota without a GPU pool",
    { nodePools: {}, "tenants.fraud.models.detector.gpu": undefined },
    [
      `${fraud}.quota.gpus: 3 GPUs are granted, but no node pool has GPUs. Add a pool with gpu: true, or write 0.`,
      `${fraud}.quota.gpuShares: 4 shares of GPUs are granted, but no node pool shares its GPUs. Add sharing to a pool, or write 0.`,
    ],
  ],
  [
    "a GPU model without any GPU pool",
    { nodePools: {}, "tenants.fraud.quota.gpus": 0, "tenants.fraud.quota.gpuShares": 0 },
    [
      `${fraud}.models.detector.gpu.pool: "gpu" is not a GPU pool, and there is none. Add one to nodePools with gpu: true.`,
    ],
  ],
  [
    "a tenant with a reserved name",
    { "tenants.kserve": { quota: { cpu: "1", memory: "1Gi", gpus: 0 } } },
    [
      'inference-platform:tenants.kserve: "kserve" belongs to the platform or to Kubernetes. Choose another name.',
    ],
  ],
  [
    "a tenant with a name that is none",
    { "tenants.Search": { quota: { cpu: "1", memory: "1Gi", gpus: 0 } } },
    [
      'inference-platform:tenants.Search: "Search" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
    ],
  ],
  [
    "a quota that is none",
    { "tenants.fraud.quota": { cpu: "lots", memory: "48GB", gpus: 1.5 } },
    [
      `${fraud}.quota.cpu: "lots" is not a CPU quantity. Write cores or thousandths, for instance "8" or "500m".`,
      `${fraud}.quota.memory: "48GB" is not a memory quantity. Write for instance "32Gi".`,
      `${fraud}.quota.gpus: 1.5 is not a number of GPUs. Write a whole number; 0 forbids GPUs.`,
    ],
  ],
  [
    "a smoke test of an unknown model",
    { "tenants.fraud.smokeTest.model": "scroer" },
    [
      `${fraud}.smokeTest.model: "scroer" is not a model in the tenant's repository. Write one of detector, scorer.`,
    ],
  ],
  [
    "a smoke test without models",
    { "tenants.fraud.models": {} },
    [
      `${fraud}.smokeTest.model: "scorer" is not a model in the tenant's repository, and there is none. Add one with "triton", or remove smokeTest.`,
    ],
  ],
  [
    "two models with one host",
    { "tenants.a": tenantWith("x-b"), "tenants.b-a": tenantWith("x") },
    [
      "inference-platform:tenants.b-a.models.x: has the host x-b-a, which a/x-b has too. Rename one of them.",
    ],
  ],
  [
    "two models with one resource name",
    { "tenants.a": tenantWith("b-x"), "tenants.a-b": tenantWith("x") },
    [
      "inference-platform:tenants.a-b.models.x: has the resource name a-b-x, which a/b-x has too. Rename one of them.",
    ],
  ],
  [
    "replicas without a bound",
    { "tenants.fraud.models.scorer.scaling": { min: 1, max: 0 } },
    [
      `${scorer}.scaling.max: 0 is no limit: KServe reads 0 as unbounded. Write a whole number, 1 or more.`,
    ],
  ],
  [
    "a model that may sleep",
    { "tenants.fraud.models.scorer.scaling": { min: 0, max: 1 } },
    [
      `${scorer}.scaling.min: 0 is not possible with a HorizontalPodAutoscaler: it keeps at least 1 replica, and KServe would silently run 1. Write 1 or more; only scaling with engine: "keda" goes to 0.`,
    ],
  ],
  [
    "a tensor without a shape",
    { "tenants.fraud.models.scorer.triton.inputs.0.dims": [0] },
    [
      `${scorer}.triton.inputs[0].dims: [0] is not a shape. Write sizes above 0, or -1 for one that varies, without the batch dimension.`,
    ],
  ],
  [
    "an element type that there is none of",
    { "tenants.fraud.models.scorer.triton.inputs.0.dataType": "FP32" },
    [
      `${scorer}.triton.inputs[0].dataType: "FP32" is not allowed. Write one of TYPE_BOOL, TYPE_UINT8, TYPE_UINT16, TYPE_UINT32, TYPE_UINT64, TYPE_INT8, TYPE_INT16, TYPE_INT32, TYPE_INT64, TYPE_FP16, TYPE_FP32, TYPE_FP64, TYPE_BF16, TYPE_STRING.`,
    ],
  ],
];

function tenantWith(model: string): unknown {
  return {
    quota: { cpu: "1", memory: "1Gi", gpus: 0 },
    models: {
      [model]: { source: "s3://models-1/m", resources: { cpu: "1", memory: "1Gi" } },
    },
  };
}
