import type { WorkloadRoleArgs } from "./workload-role";

/** The fewest arguments that work. */
export const smallest: WorkloadRoleArgs = {
  cluster: { name: "dev" },
  namespace: "fraud",
  serviceAccount: "models",
};

/** Every argument. */
export const fullest: WorkloadRoleArgs = {
  cluster: {
    name: "dev",
    oidcProviderArn:
      "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
    oidcIssuer: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
  },
  namespace: "kube-system",
  serviceAccount: "s3-csi-driver-sa",
  method: "webIdentity",
  associate: false,
  buckets: [
    {
      bucketArn: "arn:aws:s3:::models",
      prefix: "tenants/fraud/",
      access: "readWrite",
      kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd",
    },
  ],
  metricWorkspaceArns: ["arn:aws:aps:us-east-1:111122223333:workspace/ws-1234"],
  managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"],
  permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/boundary",
  tags: { project: "inference-platform" },
};
