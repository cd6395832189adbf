import type { RequestLimit, TenantAccesses } from "./access-args";
import { callerHeaders } from "./defaults";
import {
  connectionManager,
  gatewayFilter,
  httpFilter,
  typeUrl,
  type EnvoyFilterSpec,
} from "./envoy-filter";
import { modelHostPattern, tenantHostPattern, type GatewayHosts } from "./hosts";

/** Seconds after which the gateway gives a caller up. Default of each: that of Envoy. */
export interface GatewayTimeouts {
  /** Seconds for which a connection may lie idle, 1 to 3600. Default: 3600. */
  readonly idleConnectionSeconds?: number;
  /** Seconds until the headers of a request have arrived, 1 to 3600. Default: no limit. */
  readonly requestHeadersSeconds?: number;
}

/** Removes what callers send under the names of headers that the gateway sets itself. */
export function callerHeadersFilter(): EnvoyFilterSpec {
  return gatewayFilter([
    httpFilter("INSERT_FIRST", {
      name: "caller-headers",
      typed_config: {
        "@type": typeUrl("http.header_mutation.v3.HeaderMutation"),
        mutations: {
          request_mutations: [{ remove: callerHeaders.client }, { remove: callerHeaders.subject }],
        },
      },
    }),
  ]);
}

/** Timeouts of connections and requests. `undefined` where none is set. */
export function timeoutsFilter(timeouts: GatewayTimeouts): EnvoyFilterSpec | undefined {
  const { idleConnectionSeconds, requestHeadersSeconds } = timeouts;
  if (idleConnectionSeconds === undefined && requestHeadersSeconds === undefined) return undefined;
  return gatewayFilter([
    {
      applyTo: "NETWORK_FILTER",
      match: {
        context: "GATEWAY",
        listener: { filterChain: { filter: { name: connectionManager } } },
      },
      patch: {
        operation: "MERGE",
        value: {
          typed_config: {
            "@type": typeUrl("network.http_connection_manager.v3.HttpConnectionManager"),
            ...(idleConnectionSeconds !== undefined && {
              common_http_protocol_options: { idle_timeout: `${idleConnectionSeconds}s` },
            }),
            ...(requestHeadersSeconds !== undefined && {
              request_headers_timeout: `${requestHeadersSeconds}s`,
            }),
          },
        },
      },
    },
  ]);
}

/** One limit, and the hosts that share it. */
interface HostLimit {
  readonly name: string;
  readonly hostPattern: string;
  readonly limit: RequestLimit;
}

/**
 * Limits of tenants and models: a request takes a token of each that its host belongs to. Credentials are checked before, so
 * that strangers use up nobody's limit. `undefined` where there is none.
 *
 * @param replicas proxies between which the limits are divided: each counts alone.
 */
export function limitsFilter(
  gateway: GatewayHosts,
  tenants: TenantAccesses,
  replicas: number,
): EnvoyFilterSpec | undefined {
  const limits = hostLimits(gateway, tenants);
  if (limits.length === 0) return undefined;
  const always = { default_value: { numerator: 100, denominator: "HUNDRED" } };
  return gatewayFilter([
    httpFilter("INSERT_BEFORE", {
      name: "request-limits",
      typed_config: {
        "@type": typeUrl("http.local_ratelimit.v3.LocalRateLimit"),
        stat_prefix: "request_limits",
        filter_enabled: always,
        filter_enforced: always,
        enable_x_ratelimit_headers: "DRAFT_VERSION_03",
        // gRPC clients wait after RESOURCE_EXHAUSTED, and repeat at once after the default, UNAVAILABLE.
        rate_limited_as_resource_exhausted: true,
        rate_limits: limits.map(({ name, hostPattern }) => ({
          actions: [
            {
              header_value_match: {
                descriptor_key: "limit",
                descriptor_value: name,
                headers: [
                  { name: ":authority", string_match: { safe_regex: { regex: hostPattern } } },
                ],
              },
            },
          ],
        })),
        descriptors: limits.map(({ name, limit }) => ({
          entries: [{ key: "limit", value: name }],
          token_bucket: { ...tokenBucket(limit, replicas) },
        })),
      },
    }),
  ]);
}

function hostLimits(gateway: GatewayHosts, tenants: TenantAccesses): HostLimit[] {
  return Object.entries(tenants).flatMap(
    ([tenant, { access: { hosts, limit, models = {} } = {} }]) => [
      ...(limit === undefined
        ? []
        : [{ name: tenant, hostPattern: tenantHostPattern(gateway, tenant, hosts), limit }]),
      ...Object.entries(models).flatMap(([model, access]) =>
        access.limit === undefined
          ? []
          : [
              {
                name: `${tenant}/${model}`,
                hostPattern: modelHostPattern(gateway, tenant, model),
                limit: access.limit,
              },
            ],
      ),
    ],
  );
}

/** The token bucket of one of `replicas` proxies: its share of the rate, in the shortest interval of whole seconds. */
export function tokenBucket(
  { requests, per, burst = requests }: RequestLimit,
  replicas: number,
): {
  readonly max_tokens: number;
  readonly tokens_per_fill: number;
  readonly fill_interval: string;
} {
  const seconds = (per === "second" ? 1 : 60) * replicas;
  const divisor = greatestCommonDivisor(requests, seconds);
  const tokens = requests / divisor;
  return {
    max_tokens: Math.max(Math.ceil(burst / replicas), tokens),
    tokens_per_fill: tokens,
    fill_interval: `${seconds / divisor}s`,
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
