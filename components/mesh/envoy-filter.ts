import { GATEWAY_NAME, GATEWAY_NAME_LABEL } from "./defaults";

/** Envoy's own configuration: what a proto message looks like as JSON. */
export interface EnvoyMessage {
  readonly [field: string]: EnvoyValue;
}
type EnvoyValue = string | number | boolean | EnvoyMessage | readonly EnvoyValue[];

/** One patch of an EnvoyFilter, as far as this platform sets it. */
export interface EnvoyPatch {
  readonly applyTo: "HTTP_FILTER" | "NETWORK_FILTER" | "VIRTUAL_HOST";
  readonly match: {
    readonly context: "GATEWAY";
    readonly listener?: EnvoyMessage;
    readonly routeConfiguration?: { readonly vhost: { readonly domainName: string } };
  };
  readonly patch: {
    readonly operation: "INSERT_FIRST" | "INSERT_BEFORE" | "MERGE";
    readonly value: EnvoyMessage;
  };
}

/** Spec of an EnvoyFilter (`networking.istio.io/v1alpha3`), as far as this platform sets it. */
export interface EnvoyFilterSpec {
  readonly workloadSelector: { readonly labels: Readonly<Record<string, string>> };
  readonly configPatches: readonly EnvoyPatch[];
}

/** Name of the filter that all HTTP filters belong to. */
export const connectionManager = "envoy.filters.network.http_connection_manager";

/** Adds an HTTP filter to the gateway, before all others or after all but the router. */
export function httpFilter(
  operation: "INSERT_FIRST" | "INSERT_BEFORE",
  value: EnvoyMessage,
): EnvoyPatch {
  const subFilter = operation === "INSERT_BEFORE" && {
    subFilter: { name: "envoy.filters.http.router" },
  };
  return {
    applyTo: "HTTP_FILTER",
    match: {
      context: "GATEWAY",
      listener: { filterChain: { filter: { name: connectionManager, ...subFilter } } },
    },
    patch: { operation, value },
  };
}

/** The patches, on the proxies of the gateway. */
export function gatewayFilter(configPatches: readonly EnvoyPatch[]): EnvoyFilterSpec {
  return { workloadSelector: { labels: { [GATEWAY_NAME_LABEL]: GATEWAY_NAME } }, configPatches };
}

/** Type of a message of Envoy's filters. */
export function typeUrl(message: string): string {
  return `type.googleapis.com/envoy.extensions.filters.${message}`;
}
