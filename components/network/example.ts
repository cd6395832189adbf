import type { NetworkArgs } from "./network";

/** The fewest arguments that work. */
export const smallest: NetworkArgs = {
  cidr: "10.0.0.0/16",
  availabilityZones: ["us-east-1a", "us-east-1b"],
};

/** Every argument. */
export const fullest: NetworkArgs = {
  cidr: "10.0.0.0/16",
  availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
  podCidr: "100.64.0.0/16",
  serviceCidr: "172.20.0.0/16",
  peeredCidrs: ["10.1.0.0/16"],
  natGateways: "perZone",
  interfaceEndpoints: ["ecr.api", "ecr.dkr", "sts"],
  flowLogRetentionDays: 90,
  tags: { project: "inference-platform" },
};
