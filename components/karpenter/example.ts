import type { KarpenterArgs } from "./karpenter";

/** The fewest arguments that work. */
export const smallest: KarpenterArgs = { cluster: { name: "dev" }, region: "us-east-1" };

/** Every argument. */
export const fullest: KarpenterArgs = {
  cluster: { name: "dev", endpoint: "https://EXAMPLE.gr7.us-east-1.eks.amazonaws.com" },
  region: "us-east-1",
  systemPool: "core",
  artifacts: {
    chartRepository: "oci://registry.example.com/charts",
    imageRegistry: "registry.example.com",
  },
  tags: { project: "inference-platform" },
};
