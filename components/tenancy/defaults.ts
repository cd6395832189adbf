/** Label of a tenant's namespace, by which the gateway lets it attach routes and costs are split. */
export const TENANT_LABEL = "inference-platform.io/tenant";

/** ServiceAccount of a tenant's models. */
export const TENANT_SERVICE_ACCOUNT = "models";

/** Defaults of `Tenant`, each with its reason. */
export const tenantDefaults = {
  /** What a container gets that asks for nothing: small enough that forgetting costs little. */
  containerRequest: { cpu: "100m", memory: "128Mi" },
  containerLimit: { memory: "512Mi" },
  /** Claims a tenant may hold: one for each model repository, with room for a change. */
  volumeClaims: 10,
} as const;

/** Namespaces of the platform and of Kubernetes: no tenant may take one. */
export const reservedNamespaces: readonly string[] = [
  "default",
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "istio-system",
  "inference-gateway",
  "kserve",
  "cert-manager",
  "lws-system",
  "gpu-operator",
  "keda",
  "monitoring",
  "mount-s3",
];
