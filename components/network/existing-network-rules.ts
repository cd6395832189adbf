import type { Input } from "@pulumi/pulumi";

import type { Problem } from "../internal/problems";
import { cidrReason } from "./cidr";
import { rangeProblems, type RangeInput } from "./range-rules";

/** What the rules of a network that exists already look at. Ids that are not known yet are not looked into. */
export interface ExistingNetworkRuleInput extends Omit<RangeInput, "podCidr"> {
  readonly vpcId: Input<string>;
  readonly privateSubnetIds: readonly Input<string>[];
  readonly publicSubnetIds?: readonly Input<string>[];
  readonly intraSubnetIds?: readonly Input<string>[];
  readonly podSubnetIds?: readonly Input<string>[];
}

/** Problems of the arguments of `existingNetwork`. */
export function existingNetworkProblems(network: ExistingNetworkRuleInput): Problem[] {
  return [
    ...idProblems("vpcId", network.vpcId, "vpc"),
    ...cidrProblems("cidr", network.cidr),
    ...rangeProblems(network),
    ...tooFewSubnets("privateSubnetIds", network.privateSubnetIds.length),
    ...subnetProblems(network),
  ];
}

function cidrProblems(path: string, cidr: string): Problem[] {
  const reason = cidrReason(cidr, "10.0.0.0/16");
  return reason === undefined ? [] : [{ path, reason }];
}

function tooFewSubnets(path: string, given: number): Problem[] {
  if (given >= 2) return [];
  return [
    {
      path,
      reason: `${given} given; EKS needs private subnets in at least 2 availability zones. Add one in another zone.`,
    },
  ];
}

/** Problems of every listed subnet: the form of its id, and a subnet that is listed before, in whichever tier. */
function subnetProblems(network: ExistingNetworkRuleInput): Problem[] {
  const { privateSubnetIds, publicSubnetIds, intraSubnetIds, podSubnetIds } = network;
  const lists = { privateSubnetIds, publicSubnetIds, intraSubnetIds, podSubnetIds };
  const subnets = Object.entries(lists).flatMap(([list, ids = []]) =>
    ids.map((id, index) => ({ path: `${list}[${index}]`, id })),
  );
  return subnets.flatMap(({ path, id }, index) => {
    const problems = idProblems(path, id, "subnet");
    const first = subnets.slice(0, index).find((earlier) => earlier.id === id);
    if (typeof id !== "string" || first === undefined) return problems;
    return [
      ...problems,
      { path, reason: `"${id}" is listed already as ${first.path}. Remove one.` },
    ];
  });
}

/** An id of EC2: 17 hexadecimal digits, 8 for what was made before 2018. */
function idProblems(path: string, id: Input<string>, prefix: "vpc" | "subnet"): Problem[] {
  if (typeof id !== "string") return [];
  if (new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id)) return [];
  return [
    {
      path,
      reason: `"${id}" is not the id of a ${prefix}. Write ${prefix}- and 17 hexadecimal digits, for instance ${prefix}-0a1b2c3d4e5f67890.`,
    },
  ];
}
