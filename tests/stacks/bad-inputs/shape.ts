import type { BadInput } from "./bad-input";

const network = "inference-platform:network";
const gpuPool = "inference-platform:nodePools.gpu";
const fraud = "inference-platform:tenants.fraud";
const scorer = `${fraud}.models.scorer`;

/** Keys and values of another shape than they should have. */
export const shapeInputs: readonly BadInput[] = [
  [
    "an environment that there is none of",
    { environment: "production" },
    [
      'inference-platform:environment: "production" is not allowed. Write one of dev, staging, prod.',
    ],
  ],
  ["no owner", { owner: undefined }, ["inference-platform:owner: is missing. Write text."]],
  [
    "a pool with the name of a field of every object",
    { nodePools: JSON.parse('{ "__proto__": {} }'), tenants: {} },
    [
      'inference-platform:nodePools: has a key "__proto__", which cannot be a name here. Remove or rename it.',
    ],
  ],
  ["an empty owner", { owner: "" }, ["inference-platform:owner: is empty. Write text."]],
  [
    "nothing for a quantity",
    { "tenants.fraud.quota.memory": null },
    [`${fraud}.quota.memory: is not text. Write a memory quantity, for instance 4Gi.`],
  ],
  [
    "a missing quantity",
    { "tenants.fraud.quota.memory": undefined },
    [`${fraud}.quota.memory: is missing. Write a memory quantity, for instance 4Gi.`],
  ],
  [
    "an unknown key at the top",
    { nodepools: {} },
    [
      'inference-platform:nodepools: is not a key of this project. Did you mean "nodePools"? Allowed: environment, owner, costCenter, disposable, network, cluster, systemPool, nodePools, gateway, observability, artifacts, tenants, modelCache. Remove or rename it.',
    ],
  ],
  [
    "an unknown key far from any other",
    { zzz: 1 },
    [
      "inference-platform:zzz: is not a key of this project. Allowed: environment, owner, costCenter, disposable, network, cluster, systemPool, nodePools, gateway, observability, artifacts, tenants, modelCache. Remove or rename it.",
    ],
  ],
  [
    "an unknown key further down",
    { "tenants.fraud.models.scorer.scalin": 1 },
    [
      `${scorer}: "scalin" is not a key here. Did you mean "scaling"? Allowed: triton, source, runtime, resources, gpu, size, scaling, startupSeconds, requestTimeoutSeconds, slo, batcher, logger, transformer, explainer, environment, secrets, cacheVolume, priorityClassName. Remove or rename it.`,
    ],
  ],
  [
    "two unknown keys in one map",
    { "network.cdir": "10.0.0.0/16", "network.zzz": 1 },
    [
      `${network}: "cdir" is not a key here. Did you mean "cidr"? Allowed: cidr, availabilityZones, natGateways, podCidr, serviceCidr, peeredCidrs, interfaceEndpoints, flowLogRetentionDays. Remove or rename it. "zzz" is not a key here. Allowed: cidr, availabilityZones, natGateways, podCidr, serviceCidr, peeredCidrs, interfaceEndpoints, flowLogRetentionDays. Remove or rename it.`,
    ],
  ],
  [
    "a missing key at the top",
    { gateway: undefined },
    ["inference-platform:gateway: is missing. Write a map."],
  ],
  [
    "a missing key further down",
    { "tenants.fraud.quota.cpu": undefined, "network.cidr": undefined },
    [
      `${network}.cidr: is missing. Write text.`,
      `${fraud}.quota.cpu: is missing. Write a CPU quantity in quotes, for instance "500m".`,
    ],
  ],
  ["a missing region", { "aws:region": undefined }, ["aws:region: is missing. Write text."]],
  [
    "text for a list",
    { "network.availabilityZones": "us-east-1a" },
    [`${network}.availabilityZones: is text, not a list. Write a list.`],
  ],
  [
    "text for a number",
    { "nodePools.gpu.scaling.max": "2" },
    [`${gpuPool}.scaling.max: is text, not a number. Write a number.`],
  ],
  [
    "text for true or false",
    { disposable: "yes" },
    ["inference-platform:disposable: is text, not true or false. Write true or false."],
  ],
  [
    "a number for text",
    { "tenants.fraud.quota.cpu": 16 },
    [`${fraud}.quota.cpu: is not text. Write a CPU quantity in quotes, for instance "500m".`],
  ],
  [
    "a list for a map",
    { tenants: [] },
    ["inference-platform:tenants: is a list, not a map. Write a map."],
  ],
  ["nothing for a map", { network: null }, [`${network}: is nothing, not a map. Write a map.`]],
];
