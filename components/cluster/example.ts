import type { ClusterArgs } from "./cluster";

/** The fewest arguments that work. */
export const smallest: ClusterArgs = {
  vpcId: "vpc-1",
  privateSubnetIds: ["subnet-1", "subnet-2"],
  systemPool: { instanceTypes: ["m7i.large"], scaling: { min: 2, max: 4 } },
};

/** Every argument. */
export const fullest: ClusterArgs = {
  clusterName: "inference-dev",
  vpcId: "vpc-1",
  privateSubnetIds: ["subnet-1", "subnet-2"],
  systemPool: {
    instanceTypes: ["m7i.large", "m6i.large"],
    scaling: { min: 2, max: 4, desired: 3 },
    capacity: "onDemand",
    diskSizeGiB: 80,
  },
  publicAccessCidrs: ["198.51.100.0/24"],
  administrators: { ci: "arn:aws:iam::111122223333:role/ci" },
  logRetentionDays: 365,
  deletionProtection: false,
  tags: { project: "inference-platform" },
};
