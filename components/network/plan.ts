import { Address4 } from "ip-address";

/** The tiers of the VPC range: `public` holds NAT gateways and load balancers, `private` nodes and pods, `intra` no way out. */
export const subnetTiers = ["private", "public", "intra"] as const;

/** What a subnet is for: a tier of the VPC range, or the pods of the secondary range. */
export type SubnetTier = (typeof subnetTiers)[number] | "pods";

/** One planned subnet. */
export interface SubnetPlan {
  readonly tier: SubnetTier;
  /** For instance `us-east-1a`. */
  readonly availabilityZone: string;
  /** Last letter of the zone; part of the resource name, so names do not depend on order. */
  readonly zone: string;
  readonly cidr: string;
}

/**
 * Where each tier lies in its range. The block of a subnet follows from its tier and the letter of its zone alone, so a
 * new zone or tier never moves an existing subnet. `bits` is how much longer the prefix gets; `first` is the first
 * block of that size. For a /16: private 10.0.0.0/20 up to 8 zones, public from 10.0.128.0/22, intra from
 * 10.0.160.0/22; the last quarter stays free for tiers to come. Pods have the secondary range to themselves: eight
 * blocks, one for each zone letter.
 */
const layout: Record<SubnetTier, { readonly bits: number; readonly first: number }> = {
  private: { bits: 4, first: 0 },
  public: { bits: 6, first: 32 },
  intra: { bits: 6, first: 40 },
  pods: { bits: 3, first: 0 },
};

/** Zones `a` to `h`: more than any region has today. */
export const maximumZones = 8;

/** Largest and smallest block that AWS allows for a range of a VPC and for a subnet. Source: VPC User Guide. */
const awsPrefix = { shortest: 16, longest: 28 } as const;

/** Shortest and longest prefix of the VPC range for which every subnet is one that AWS allows: /16 to /22. */
export const vpcPrefix = prefixesFor(subnetTiers);

/** Shortest and longest prefix of the range of pods for which every subnet is one that AWS allows: /16 to /25. */
export const podPrefix = prefixesFor(["pods"]);

/** How many subnets of the smallest tier fill the range of these tiers: 64 for the VPC range, 8 for that of pods. */
export function smallestShare(tiers: readonly SubnetTier[]): number {
  return 2 ** Math.max(...tiers.map((tier) => layout[tier].bits));
}

function prefixesFor(tiers: readonly SubnetTier[]) {
  return {
    shortest: awsPrefix.shortest,
    longest: awsPrefix.longest - Math.log2(smallestShare(tiers)),
  };
}

/** The private ranges of RFC 1918. */
export const rfc1918Ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

/** The shared range of RFC 6598, which AWS allows in a VPC too and which few company networks use. */
export const sharedRange = "100.64.0.0/10";

/** Ranges that no one else uses on the internet. */
export const privateRanges = [...rfc1918Ranges, sharedRange] as const;

/** The subnets of `tiers` in `availabilityZones`, in that order. Expects valid arguments (`rules.ts`). */
export function planSubnets(
  range: string,
  availabilityZones: readonly string[],
  tiers: readonly SubnetTier[] = subnetTiers,
): SubnetPlan[] {
  return tiers.flatMap((tier) =>
    availabilityZones.map((availabilityZone) => {
      const zone = availabilityZone.slice(-1);
      return { tier, availabilityZone, zone, cidr: subnetCidr(range, tier, zone) };
    }),
  );
}

/** One subnet for pods in each of `availabilityZones`, in the secondary range. */
export function planPodSubnets(
  podCidr: string,
  availabilityZones: readonly string[],
): SubnetPlan[] {
  return planSubnets(podCidr, availabilityZones, ["pods"]);
}

function subnetCidr(range: string, tier: SubnetTier, zone: string): string {
  const network = new Address4(range);
  const { bits, first } = layout[tier];
  const prefix = network.subnetMask + bits;
  const block = BigInt(first + zoneIndex(zone));
  const start = network.startAddress().bigInt() + block * 2n ** BigInt(32 - prefix);
  return `${Address4.fromBigInt(start).correctForm()}/${prefix}`;
}

/** 0 for zone `a`, 7 for zone `h`. */
export function zoneIndex(zone: string): number {
  return zone.charCodeAt(0) - "a".charCodeAt(0);
}

/**
 * The range of Services that EKS takes where none is set: 172.20.0.0/16 for a VPC in 10.0.0.0/8, else 10.100.0.0/16.
 * The two ranges are those of the EKS API reference; which one is taken is that of the bootstrap script of the
 * EKS AMI for Amazon Linux 2, which derives the address of the cluster DNS the same way.
 */
export function defaultServiceCidr(vpcCidr: string): string {
  return vpcCidr.startsWith("10.") ? "172.20.0.0/16" : "10.100.0.0/16";
}

/** Which NAT gateway the private subnets use. */
export const natModes = ["none", "single", "perZone"] as const;
export type NatMode = (typeof natModes)[number];

/** The zones that get a NAT gateway; `single` takes the first zone of the list. */
export function natZones(mode: NatMode, availabilityZones: readonly string[]): string[] {
  switch (mode) {
    case "none":
      return [];
    case "single":
      return availabilityZones.slice(0, 1);
    case "perZone":
      return [...availabilityZones];
  }
}
