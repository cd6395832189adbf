import * as pulumi from "@pulumi/pulumi";

import { gatewayRoute, type GatewayRouteSpec } from "./gateway-route";
import { requestTimeout, type InferenceGraphRequest } from "./graph-plan";

/** The gateway of the platform, as far as a graph needs it. */
export interface GraphGateway {
  /** Domain below which models and graphs get their hosts, for instance `models.example.com`. */
  readonly domain: pulumi.Input<string>;
  /** Scheme of the URLs: `https` where the gateway has a certificate. */
  readonly scheme: pulumi.Input<"http" | "https">;
}

/** The route to a graph and its URL. The host is formed as KServe's default template forms those of models. */
export function graphRoute(
  request: InferenceGraphRequest,
  gateway: GraphGateway,
): { readonly spec: GatewayRouteSpec; readonly url: pulumi.Output<string> } {
  const host = pulumi.interpolate`${request.graph}-${request.namespace}.${gateway.domain}`;
  return {
    url: pulumi.interpolate`${gateway.scheme}://${host}`,
    spec: gatewayRoute({
      host,
      service: request.graph,
      timeoutSeconds: requestTimeout(request),
    }),
  };
}
