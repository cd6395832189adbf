import type { Input } from "@pulumi/pulumi";

import { GATEWAY_NAME, GATEWAY_NAMESPACE } from "../mesh/defaults";

/** Spec of an HTTPRoute (Gateway API v1), as far as this platform sets it. */
export interface GatewayRouteSpec {
  readonly parentRefs: readonly { readonly name: string; readonly namespace: string }[];
  readonly hostnames: readonly Input<string>[];
  readonly rules: readonly {
    readonly backendRefs: readonly { readonly name: string; readonly port: number }[];
    readonly timeouts: { readonly request: string };
  }[];
}

/** Port of the Services of models and graphs, as KServe makes them. */
export const servicePort = 80;

/** The route from the gateway of the platform to one Service, for what KServe makes no route to. */
export function gatewayRoute(route: {
  readonly host: Input<string>;
  readonly service: string;
  readonly timeoutSeconds: number;
}): GatewayRouteSpec {
  return {
    parentRefs: [{ name: GATEWAY_NAME, namespace: GATEWAY_NAMESPACE }],
    hostnames: [route.host],
    rules: [
      {
        backendRefs: [{ name: route.service, port: servicePort }],
        timeouts: { request: `${route.timeoutSeconds}s` },
      },
    ],
  };
}
