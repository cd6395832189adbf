import type { BadInput } from "./bad-input";

const detector = "inference-platform:tenants.fraud.models.detector.gpu";

/** GPUs that no pod can hold. */
export const gpuRequestInputs: readonly BadInput[] = [
  [
    "two shares of a GPU for one pod",
    { "tenants.fraud.models.detector.gpu": { pool: "shared", count: 2 } },
    [
      `${detector}.count: 2 shares are no larger part: each is a turn on some GPU, and the device plugin refuses pods with more than one. Write 1, or use a pool with fewer than 4 shares a GPU.`,
    ],
  ],
  [
    "two quarters of a GPU for one pod",
    {
      "nodePools.shared.instanceTypes": ["g6.xlarge"],
      "tenants.fraud.models.detector.gpu": { name: "l4", fraction: "1/4", count: 2 },
    },
    [
      `${detector}.count: 2 shares are no larger part: each is a turn on some GPU, and the device plugin refuses pods with more than one. Write 1, or use a pool with fewer than 4 shares a GPU.`,
    ],
  ],
  [
    "half a GPU",
    { "tenants.fraud.models.detector.gpu.count": 0.5 },
    [
      `${detector}.count: 0.5 is not a number of GPUs that a pod can hold. Write a whole number from 1, or leave gpu out; for a part of a GPU write fraction or migProfile.`,
    ],
  ],
  [
    "no GPU by count",
    { "tenants.fraud.models.detector.gpu.count": 0 },
    [
      `${detector}.count: 0 is not a number of GPUs that a pod can hold. Write a whole number from 1, or leave gpu out; for a part of a GPU write fraction or migProfile.`,
    ],
  ],
  [
    "a count in words",
    { "tenants.fraud.models.detector.gpu.count": "one" },
    [`${detector}.count: is text, not a number. Write a number.`],
  ],
  [
    "a fraction of a MIG instance",
    { "tenants.fraud.models.detector.gpu": { fraction: "1/4", migProfile: "1g.10gb" } },
    [
      `${detector}.fraction: stands beside migProfile, and a MIG instance is not shared further. Remove one.`,
    ],
  ],
  [
    "a fraction that is a number",
    { "tenants.fraud.models.detector.gpu": { pool: "shared", fraction: 0.25 } },
    [`${detector}.fraction: is not text. Write a part of a GPU in quotes, for instance "1/4".`],
  ],
  [
    "a fraction that is none",
    { "tenants.fraud.models.detector.gpu": { pool: "shared", fraction: "4" } },
    [`${detector}.fraction: "4" is not a part of a GPU. Write 1/2, 1/3 and so on.`],
  ],
  [
    "a GPU request that asks for nothing",
    { "tenants.fraud.models.detector.gpu": {} },
    [`${detector}: does not say which GPU. Write name, migProfile or pool, for instance name: l4.`],
  ],
  [
    "more GPUs than a node of the pool has",
    {
      "nodePools.gpu.instanceTypes": ["g6.12xlarge"],
      "tenants.fraud.models.detector.gpu.count": 8,
    },
    [
      `${detector}.count: 8 GPUs do not fit on one node: the largest of pool gpu has 4. Write at most 4, or give the pool a larger instance type, for instance g6.48xlarge.`,
    ],
  ],
  [
    "a GPU that no pool has",
    { "tenants.fraud.models.detector.gpu": { name: "h100" } },
    [
      `${detector}: asks for h100, which no pool offers. Offered: whole l4 or a10g (pool gpu); 1/4 l4 or a10g (pool shared); whole l4 or a10g (pool elastic). Ask for one of these, or add a pool.`,
    ],
  ],
  [
    "one GPU where pools may start another",
    { "tenants.fraud.models.detector.gpu": { name: "l4" } },
    [
      `${detector}: asks for l4, which no pool offers. Offered: whole l4 or a10g (pool gpu); 1/4 l4 or a10g (pool shared); whole l4 or a10g (pool elastic). Ask for one of these, or add a pool.`,
    ],
  ],
];
