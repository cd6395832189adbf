/** Namespace of the gateway and its proxies. */
export const GATEWAY_NAMESPACE = "inference-gateway";

/** Name of the Gateway. */
export const GATEWAY_NAME = "inference";

/** Host of the gateway inside the cluster: Istio names the Service of a Gateway after the gateway and its class. */
export const GATEWAY_SERVICE_HOST = `${GATEWAY_NAME}-istio.${GATEWAY_NAMESPACE}.svc.cluster.local`;

/**
 * Injection template that gives a pod the seccomp profile which the Pod Security level "restricted" demands: for pods of
 * controllers that set none. A pod asks for it with the annotation `inject.istio.io/templates`.
 */
export const RESTRICTED_POD_TEMPLATE = "restricted";
