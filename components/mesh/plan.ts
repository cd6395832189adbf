import type { ChartValues } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import { AUTHORIZER_HOST } from "./authorizer-plan";
import { apiKeyAuthorizer, RESTRICTED_POD_TEMPLATE } from "./defaults";
import { traceProvider, type MeshTracing } from "./telemetry-plan";

/** What the injector lays over a pod; a text, because the chart hands it to the injector as a Go template. */
const restrictedPodTemplate = `spec:
  securityContext:
    seccompProfile:
      type: RuntimeDefault
`;

/** What decides the values of istiod. */
export interface IstiodRequest {
  readonly systemPool: string;
  /** Whether the gateway asks the authorizer of API keys. */
  readonly apiKeys: boolean;
  /** Where proxies send spans; `undefined` where nothing is traced. */
  readonly tracing?: MeshTracing;
}

/** Values of istiod: two replicas on system nodes, the CNI plugin instead of privileged init containers. */
export function istiodValues({ systemPool, apiKeys, tracing }: IstiodRequest): ChartValues {
  const extensionProviders = [
    ...(apiKeys ? [apiKeyProvider] : []),
    ...(tracing ? [traceProvider(tracing)] : []),
  ];
  // Namespaces that enforce the Pod Security level "restricted" refuse a proxy without one.
  const seccompProfile = { type: "RuntimeDefault" };
  return {
    seccompProfile,
    global: { proxy: { seccompProfile } },
    gateways: { seccompProfile },
    sidecarInjectorWebhook: { templates: { [RESTRICTED_POD_TEMPLATE]: restrictedPodTemplate } },
    // The chart's disruption budget keeps one replica; with a single one, no node could be drained.
    autoscaleMin: 2,
    cni: { enabled: true },
    nodeSelector: { [NODE_POOL_LABEL]: systemPool },
    meshConfig: {
      enablePrometheusMerge: true,
      accessLogFile: "/dev/stdout",
      accessLogEncoding: "JSON",
      // An inference request may have run on a GPU before the connection broke: it is the caller who decides to repeat it.
      defaultHttpRetryPolicy: { attempts: 0 },
      ...(extensionProviders.length > 0 && { extensionProviders }),
    },
  };
}

/** How the gateway asks about API keys. Without an answer the request is refused. */
const apiKeyProvider = {
  name: apiKeyAuthorizer.provider,
  envoyExtAuthzGrpc: {
    service: AUTHORIZER_HOST,
    port: apiKeyAuthorizer.port,
    // A decision takes a millisecond; a caller shall not wait for a pod that is gone.
    timeout: "1s",
    failOpen: false,
    // Not 403: the key may be right.
    statusOnError: "503",
  },
};
