import type { Problem } from "../internal/problems";
import { cidrReason, isWithin, overlap, prefixOf } from "./cidr";
import { defaultServiceCidr, podPrefix, privateRanges, rfc1918Ranges, sharedRange } from "./plan";

/** The address ranges around a VPC. */
export interface RangeInput {
  readonly cidr: string;
  readonly podCidr?: string;
  readonly serviceCidr?: string;
  readonly peeredCidrs?: readonly string[];
}

/** Problems of the ranges beside that of the VPC itself: form, size, what AWS refuses, and overlaps. */
export function rangeProblems(input: RangeInput): Problem[] {
  const { cidr, podCidr, serviceCidr, peeredCidrs = [] } = input;
  return [
    ...problem("podCidr", podCidr === undefined ? undefined : podReason(podCidr, cidr)),
    ...problem("serviceCidr", serviceCidr === undefined ? undefined : serviceReason(serviceCidr)),
    ...peeredCidrs.flatMap((peered, index) =>
      problem(`peeredCidrs[${index}]`, cidrReason(peered, "10.1.0.0/16")),
    ),
    ...overlapProblems(ownedRanges(input)),
  ];
}

function problem(path: string, reason: string | undefined): Problem[] {
  return reason === undefined ? [] : [{ path, reason }];
}

function podReason(podCidr: string, vpcCidr: string): string | undefined {
  const malformed = cidrReason(podCidr, "100.64.0.0/16");
  if (malformed !== undefined) return malformed;
  const prefix = prefixOf(podCidr);
  if (prefix < podPrefix.shortest) {
    return `/${prefix} is too large: AWS allows no range larger than a /${podPrefix.shortest} in a VPC. Use for instance 100.64.0.0/16.`;
  }
  if (prefix > podPrefix.longest) {
    return `/${prefix} is too small: it is cut into 8 subnets, one for each zone letter, and AWS allows no subnet below a /28. Use a /${podPrefix.longest} or larger, for instance 100.64.0.0/16.`;
  }
  if (!privateRanges.some((range) => isWithin(podCidr, range))) {
    return `"${podCidr}" is not private: its addresses belong to others on the internet. Use a part of ${sharedRange}, for instance 100.64.0.0/16.`;
  }
  return cidrReason(vpcCidr, "") === undefined ? associationReason(podCidr, vpcCidr) : undefined;
}

/**
 * What AWS refuses to associate with a VPC of that primary range. Source: VPC User Guide, "IPv4 CIDR block association
 * restrictions".
 */
function associationReason(podCidr: string, vpcCidr: string): string | undefined {
  if (isWithin(podCidr, sharedRange)) return undefined;
  const family = rfc1918Ranges.find((range) => isWithin(vpcCidr, range));
  if (family === undefined || !isWithin(podCidr, family)) {
    return `AWS does not add "${podCidr}" to a VPC of ${vpcCidr}, which lies in another private range. Use a part of ${[family, sharedRange].filter((range) => range !== undefined).join(" or ")}.`;
  }
  const refused = [
    { primary: "10.0.0.0/15", secondary: "10.0.0.0/16" },
    { primary: "172.16.0.0/12", secondary: "172.31.0.0/16" },
  ].find(
    ({ primary, secondary }) => isWithin(vpcCidr, primary) && isWithin(podCidr, secondary),
  )?.secondary;
  if (refused === undefined) return undefined;
  return `AWS does not add a part of ${refused}, such as "${podCidr}", to a VPC of ${vpcCidr}. Use a part of ${sharedRange}, for instance 100.64.0.0/16.`;
}

/** Source: EKS API reference, KubernetesNetworkConfigRequest. */
function serviceReason(serviceCidr: string): string | undefined {
  const malformed = cidrReason(serviceCidr, "172.20.0.0/16");
  if (malformed !== undefined) return malformed;
  const prefix = prefixOf(serviceCidr);
  if (prefix < 12 || prefix > 24) {
    return `/${prefix} is not a size that EKS takes for Services: /12 to /24. Use for instance 172.20.0.0/16.`;
  }
  if (rfc1918Ranges.some((range) => isWithin(serviceCidr, range))) return undefined;
  return `"${serviceCidr}" is not a range that EKS takes for Services. Use a part of ${rfc1918Ranges.join(", ")}.`;
}

interface OwnedRange {
  /** Where the range is set; `undefined` for the one that EKS takes by default. */
  readonly path: string | undefined;
  readonly cidr: string;
  readonly owner: string;
  /** The argument to change. */
  readonly argument: string;
}

const peeredOwner = "a peered network";

function ownedRanges({ cidr, podCidr, serviceCidr, peeredCidrs = [] }: RangeInput): OwnedRange[] {
  const pods = podCidr === undefined ? [] : [podCidr];
  const ranges: OwnedRange[] = [
    { path: "cidr", cidr, owner: "the VPC (cidr)", argument: "cidr" },
    ...pods.map((range) => ({
      path: "podCidr",
      cidr: range,
      owner: "the pods (podCidr)",
      argument: "podCidr",
    })),
    serviceCidr === undefined
      ? {
          path: undefined,
          cidr: defaultServiceCidr(cidr),
          owner: "the Services (default of EKS)",
          argument: "serviceCidr",
        }
      : {
          path: "serviceCidr",
          cidr: serviceCidr,
          owner: "the Services (serviceCidr)",
          argument: "serviceCidr",
        },
    ...peeredCidrs.map((range, index) => ({
      path: `peeredCidrs[${index}]`,
      cidr: range,
      owner: peeredOwner,
      argument: "",
    })),
  ];
  return ranges.filter((range) => cidrReason(range.cidr, "") === undefined);
}

function overlapProblems(ranges: readonly OwnedRange[]): Problem[] {
  return ranges.flatMap((later, index) =>
    ranges
      .slice(0, index)
      .filter((earlier) => earlier.owner !== peeredOwner && overlap(earlier.cidr, later.cidr))
      .flatMap((earlier) =>
        problem(
          later.path ?? earlier.path ?? "serviceCidr",
          `${later.cidr} of ${later.owner} overlaps ${earlier.cidr} of ${earlier.owner}: no route can tell them apart. ${overlapFix(later, earlier)}`,
        ),
      ),
  );
}

function overlapFix(later: OwnedRange, earlier: OwnedRange): string {
  return later.owner === peeredOwner
    ? `Choose another ${earlier.argument}, or renumber the peered network.`
    : `Choose another ${later.argument}.`;
}
