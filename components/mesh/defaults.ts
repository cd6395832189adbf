/** Namespace of the gateway and its proxies. */
export const GATEWAY_NAMESPACE = "inference-gateway";

/** Name of the Gateway. */
export const GATEWAY_NAME = "inference";

/** Name of the Deployment, Service and ServiceAccount that Istio makes for the Gateway: after it and its class. */
export const GATEWAY_WORKLOAD = `${GATEWAY_NAME}-istio`;

/** Host of the gateway inside the cluster. */
export const GATEWAY_SERVICE_HOST = `${GATEWAY_WORKLOAD}.${GATEWAY_NAMESPACE}.svc.cluster.local`;

/** Label of the gateway's pods, by which Istio's policies find them. */
export const GATEWAY_NAME_LABEL = "gateway.networking.k8s.io/gateway-name";

/** Defaults of `InferenceGateway`, each with its reason. */
export const gatewayDefaults = {
  /** One proxy: what Istio makes by itself. Two or more outlive the loss of a node. */
  replicas: 1,
  /** Seconds for requests in flight when a proxy ends: one that a model may take by default, and a moment to leave the load balancer. */
  drainSeconds: 65,
} as const;

/** Headers that say who calls. The gateway removes what callers send under the last two names. */
export const callerHeaders = {
  /** Carries an API key; it does not reach the model. */
  apiKey: "x-api-key",
  /** Name of the client whose API key was sent. */
  client: "x-inference-client",
  /** Claim `sub` of the token that was sent. */
  subject: "x-inference-subject",
} as const;

/** The service that the gateway asks about API keys. */
export const apiKeyAuthorizer = {
  name: "api-key-authorizer",
  /** Port of the Envoy plugin of Open Policy Agent: its default. */
  port: 9191,
  /** Port of OPA's health checks. */
  healthPort: 8282,
  /** Name under which the mesh configuration knows it. */
  provider: "api-keys",
  /** Two, so that a node can be drained: without an answer no API key is accepted. */
  replicas: 2,
} as const;

/**
 * Injection template that gives a pod the seccomp profile which the Pod Security level "restricted" demands: for pods of
 * controllers that set none. A pod asks for it with the annotation `inject.istio.io/templates`.
 */
export const RESTRICTED_POD_TEMPLATE = "restricted";

/** Largest size of requests that can be allowed, in MiB: larger data is handed over by reference. */
export const LARGEST_REQUEST_LIMIT_MIB = 1024;
