import type { ModelAccess, TenantAccesses } from "./access-args";
import {
  gatewayFilter,
  httpFilter,
  typeUrl,
  type EnvoyFilterSpec,
  type EnvoyMessage,
  type EnvoyPatch,
} from "./envoy-filter";
import { exactModelHosts, type GatewayHosts } from "./hosts";

/** Size limits of models, on their exact hosts. `undefined` where there is none. */
export function requestSizeFilter(
  gateway: Pick<GatewayHosts, "domain" | "additionalDomains">,
  tenants: TenantAccesses,
): EnvoyFilterSpec | undefined {
  const patches = Object.entries(tenants).flatMap(([tenant, { access }]) =>
    Object.entries(access?.models ?? {}).flatMap(([model, own]) =>
      exactModelHosts(gateway, tenant, model).flatMap((host) => sizePatch(host, own)),
    ),
  );
  if (patches.length === 0) return undefined;
  const refusals = ["request-length", "request-size"].map((name) =>
    httpFilter("INSERT_BEFORE", { name, typed_config: { "@type": faultType } }),
  );
  return gatewayFilter([...refusals, ...patches]);
}

const faultType = typeUrl("http.fault.v3.HTTPFault");

/**
 * Refuses by the length that a request announces. Envoy's filter that counts bytes would hold each request in memory, and waits
 * for ever where one outgrows the limit while its API key is asked about (seen with Envoy 1.39).
 */
function sizePatch(host: string, { maxRequestMiB }: ModelAccess): EnvoyPatch[] {
  if (maxRequestMiB === undefined) return [];
  const start = maxRequestMiB * 1024 * 1024 + 1;
  return [
    {
      applyTo: "VIRTUAL_HOST",
      match: { context: "GATEWAY", routeConfiguration: { vhost: { domainName: host } } },
      patch: {
        operation: "MERGE",
        value: {
          typed_per_filter_config: {
            "request-length": refusal(411, bodyWithoutLength),
            "request-size": refusal(413, [
              {
                name: "content-length",
                range_match: { start, end: Number.MAX_SAFE_INTEGER },
              },
            ]),
          },
        },
      },
    },
  ];
}

/** A request with a body that does not say how long it is, but for gRPC, whose streams cannot. */
const bodyWithoutLength: readonly EnvoyMessage[] = [
  { name: "content-length", present_match: true, invert_match: true },
  { name: ":method", string_match: { safe_regex: { regex: "POST|PUT|PATCH" } } },
  {
    name: "content-type",
    string_match: { prefix: "application/grpc" },
    invert_match: true,
    treat_missing_header_as_empty: true,
  },
];

/** Answers every request with these headers with a status, and hands it to nobody. */
function refusal(status: number, headers: readonly EnvoyMessage[]): EnvoyMessage {
  const percentage = { numerator: 100, denominator: "HUNDRED" };
  return { "@type": faultType, abort: { http_status: status, percentage }, headers };
}
