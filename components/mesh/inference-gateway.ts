import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { customResource } from "../internal/custom-resource";
import { createNamespace } from "../internal/namespace";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import type { Cpu, Memory } from "../internal/units";
import { TENANT_LABEL } from "../tenancy/defaults";
import { GATEWAY_NAME, GATEWAY_NAMESPACE, GATEWAY_SERVICE_HOST, gatewayDefaults } from "./defaults";
import {
  gatewayListener,
  gatewaySpec,
  proxyOverlays,
  proxyParameters,
  redirectListener,
  redirectRouteSpec,
} from "./gateway-plan";
import { gatewayProblems } from "./rules";
import { timeoutsFilter, type GatewayTimeouts } from "./traffic-plan";

/** Arguments of `InferenceGateway`. */
export interface InferenceGatewayArgs {
  /** Domain below which every model gets its host, for instance `models.example.com`. */
  readonly domain: string;
  /** Further domains: every model gets a second host below each. Default: none. */
  readonly additionalDomains?: readonly string[];
  /** Exact hosts outside the domains, for routes that tenants make themselves. Default: none. */
  readonly hosts?: readonly string[];
  /**
   * ARN of an ACM certificate for `*.<domain>` and the further domains and hosts: the load balancer ends TLS on port 443 with
   * it. Default: none; models then answer plain HTTP on port 80, reachable from the VPC only.
   */
  readonly certificateArn?: string;
  /**
   * Secret of type `kubernetes.io/tls` in the namespace of the gateway, for the same names, in place of `certificateArn`: TLS
   * 1.2 or newer ends at the gateway on port 443. It can be the one of a Certificate of cert-manager. Default: none.
   */
  readonly tlsSecretName?: string;
  /** With TLS: whether port 80 redirects to https. Default: `false`, port 80 is closed. */
  readonly redirectHttp?: boolean;
  /** IPv4 ranges of callers, in CIDR form. Default: the load balancer answers to all that can reach it. */
  readonly sourceRanges?: readonly string[];
  /** Proxies, 1 to 50. With two or more, one at a time can be drained. Default: 1. */
  readonly replicas?: number;
  /** What one proxy asks for; the memory is its limit too. Default: that of Istio, 100m and 128Mi, with limits of 2 and 1Gi. */
  readonly resources?: { readonly cpu: Cpu; readonly memory: Memory };
  /** Seconds that requests in flight get when a proxy ends, 1 to 3600: as many as the slowest model may take. Default: 65. */
  readonly drainSeconds?: number;
  /** Default: those of Envoy. */
  readonly timeouts?: GatewayTimeouts;
  /** Pool on which the proxies run. Default: `system`. */
  readonly systemPool?: string;
}

/**
 * The one way in: a Gateway of the Gateway API behind an internal network load balancer, to which only namespaces of
 * tenants can attach routes. Needs `ServiceMesh`.
 *
 * @throws pulumi.InputPropertiesError naming each wrong domain, host, size and time; nothing is registered then.
 */
export class InferenceGateway extends PlatformComponent {
  /** Namespace of the gateway and its proxy pods. */
  readonly namespace: pulumi.Output<string>;
  /** Name of the Gateway. */
  readonly gatewayName: pulumi.Output<string>;
  /** `<namespace>/<name>`, as KServe wants it. */
  readonly reference: pulumi.Output<string>;
  /** Host of the gateway inside the cluster. */
  readonly serviceHost: string;
  /** Port of the gateway: 443 with TLS, else 80. */
  readonly port: number;
  /** Scheme of model URLs. */
  readonly scheme: "http" | "https";
  /** Domain of the models. */
  readonly domain: string;
  /** Further domains of the models. */
  readonly additionalDomains: readonly string[];
  /** Exact hosts. */
  readonly hosts: readonly string[];
  /** Whether port 80 answers with a redirect to https. */
  readonly redirectHttp: boolean;
  /** Proxies. */
  readonly replicas: number;

  constructor(name: string, args: InferenceGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`InferenceGateway "${name}"`, gatewayProblems(args));
    super("InferenceGateway", name, args, opts);

    const namespace = createNamespace(
      `${name}-namespace`,
      GATEWAY_NAMESPACE,
      "restricted",
      { parent: this },
      { "istio-injection": "enabled" },
    );
    this.namespace = namespace.metadata.name;
    this.replicas = args.replicas ?? gatewayDefaults.replicas;
    const gateway = this.#createGateway(name, args);
    this.redirectHttp = args.redirectHttp ?? false;
    if (this.redirectHttp) this.#createRedirect(name, gateway);
    this.#createTimeouts(name, args.timeouts ?? {});

    const listener = gatewayListener(args);
    this.gatewayName = gateway.metadata.name;
    this.reference = pulumi.interpolate`${this.namespace}/${this.gatewayName}`;
    this.serviceHost = GATEWAY_SERVICE_HOST;
    this.port = listener.port;
    this.scheme = listener.name;
    this.domain = args.domain;
    this.additionalDomains = args.additionalDomains ?? [];
    this.hosts = args.hosts ?? [];
    this.registerOutputs({
      namespace: this.namespace,
      gatewayName: this.gatewayName,
      reference: this.reference,
      serviceHost: this.serviceHost,
      port: this.port,
      scheme: this.scheme,
      domain: this.domain,
      additionalDomains: this.additionalDomains,
      hosts: this.hosts,
      redirectHttp: this.redirectHttp,
      replicas: this.replicas,
    });
  }

  #createGateway(
    name: string,
    args: InferenceGatewayArgs,
  ): kubernetes.apiextensions.CustomResource {
    const parameters = new kubernetes.core.v1.ConfigMap(
      `${name}-proxy`,
      {
        metadata: { name: proxyParameters, namespace: this.namespace },
        data: proxyOverlays({
          replicas: this.replicas,
          drainSeconds: args.drainSeconds ?? gatewayDefaults.drainSeconds,
          systemPool: args.systemPool ?? "system",
          resources: args.resources,
          sourceRanges: args.sourceRanges,
        }),
      },
      { parent: this },
    );
    return customResource(
      `${name}-gateway`,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: {
          name: GATEWAY_NAME,
          namespace: this.namespace,
          annotations: { "pulumi.com/waitFor": "condition=Programmed" },
        },
        spec: gatewaySpec({ ...args, routeNamespaceLabel: TENANT_LABEL }),
      },
      { parent: this, dependsOn: [parameters] },
    );
  }

  #createRedirect(name: string, gateway: pulumi.Resource): void {
    customResource(
      `${name}-redirect`,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { name: redirectListener, namespace: this.namespace },
        spec: redirectRouteSpec,
      },
      { parent: this, dependsOn: [gateway] },
    );
  }

  #createTimeouts(name: string, timeouts: GatewayTimeouts): void {
    const spec = timeoutsFilter(timeouts);
    if (spec === undefined) return;
    customResource(
      `${name}-timeouts`,
      {
        apiVersion: "networking.istio.io/v1alpha3",
        kind: "EnvoyFilter",
        metadata: { name: "timeouts", namespace: this.namespace },
        spec,
      },
      { parent: this },
    );
  }
}
