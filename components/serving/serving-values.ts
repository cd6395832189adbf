import type { ChartValues } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";

/** The gateway to which KServe attaches the routes of models. */
export interface ServingGateway<Text> {
  /** `<namespace>/<name>`. */
  readonly reference: Text;
  readonly domain: string;
  /** Further domains below which models get hosts. Default: none. */
  readonly additionalDomains?: readonly string[];
  readonly scheme: "http" | "https";
}

/** Values of the KServe controller: plain Deployments, routes of the Gateway API, hosts below the gateway's domain. */
export function kserveValues(gateway: ServingGateway<unknown>, systemPool: string): ChartValues {
  const additionalIngressDomains = gateway.additionalDomains ?? [];
  return {
    kserve: {
      controller: {
        deploymentMode: "Standard",
        nodeSelector: { [NODE_POOL_LABEL]: systemPool },
        gateway: {
          domain: gateway.domain,
          ...(additionalIngressDomains.length > 0 && { additionalIngressDomains }),
          urlScheme: gateway.scheme,
          disableIstioVirtualHost: true,
          ingressGateway: {
            enableGatewayApi: true,
            kserveGateway: gateway.reference,
            createGateway: false,
          },
        },
      },
    },
  };
}
