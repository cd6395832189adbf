import type { NodePoolArgs } from "./node-pool";

const cluster = {
  name: "dev",
  version: "1.35",
  nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
};

/** The fewest arguments that work. */
export const smallest: NodePoolArgs = {
  cluster,
  pool: "system",
  subnetIds: ["subnet-1", "subnet-2"],
  instanceTypes: ["m7i.large"],
  scaling: { min: 2, max: 4 },
};

/** Every argument: a GPU pool on spot. */
export const fullest: NodePoolArgs = {
  cluster,
  pool: "gpu",
  subnetIds: ["subnet-1"],
  instanceTypes: ["g6.xlarge", "g5.xlarge"],
  gpu: true,
  capacity: "spot",
  scaling: { min: 0, max: 4, desired: 1 },
  diskSizeGiB: 300,
  labels: { "example.com/team": "search" },
  taints: [{ key: "example.com/dedicated", value: "search", effect: "NO_SCHEDULE" }],
  tags: { project: "inference-platform" },
};
