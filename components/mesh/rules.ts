import { below, type Problem } from "../internal/problems";
import { isCpu, isMemory } from "../internal/units";
import { sourceCidrProblems } from "../network/rules";
import type { GatewayRequest, ProxyRequest } from "./gateway-plan";
import type { GatewayTimeouts } from "./traffic-plan";
import { secretNameProblems } from "./secret-name";

/** What the rules of a gateway look at. */
export interface GatewayRuleInput
  extends Omit<GatewayRequest, "routeNamespaceLabel">, Partial<Omit<ProxyRequest, "systemPool">> {
  readonly timeouts?: GatewayTimeouts;
}

/** Problems of the arguments of an `InferenceGateway`. */
export function gatewayProblems(gateway: GatewayRuleInput): Problem[] {
  return [
    ...domainProblems("domain", gateway.domain),
    ...furtherHostProblems(gateway),
    ...tlsProblems(gateway),
    ...proxyProblems(gateway),
    ...below("timeouts", timeoutProblems(gateway.timeouts ?? {})),
  ];
}

const domainPattern = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Problems of the domain below which models get their hosts. */
export function domainProblems(path: string, domain: string): Problem[] {
  if (domain.length <= 190 && domainPattern.test(domain)) return [];
  return [
    {
      path,
      reason: `"${domain}" is not a domain. Write lower-case labels with dots between, at most 190 characters (63 are for the model), for instance models.example.com.`,
    },
  ];
}

/** A domain or host that is none, or that the gateway answers for already. */
function furtherHostProblems({
  domain,
  additionalDomains = [],
  hosts = [],
}: GatewayRuleInput): Problem[] {
  const domains = [domain, ...additionalDomains];
  return [
    ...additionalDomains.flatMap((each, index) => {
      const path = `additionalDomains[${index}]`;
      const problems = domainProblems(path, each);
      if (problems.length > 0) return problems;
      // Hosts below both would belong to two listeners.
      const other = domains.slice(0, index + 1).find((known) => isNested(each, known));
      return other === undefined
        ? []
        : [
            {
              path,
              reason: `"${each}" and "${other}" have hosts in common. Write domains that do not lie in one another.`,
            },
          ];
    }),
    ...hosts.flatMap((host, index) => exactHostProblems(`hosts[${index}]`, host, domains, hosts)),
  ];
}

function exactHostProblems(
  path: string,
  host: string,
  domains: readonly string[],
  hosts: readonly string[],
): Problem[] {
  if (host.length > 253 || !domainPattern.test(host)) {
    return [
      { path, reason: `"${host}" is not a host. Write it out, for instance chat.example.com.` },
    ];
  }
  const domain = domains.find((each) => host.endsWith(`.${each}`));
  if (domain !== undefined) {
    return [{ path, reason: `"${host}" lies below ${domain} and is served already. Remove it.` }];
  }
  return hosts.filter((other) => other === host).length > 1 &&
    path !== `hosts[${hosts.indexOf(host)}]`
    ? [{ path, reason: `"${host}" is listed twice. Remove one.` }]
    : [];
}

function isNested(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

function tlsProblems({ certificateArn, tlsSecretName, redirectHttp }: GatewayRuleInput): Problem[] {
  if (certificateArn !== undefined && tlsSecretName !== undefined) {
    return [
      {
        path: "tlsSecretName",
        reason:
          "cannot stand beside certificateArn: TLS ends at the load balancer or at the gateway. Remove one.",
      },
    ];
  }
  if (redirectHttp === true && certificateArn === undefined && tlsSecretName === undefined) {
    return [
      {
        path: "redirectHttp",
        reason:
          "needs TLS, or there is nothing to redirect to. Add certificateArn or tlsSecretName.",
      },
    ];
  }
  return tlsSecretName === undefined ? [] : secretNameProblems("tlsSecretName", tlsSecretName);
}

function proxyProblems(gateway: GatewayRuleInput): Problem[] {
  const { replicas, drainSeconds, resources, sourceRanges } = gateway;
  return [
    ...wholeNumberProblems("replicas", replicas, { most: 50, what: "number of proxies" }),
    ...wholeNumberProblems("drainSeconds", drainSeconds, { most: 3600, what: "number of seconds" }),
    ...(resources === undefined || isCpu(resources.cpu)
      ? []
      : [
          {
            path: "resources.cpu",
            reason: `"${resources.cpu}" is not a CPU quantity. Write cores or thousandths, for instance "2" or "500m".`,
          },
        ]),
    ...(resources === undefined || isMemory(resources.memory)
      ? []
      : [
          {
            path: "resources.memory",
            reason: `"${resources.memory}" is not a memory quantity. Write for instance "1Gi".`,
          },
        ]),
    ...sourceRangeProblems(sourceRanges),
  ];
}

function sourceRangeProblems(ranges: readonly string[] | undefined): Problem[] {
  if (ranges === undefined) return [];
  if (ranges.length > 0) return sourceCidrProblems("sourceRanges", ranges);
  return [
    {
      path: "sourceRanges",
      reason:
        "is empty, which Kubernetes takes for everyone. Name the ranges of callers, or remove it.",
    },
  ];
}

function timeoutProblems(timeouts: GatewayTimeouts): Problem[] {
  return Object.entries(timeouts).flatMap(([timeout, seconds]: [string, number | undefined]) =>
    wholeNumberProblems(timeout, seconds, { most: 3600, what: "number of seconds" }),
  );
}

function wholeNumberProblems(
  path: string,
  value: number | undefined,
  { most, what }: { readonly most: number; readonly what: string },
): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) return [];
  return [{ path, reason: `${value} is not a ${what}. Write a whole number from 1 to ${most}.` }];
}
