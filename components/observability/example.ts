import type { ObservabilityArgs } from "./observability-args";

/** The fewest arguments that work. */
export const smallest: ObservabilityArgs = {
  cluster: {
    name: "dev",
    oidcProviderArn:
      "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
    oidcIssuer: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
  },
  region: "us-east-1",
  storageClassName: "gp3-encrypted",
};

/** Every argument. */
export const fullest: ObservabilityArgs = {
  ...smallest,
  systemPool: "system",
  metricRetentionDays: 30,
  metricStorageGiB: 200,
  logRetentionDays: 90,
  logStorageGiB: 20,
  forceDestroy: true,
  artifacts: { chartRepository: "oci://registry.example.com/charts" },
  tags: { project: "inference-platform" },
};
