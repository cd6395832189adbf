import type { ClusterArgs } from "./cluster";

/** The fewest arguments that work. */
export const smallest: ClusterArgs = {
  vpcId: "vpc-1",
  privateSubnetIds: ["subnet-1", "subnet-2"],
  systemPool: { instanceTypes: ["m7i.large"], scaling: { min: 2, max: 4 } },
};

/** Every argument: a control plane that was upgraded, with nodes that follow, on a day of its extended support. */
export const fullest: ClusterArgs = {
  clusterName: "inference-dev",
  vpcId: "vpc-1",
  privateSubnetIds: ["subnet-1", "subnet-2"],
  systemPool: {
    instanceTypes: ["m7i.large", "m6i.large"],
    scaling: { min: 2, max: 4, desired: 3 },
    capacity: "onDemand",
    diskSizeGiB: 80,
    imageRelease: "1.34.6-20260415",
  },
  version: "1.35",
  nodeVersion: "1.34",
  deployedVersion: "1.34",
  supportType: "EXTENDED",
  today: "2027-04-01",
  addonVersions: { "aws-ebs-csi-driver": "v1.66.0-eksbuild.1" },
  storageDrivers: {
    efs: true,
    mountpointS3: {
      buckets: [{ bucketArn: "arn:aws:s3:::datasets", prefix: "public/", access: "read" }],
    },
  },
  publicAccessCidrs: ["198.51.100.0/24"],
  administrators: { ci: "arn:aws:iam::111122223333:role/ci" },
  viewers: { audit: "arn:aws:iam::111122223333:role/audit" },
  logRetentionDays: 365,
  deletionProtection: false,
  tags: { project: "inference-platform" },
};
