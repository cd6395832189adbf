import { nameProblems } from "../internal/names";
import { below, type Problem } from "../internal/problems";
import {
  needsCredential,
  type ApiKeys,
  type ModelAccess,
  type RequestLimit,
  type TenantAccess,
  type TenantAccesses,
} from "./access-args";
import { LARGEST_REQUEST_LIMIT_MIB } from "./defaults";
import { domainsOf, type GatewayHosts } from "./hosts";
import { meetingProblems } from "./meeting-rules";
import { secretNameProblems } from "./secret-name";
import { issuerProblems } from "./token-rules";

/** What of the gateway the rules of access look at. */
export type AccessRuleGateway = Pick<GatewayHosts, "domain" | "additionalDomains" | "hosts">;

/**
 * Problems of the access of every tenant to a gateway: those of each, and where two meet.
 *
 * @param gateway `undefined` where it is wrong itself: nothing is said of hosts then.
 */
export function accessProblems(
  gateway: AccessRuleGateway | undefined,
  tenants: TenantAccesses,
): Problem[] {
  return below("tenants", [
    ...Object.entries(tenants).flatMap(([tenant, { access }]) =>
      access === undefined
        ? []
        : below(`${tenant}.access`, tenantAccessProblems(gateway, tenant, access)),
    ),
    ...meetingProblems(gateway, tenants),
  ]);
}

function tenantAccessProblems(
  gateway: AccessRuleGateway | undefined,
  tenant: string,
  access: TenantAccess,
): Problem[] {
  return [
    ...(gateway === undefined ? [] : hostProblems(gateway, tenant, access.hosts ?? [])),
    ...issuerProblems("tokens", access.tokens),
    ...keyProblems("apiKeys", access.apiKeys),
    ...readinessProblems(access),
    ...limitProblems("limit", access.limit),
    ...Object.entries(access.models ?? {}).flatMap(([model, own]) =>
      below(`models.${model}`, modelAccessProblems(model, own)),
    ),
  ];
}

/** A host that the gateway does not answer for, or that belongs to the tenant by its form. */
function hostProblems(
  gateway: AccessRuleGateway,
  tenant: string,
  hosts: readonly string[],
): Problem[] {
  const domains = domainsOf(gateway);
  return hosts.flatMap((host, index) => {
    const path = `hosts[${index}]`;
    if (hosts.indexOf(host) < index) {
      return [{ path, reason: `"${host}" is listed twice. Remove one.` }];
    }
    if (domains.some((domain) => host.endsWith(`-${tenant}.${domain}`))) {
      return [{ path, reason: `"${host}" belongs to the tenant by its name. Remove it.` }];
    }
    const known = gateway.hosts.includes(host);
    if (known || domains.some((domain) => isHostBelow(host, domain))) return [];
    return [
      {
        path,
        reason: `"${host}" is not a host of the gateway. Write one below ${domains.join(" or ")}, or add it to the hosts of the gateway.`,
      },
    ];
  });
}

function isHostBelow(host: string, domain: string): boolean {
  return (
    host.endsWith(`.${domain}`) && nameProblems("", host.slice(0, -domain.length - 1)).length === 0
  );
}

function keyProblems(path: string, keys: ApiKeys | undefined): Problem[] {
  if (keys === undefined) return [];
  const clients = Object.entries(keys.clients ?? {});
  const problems = clients.flatMap(([client, hash]) => [
    ...nameProblems(`${path}.clients.${client}`, client),
    ...hashProblems(`${path}.clients.${client}`, hash),
  ]);
  if (keys.secretName === undefined) {
    return clients.length > 0
      ? problems
      : [
          {
            path,
            reason:
              "names no key, so nobody could call. Write the SHA-256 of each client's key below clients, or the secretName of a Secret that holds them.",
          },
        ];
  }
  return [...problems, ...secretNameProblems(`${path}.secretName`, keys.secretName)];
}

/** SHA-256 of the empty text: what a key that was not set hashes to. */
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** Never says what was written: it may be the key itself. */
function hashProblems(path: string, hash: string): Problem[] {
  if (hash === emptyHash) {
    return [{ path, reason: "is the SHA-256 of an empty text. Hash the key of the client." }];
  }
  if (/^[0-9a-f]{64}$/.test(hash)) return [];
  return [
    {
      path,
      reason: `is not a SHA-256 hash: 64 hexadecimal digits in lower case. If it is the key itself, make a new one, and write what printf %s "$KEY" | sha256sum prints.`,
    },
  ];
}

function readinessProblems(access: TenantAccess): Problem[] {
  const models = access.openReadiness ?? [];
  if (models.length > 0 && !needsCredential(access)) {
    return [
      {
        path: "openReadiness",
        reason:
          "has no meaning: the models need no credential. Remove it, or add tokens or apiKeys.",
      },
    ];
  }
  return models.flatMap((model, index) => nameProblems(`openReadiness[${index}]`, model));
}

function modelAccessProblems(model: string, { limit, maxRequestMiB }: ModelAccess): Problem[] {
  const problems = [...nameProblems("", model), ...limitProblems("limit", limit)];
  if (
    maxRequestMiB === undefined ||
    (Number.isInteger(maxRequestMiB) &&
      maxRequestMiB >= 1 &&
      maxRequestMiB <= LARGEST_REQUEST_LIMIT_MIB)
  ) {
    return problems;
  }
  return [
    ...problems,
    {
      path: "maxRequestMiB",
      reason: `${maxRequestMiB} is not a size of requests. Write whole MiB from 1 to ${LARGEST_REQUEST_LIMIT_MIB}.`,
    },
  ];
}

function limitProblems(path: string, limit: RequestLimit | undefined): Problem[] {
  if (limit === undefined) return [];
  const { requests, burst } = limit;
  if (!isCount(requests)) {
    return [
      {
        path: `${path}.requests`,
        reason: `${requests} is not a number of requests. Write a whole number from 1 to ${largestCount}.`,
      },
    ];
  }
  if (burst === undefined || (isCount(burst) && burst >= requests)) return [];
  return [
    {
      path: `${path}.burst`,
      reason: isCount(burst)
        ? `${burst} is below ${requests} requests per ${limit.per}, which could then never be reached. Write ${requests} or more.`
        : `${burst} is not a number of requests. Write a whole number from ${requests} to ${largestCount}.`,
    },
  ];
}

/** Above it a limit limits nothing, and Envoy counts in 32 bits. */
const largestCount = 1_000_000;

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= largestCount;
}
