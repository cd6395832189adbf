import * as pulumi from "@pulumi/pulumi";

import { customResource } from "../internal/custom-resource";
import { createNamespace } from "../internal/namespace";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { TENANT_LABEL } from "../tenancy/defaults";
import { GATEWAY_NAME, GATEWAY_NAMESPACE, GATEWAY_SERVICE_HOST } from "./defaults";
import { gatewayListener, gatewaySpec } from "./plan";
import { domainProblems } from "./rules";

/** Arguments of `InferenceGateway`. */
export interface InferenceGatewayArgs {
  /** Domain below which every model gets its host, for instance `models.example.com`. */
  readonly domain: string;
  /**
   * ARN of an ACM certificate for `*.<domain>`: the load balancer ends TLS on port 443 with it. Default: none; models
   * then answer plain HTTP on port 80, reachable from the VPC only.
   */
  readonly certificateArn?: string;
}

/**
 * The one way in: a Gateway of the Gateway API behind an internal network load balancer, to which only namespaces of
 * tenants can attach routes. Needs `ServiceMesh`.
 *
 * @throws pulumi.InputPropertiesError when the domain is none.
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
  /** Port of the gateway: 443 with a certificate, else 80. */
  readonly port: number;
  /** Scheme of model URLs. */
  readonly scheme: "http" | "https";
  /** Domain of the models. */
  readonly domain: string;

  constructor(name: string, args: InferenceGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`InferenceGateway "${name}"`, domainProblems("domain", args.domain));
    super("InferenceGateway", name, args, opts);

    const namespace = createNamespace(
      `${name}-namespace`,
      GATEWAY_NAMESPACE,
      "restricted",
      { parent: this },
      { "istio-injection": "enabled" },
    );
    this.namespace = namespace.metadata.name;
    const gateway = customResource(
      `${name}-gateway`,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: {
          name: GATEWAY_NAME,
          namespace: this.namespace,
          annotations: { "pulumi.com/waitFor": "condition=Programmed" },
        },
        spec: gatewaySpec({
          domain: args.domain,
          routeNamespaceLabel: TENANT_LABEL,
          certificateArn: args.certificateArn,
        }),
      },
      { parent: this },
    );

    this.gatewayName = gateway.metadata.name;
    this.reference = pulumi.interpolate`${this.namespace}/${this.gatewayName}`;
    this.serviceHost = GATEWAY_SERVICE_HOST;
    this.port = gatewayListener(args.certificateArn !== undefined).port;
    this.scheme = args.certificateArn === undefined ? "http" : "https";
    this.domain = args.domain;
    this.registerOutputs({
      namespace: this.namespace,
      gatewayName: this.gatewayName,
      reference: this.reference,
      serviceHost: this.serviceHost,
      port: this.port,
      scheme: this.scheme,
      domain: this.domain,
    });
  }
}
