import type { Problem } from "../internal/problems";
import type { TenantAccesses } from "./access-args";
import { domainsOf, type GatewayHosts } from "./hosts";
import { sharedIssuerProblems } from "./token-rules";

type GatewayDomains = Pick<GatewayHosts, "domain" | "additionalDomains">;

/** Where the access of one tenant touches that of another: names, hosts, keys, issuers. */
export function meetingProblems(
  gateway: GatewayDomains | undefined,
  tenants: TenantAccesses,
): Problem[] {
  return [
    ...nameMeetingProblems(tenants),
    ...(gateway === undefined ? [] : foreignHostProblems(gateway, tenants)),
    ...repeatedProblems(hostsOf(tenants), (owner) => `belongs to ${owner} already. Remove one.`),
    ...repeatedProblems(
      hashesOf(tenants),
      (owner) => `is the hash of ${owner} too. Give every client a key of its own.`,
    ),
    ...sharedIssuerProblems(tenants),
  ];
}

/** Hosts of tenant `a-b` end like those of tenant `b`: the credentials of one would open the other. */
function nameMeetingProblems(tenants: TenantAccesses): Problem[] {
  const names = Object.keys(tenants);
  const limited = names.filter((name) => tenants[name]?.access !== undefined);
  return names.flatMap((name) =>
    names
      .filter((other) => name.endsWith(`-${other}`))
      .filter((other) => limited.includes(name) || limited.includes(other))
      .map((other) => ({
        path: name,
        reason: `has hosts that end like those of tenant "${other}" (*-${other}.…), so access to one would reach the other. Rename one of them.`,
      })),
  );
}

/** A host that belongs to another tenant by its form. */
function foreignHostProblems(gateway: GatewayDomains, tenants: TenantAccesses): Problem[] {
  return hostsOf(tenants).flatMap(({ value, path, tenant }) => {
    const owner = Object.keys(tenants).find((other) =>
      domainsOf(gateway).some((domain) => value.endsWith(`-${other}.${domain}`)),
    );
    if (owner === undefined || owner === tenant) return [];
    return [{ path, reason: `"${value}" belongs to tenant "${owner}" by its name. Remove it.` }];
  });
}

interface Owned {
  readonly tenant: string;
  readonly value: string;
  /** Where it stands, and so whose it is. */
  readonly path: string;
}

function hostsOf(tenants: TenantAccesses): Owned[] {
  return Object.entries(tenants).flatMap(([tenant, { access }]) => {
    const hosts = access?.hosts ?? [];
    return [...new Set(hosts)].map((value) => ({
      tenant,
      value,
      path: `${tenant}.access.hosts[${hosts.indexOf(value)}]`,
    }));
  });
}

function hashesOf(tenants: TenantAccesses): Owned[] {
  return Object.entries(tenants).flatMap(([tenant, { access }]) =>
    Object.entries(access?.apiKeys?.clients ?? {}).map(([client, value]) => ({
      tenant,
      value,
      path: `${tenant}.access.apiKeys.clients.${client}`,
    })),
  );
}

function repeatedProblems(owned: readonly Owned[], reason: (owner: string) => string): Problem[] {
  return owned.flatMap(({ value, path }) => {
    const first = owned.find((other) => other.value === value);
    return first === undefined || first.path === path ? [] : [{ path, reason: reason(first.path) }];
  });
}
