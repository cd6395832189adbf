import type { PolicyConfigSchema } from "@pulumi/policy";

/** Namespaces of the parts that the platform itself installs. */
export const systemNamespaces: readonly string[] = [
  "kube-system",
  "gpu-operator",
  "karpenter",
  "istio-system",
  "knative-serving",
  "kserve",
  "cert-manager",
  "monitoring",
];

/** Schema of the knob `namespacesExempt`. */
export const namespacesExemptSchema: PolicyConfigSchema["properties"][string] = {
  type: "array",
  items: { type: "string", minLength: 1, maxLength: 63 },
  uniqueItems: true,
  description: "Namespaces of system agents, which run on every node.",
};
