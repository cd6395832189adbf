import type { KarpenterNodePoolArgs, ManagedNodePoolArgs } from "./pool-args";

const cluster = {
  name: "dev",
  version: "1.35",
  nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
  securityGroupId: "sg-0123456789abcdef0",
  vpcId: "vpc-1",
};

/** The fewest arguments that work. */
export const smallest: ManagedNodePoolArgs = {
  cluster,
  pool: "system",
  subnetIds: ["subnet-1", "subnet-2"],
  instanceTypes: ["m7i.large"],
  scaling: { min: 2, max: 4 },
};

/** Every argument that a managed GPU pool can have at once. */
export const fullest: ManagedNodePoolArgs = {
  cluster,
  engine: "managed",
  pool: "gpu",
  subnetIds: ["subnet-1"],
  instanceTypes: ["g6.12xlarge"],
  gpu: true,
  sharing: { timeSlicing: 4 },
  operatingSystem: "al2023",
  imageRelease: "1.35.7-20260911",
  capacity: "reserved",
  capacityReservationIds: ["cr-0123456789abcdef0"],
  scaling: { min: 0, max: 4, desired: 1 },
  diskSizeGiB: 300,
  parallelImagePull: true,
  localNvme: true,
  efa: true,
  labels: { "example.com/team": "search" },
  taints: [{ key: "example.com/dedicated", value: "search", effect: "NoSchedule" }],
  tags: { project: "inference-platform" },
};

/** A pool that Karpenter fills: reserved L4s first, then spot, then on demand. */
export const karpenter: KarpenterNodePoolArgs = {
  cluster,
  engine: "karpenter",
  nodeRoleName: "dev-karpenter-nodes",
  pool: "elastic",
  subnetIds: ["subnet-1", "subnet-2"],
  gpuTypes: { names: ["l4"], counts: [1, 4], minMemoryGiB: 20 },
  gpu: true,
  operatingSystem: "bottlerocket",
  imageRelease: "1.54.0",
  imageSnapshotId: "snap-0123456789abcdef0",
  capacity: ["reserved", "spot", "onDemand"],
  capacityReservationIds: ["cr-0123456789abcdef0"],
  limits: { gpus: 8, cpus: 256, nodes: 8 },
  disruption: {
    consolidate: "whenEmpty",
    after: "15m",
    budgets: [{ nodes: "10%" }, { nodes: "0", schedule: "0 8 * * mon-fri", duration: "10h" }],
    expireAfter: "336h",
    terminationGracePeriod: "30m",
  },
  weight: 10,
  localNvme: true,
  efa: false,
  tags: { project: "inference-platform" },
};
