import type { Cpu, Memory } from "../internal/units";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import { GATEWAY_NAME, GATEWAY_NAME_LABEL } from "./defaults";

/** Who may attach routes to a listener: namespaces with a label, or only the namespace of the gateway. */
interface AllowedRoutes {
  readonly namespaces:
    | { readonly from: "Same" }
    | {
        readonly from: "Selector";
        readonly selector: {
          readonly matchExpressions: readonly {
            readonly key: string;
            readonly operator: "Exists";
          }[];
        };
      };
}

/** One listener of a Gateway (Gateway API v1), as far as this platform sets it. */
interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS";
  readonly hostname?: string;
  readonly tls?: {
    readonly mode: "Terminate";
    readonly certificateRefs: readonly { readonly kind: "Secret"; readonly name: string }[];
  };
  readonly allowedRoutes: AllowedRoutes;
}

/** Spec of a Gateway (Gateway API v1), as far as this platform sets it. */
export interface GatewaySpec {
  readonly gatewayClassName: string;
  readonly listeners: readonly GatewayListener[];
  readonly infrastructure: {
    readonly annotations: Readonly<Record<string, string>>;
    readonly parametersRef: {
      readonly group: "";
      readonly kind: "ConfigMap";
      readonly name: string;
    };
  };
}

/** What decides how the gateway is made. */
export interface GatewayRequest {
  readonly domain: string;
  readonly additionalDomains?: readonly string[];
  readonly hosts?: readonly string[];
  /** TLS ends at the load balancer. */
  readonly certificateArn?: string;
  /** TLS ends at the gateway. */
  readonly tlsSecretName?: string;
  readonly redirectHttp?: boolean;
  /** Namespaces that carry this label may attach routes. */
  readonly routeNamespaceLabel: string;
}

/** Name of the ConfigMap that says how Istio runs the proxies of the Gateway. */
export const proxyParameters = `${GATEWAY_NAME}-proxy`;

/** Name of the listener that redirects to https. */
export const redirectListener = "redirect";

/** The Gateway of a request: a listener for each domain and host, behind an internal network load balancer. */
export function gatewaySpec(request: GatewayRequest): GatewaySpec {
  const { additionalDomains = [], hosts = [] } = request;
  const { name, port } = gatewayListener(request);
  const further = [...additionalDomains.map((domain) => `*.${domain}`), ...hosts];
  return {
    gatewayClassName: "istio",
    listeners: [
      { name, hostname: `*.${request.domain}` },
      ...further.map((hostname) => ({ name: `${name}-${hostname.replace("*.", "")}`, hostname })),
    ]
      .map((listener): GatewayListener => ({ ...listener, port, ...served(request) }))
      .concat(request.redirectHttp === true ? [redirect] : []),
    infrastructure: {
      annotations: loadBalancerAnnotations(request.certificateArn),
      parametersRef: { group: "", kind: "ConfigMap", name: proxyParameters },
    },
  };
}

/** Name and port of the listeners of models: port 443 with TLS, port 80 inside the VPC without. */
export function gatewayListener(
  request: Pick<GatewayRequest, "certificateArn" | "tlsSecretName">,
): { readonly name: "http" | "https"; readonly port: number } {
  const tls = request.certificateArn !== undefined || request.tlsSecretName !== undefined;
  return tls ? { name: "https", port: 443 } : { name: "http", port: 80 };
}

function served({
  tlsSecretName,
  routeNamespaceLabel,
}: GatewayRequest): Pick<GatewayListener, "protocol" | "tls" | "allowedRoutes"> {
  const matchExpressions = [{ key: routeNamespaceLabel, operator: "Exists" as const }];
  return {
    // With a certificate at the load balancer, what arrives here is plain HTTP.
    protocol: tlsSecretName === undefined ? "HTTP" : "HTTPS",
    ...(tlsSecretName !== undefined && {
      tls: { mode: "Terminate", certificateRefs: [{ kind: "Secret", name: tlsSecretName }] },
    }),
    allowedRoutes: { namespaces: { from: "Selector", selector: { matchExpressions } } },
  };
}

/** Routes of tenants name no listener and attach to every one that lets them: this one does not. */
const redirect: GatewayListener = {
  name: redirectListener,
  port: 80,
  protocol: "HTTP",
  allowedRoutes: { namespaces: { from: "Same" } },
};

/** Spec of the HTTPRoute that redirects to https. */
export const redirectRouteSpec = {
  parentRefs: [{ name: GATEWAY_NAME, sectionName: redirectListener }],
  rules: [
    {
      filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
    },
  ],
} as const;

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
    // gRPC clients insist on HTTP/2. Only the controller knows it.
    [`${prefix}-alpn-policy`]: "HTTP2Preferred",
  };
}

/** How the proxies of the gateway run. */
export interface ProxyRequest {
  readonly replicas: number;
  readonly drainSeconds: number;
  readonly systemPool: string;
  readonly resources?: { readonly cpu: Cpu; readonly memory: Memory };
  readonly sourceRanges?: readonly string[];
}

/** Seconds between the last request and the end of the pod. */
const spareSeconds = 5;

/**
 * What Istio merges into the Deployment, the Service and the disruption budget that it makes for the Gateway, by the keys
 * that it knows (Istio 1.31, `infrastructure.parametersRef`). JSON is YAML too.
 */
export function proxyOverlays(request: ProxyRequest): Record<string, string> {
  const { replicas, sourceRanges } = request;
  const overlays = {
    deployment: proxyDeployment(request),
    ...(replicas > 1 && { podDisruptionBudget: { spec: { maxUnavailable: 1 } } }),
    ...(sourceRanges !== undefined && {
      service: { spec: { loadBalancerSourceRanges: sourceRanges } },
    }),
  };
  return Object.fromEntries(
    Object.entries(overlays).map(([kind, overlay]) => [kind, JSON.stringify(overlay)]),
  );
}

function proxyDeployment({ replicas, drainSeconds, systemPool, resources }: ProxyRequest): object {
  const matchLabels = { [GATEWAY_NAME_LABEL]: GATEWAY_NAME };
  return {
    spec: {
      replicas,
      template: {
        spec: {
          nodeSelector: { [NODE_POOL_LABEL]: systemPool },
          terminationGracePeriodSeconds: drainSeconds + spareSeconds,
          ...(replicas > 1 && {
            topologySpreadConstraints: [
              "topology.kubernetes.io/zone",
              "kubernetes.io/hostname",
            ].map((topologyKey) => ({
              maxSkew: 1,
              topologyKey,
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels },
            })),
          }),
          containers: [
            {
              name: "istio-proxy",
              // By default the proxy ends five seconds after it is asked to, whatever is in flight.
              env: [{ name: "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", value: "true" }],
              ...(resources && {
                resources: { requests: resources, limits: { memory: resources.memory } },
              }),
            },
          ],
        },
      },
    },
  };
}
