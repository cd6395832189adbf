import type { Input } from "@pulumi/pulumi";
import { Address4 } from "ip-address";

import { logRetentionProblems } from "../internal/log-retention";
import type { Problem } from "../internal/problems";
import { cidrReason, isWithin, networkOf, prefixOf } from "./cidr";
import { endpointsWithoutNat } from "./defaults";
import {
  maximumZones,
  privateRanges,
  smallestShare,
  subnetTiers,
  vpcPrefix,
  zoneIndex,
  type NatMode,
} from "./plan";
import { rangeProblems, type RangeInput } from "./range-rules";

/** What the rules of a network look at. */
export interface NetworkRuleInput extends RangeInput {
  readonly availabilityZones: readonly string[];
  readonly natGateways?: NatMode;
  readonly interfaceEndpoints?: readonly string[];
  readonly flowLogRetentionDays?: Input<number>;
}

/** Problems of the arguments of a `Network`. */
export function networkProblems(network: NetworkRuleInput): Problem[] {
  return [
    ...vpcCidrProblems("cidr", network.cidr, network.availabilityZones.length),
    ...rangeProblems(network),
    ...availabilityZoneProblems("availabilityZones", network.availabilityZones),
    ...endpointProblems("interfaceEndpoints", network.interfaceEndpoints ?? []),
    ...missingEndpointProblems("interfaceEndpoints", network),
    ...logRetentionProblems("flowLogRetentionDays", network.flowLogRetentionDays),
  ];
}

/** Problems of a VPC address range: a private IPv4 network without host bits, from /16 to /22. */
function vpcCidrProblems(path: string, cidr: string, zones: number): Problem[] {
  const reason =
    cidrReason(cidr, "10.0.0.0/16") ?? vpcSizeReason(cidr, zones) ?? publicRangeReason(cidr);
  return reason === undefined ? [] : [{ path, reason }];
}

function vpcSizeReason(cidr: string, zones: number): string | undefined {
  const prefix = prefixOf(cidr);
  if (prefix < vpcPrefix.shortest) {
    return `/${prefix} is too large: AWS allows no VPC larger than a /${vpcPrefix.shortest}. Use ${networkOf(cidr, vpcPrefix.shortest)}.`;
  }
  if (prefix <= vpcPrefix.longest) return undefined;
  const tiers = subnetTiers.length;
  return `/${prefix} is too small: ${zones} zones × ${tiers} tiers = ${zones * tiers} subnets. Each tier keeps a place for ${maximumZones} zones, so that no subnet ever moves; the smallest place is 1/${smallestShare(subnetTiers)} of the VPC and AWS allows no subnet below a /28, so the VPC is at least a /${vpcPrefix.longest}. Use ${networkOf(cidr, vpcPrefix.longest)}, or ${networkOf(cidr, vpcPrefix.shortest)} where pods need the room.`;
}

function publicRangeReason(cidr: string): string | undefined {
  if (privateRanges.some((range) => isWithin(cidr, range))) return undefined;
  return `"${cidr}" is not private: its addresses belong to others on the internet. Use a part of ${privateRanges.join(", ")}.`;
}

/** Problems of the list of interface endpoints: names of services, each once, and not S3. */
function endpointProblems(path: string, services: readonly string[]): Problem[] {
  return services.flatMap((service, index) => {
    const reason = endpointReason(service, services.slice(0, index));
    return reason === undefined ? [] : [{ path: `${path}[${index}]`, reason }];
  });
}

function endpointReason(service: string, earlier: readonly string[]): string | undefined {
  if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(service)) {
    return `"${service}" is not the name of an AWS service. Write the last part of its endpoint name, for instance ecr.api.`;
  }
  if (service === "s3") return `"s3" has its gateway endpoint already, at no cost. Remove it.`;
  return earlier.includes(service) ? `"${service}" is listed twice. Remove one.` : undefined;
}

/** The endpoints that a cluster without a way out needs and that are not listed. */
function missingEndpointProblems(path: string, network: NetworkRuleInput): Problem[] {
  if (network.natGateways !== "none") return [];
  const listed = network.interfaceEndpoints ?? [];
  const missing = endpointsWithoutNat.filter((service) => !listed.includes(service));
  if (missing.length === 0) return [];
  return [
    {
      path,
      reason: `natGateways "none" leaves no way out, and without ${missing.join(", ")} nodes cannot join, pull images or get credentials. Add ${missing.length === 1 ? "it" : "them"}, or set natGateways to single or perZone.`,
    },
  ];
}

/** Problems of the list of availability zones: two or more, of one region, each once, `a` to `h`. */
function availabilityZoneProblems(path: string, zones: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  if (zones.length < 2) {
    problems.push({
      path,
      reason: `${zones.length} given; EKS needs subnets in at least 2 availability zones. Add one of the same region.`,
    });
  }
  zones.forEach((zone, index) => {
    problems.push(...zoneProblems(`${path}[${index}]`, zone, zones.slice(0, index)));
  });
  return problems;
}

function zoneProblems(path: string, zone: string, earlier: readonly string[]): Problem[] {
  const index = zoneIndex(zone.slice(-1));
  if (!/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(zone) || index >= maximumZones) {
    return [
      {
        path,
        reason: `"${zone}" is not an availability zone. Write region and letter (a to h), for instance us-east-1a.`,
      },
    ];
  }
  if (earlier.includes(zone)) {
    return [{ path, reason: `"${zone}" is listed twice. Remove one.` }];
  }
  const [first] = earlier;
  if (first !== undefined && first.slice(0, -1) !== zone.slice(0, -1)) {
    return [
      {
        path,
        reason: `"${zone}" is in another region than "${first}". A VPC lies in one region: use zones of ${first.slice(0, -1)}.`,
      },
    ];
  }
  return [];
}

/** Problems of a list of CIDRs that may reach something from outside. */
export function sourceCidrProblems(path: string, cidrs: readonly string[]): Problem[] {
  return cidrs.flatMap((cidr, index) =>
    Address4.isValid(cidr) && cidr.includes("/")
      ? []
      : [
          {
            path: `${path}[${index}]`,
            reason: `"${cidr}" is not an IPv4 CIDR. Write for instance 198.51.100.7/32.`,
          },
        ],
  );
}
