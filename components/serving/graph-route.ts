import * as pulumi from "@pulumi/pulumi";

import { GATEWAY_NAME, GATEWAY_NAMESPACE } from "../mesh/defaults";
import { requestTimeout, type InferenceGraphRequest } from "./graph-plan";

/** The gateway of the platform, as far as a graph needs it. */
export interface GraphGateway {
  /** Domain below which models and graphs get their hosts, for instance `models.example.com`. */
  readonly domain: pulumi.Input<string>;
  /** Scheme of the URLs: `https` where the gateway has a certificate. */
  readonly scheme: pulumi.Input<"http" | "https">;
}

/** Spec of an HTTPRoute (Gateway API v1), as far as a graph sets it. */
interface GraphRouteSpec {
  readonly parentRefs: readonly { readonly name: string; readonly namespace: string }[];
  readonly hostnames: readonly pulumi.Input<string>[];
  readonly rules: readonly {
    readonly backendRefs: readonly { readonly name: string; readonly port: number }[];
    readonly timeouts: { readonly request: string };
  }[];
}

/** Port of the Service that KServe gives to a graph. */
const servicePort = 80;

/** The route to a graph and its URL. The host is formed as KServe's default template forms those of models. */
export function graphRoute(
  request: InferenceGraphRequest,
  gateway: GraphGateway,
): { readonly spec: GraphRouteSpec; readonly url: pulumi.Output<string> } {
  const host = pulumi.interpolate`${request.graph}-${request.namespace}.${gateway.domain}`;
  return {
    url: pulumi.interpolate`${gateway.scheme}://${host}`,
    spec: {
      parentRefs: [{ name: GATEWAY_NAME, namespace: GATEWAY_NAMESPACE }],
      hostnames: [host],
      rules: [
        {
          backendRefs: [{ name: request.graph, port: servicePort }],
          timeouts: { request: `${requestTimeout(request)}s` },
        },
      ],
    },
  };
}
