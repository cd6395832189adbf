import type { ChartValues } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import { RESTRICTED_POD_TEMPLATE } from "./defaults";

/** What the injector lays over a pod; a text, because the chart hands it to the injector as a Go template. */
const restrictedPodTemplate = `spec:
  securityContext:
    seccompProfile:
      type: RuntimeDefault
`;

/** Values of istiod: two replicas on system nodes, the CNI plugin instead of privileged init containers. */
export function istiodValues(systemPool: string): ChartValues {
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
    },
  };
}

/** One listener of a Gateway (Gateway API v1), as far as this platform sets it. */
interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS";
  readonly hostname: string;
  readonly allowedRoutes: {
    readonly namespaces: {
      readonly from: "Selector";
      readonly selector: {
        readonly matchExpressions: readonly { readonly key: string; readonly operator: "Exists" }[];
      };
    };
  };
}

/** Spec of a Gateway (Gateway API v1), as far as this platform sets it. */
export interface GatewaySpec {
  readonly gatewayClassName: string;
  readonly listeners: readonly GatewayListener[];
  readonly infrastructure: { readonly annotations: Readonly<Record<string, string>> };
}

/** What decides how the gateway is made. */
export interface GatewayRequest {
  readonly domain: string;
  readonly certificateArn?: string;
  /** Namespaces that carry this label may attach routes. */
  readonly routeNamespaceLabel: string;
}

/** The Gateway of a request: one listener for every model host below the domain, behind an internal network load balancer. */
export function gatewaySpec(request: GatewayRequest): GatewaySpec {
  const listener = gatewayListener(request.certificateArn !== undefined);
  return {
    gatewayClassName: "istio",
    listeners: [
      {
        ...listener,
        protocol: "HTTP",
        hostname: `*.${request.domain}`,
        allowedRoutes: {
          namespaces: {
            from: "Selector",
            selector: {
              matchExpressions: [{ key: request.routeNamespaceLabel, operator: "Exists" }],
            },
          },
        },
      },
    ],
    infrastructure: { annotations: loadBalancerAnnotations(request.certificateArn) },
  };
}

/** Name, port and scheme of the listener: port 443 where the load balancer ends TLS, port 80 inside the VPC otherwise. */
export function gatewayListener(tls: boolean): { readonly name: string; readonly port: number } {
  return tls ? { name: "https", port: 443 } : { name: "http", port: 80 };
}

/** The in-tree names and those of the AWS Load Balancer Controller: both lead to an internal network load balancer. */
function loadBalancerAnnotations(certificateArn: string | undefined): Record<string, string> {
  const prefix = "service.beta.kubernetes.io/aws-load-balancer";
  const internal = {
    [`${prefix}-type`]: "nlb",
    [`${prefix}-internal`]: "true",
    [`${prefix}-scheme`]: "internal",
  };
  if (certificateArn === undefined) return internal;
  return {
    ...internal,
    [`${prefix}-ssl-cert`]: certificateArn,
    [`${prefix}-ssl-ports`]: "443",
    [`${prefix}-backend-protocol`]: "tcp",
  };
}
