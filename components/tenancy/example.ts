import type { TenantArgs } from "./tenant";

/** The fewest arguments that work: there are no optional ones. */
export const smallest: TenantArgs = {
  tenant: "fraud",
  quota: { cpu: "8", memory: "32Gi", gpus: 0 },
};

/** Every argument. */
export const fullest: TenantArgs = {
  tenant: "search",
  quota: { cpu: "64", memory: "256Gi", gpus: 4, gpuShares: 4, migInstances: { "1g.10gb": 2 } },
  migProfiles: ["1g.10gb", "3g.40gb"],
};
