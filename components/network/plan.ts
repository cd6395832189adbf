import { Address4 } from "ip-address";

/** What a subnet is for: `public` holds NAT gateways and load balancers, `private` nodes and pods, `intra` no way out. */
export const subnetTiers = ["private", "public", "intra"] as const;
export type SubnetTier = (typeof subnetTiers)[number];

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
 * Where each tier lies in the VPC. The block of a subnet follows from its tier and the letter of its zone alone, so a
 * new zone or tier never moves an existing subnet. `bits` is how much longer the prefix gets; `first` is the first
 * block of that size. For a /16: private 10.0.0.0/20 up to 8 zones, public from 10.0.128.0/22, intra from
 * 10.0.160.0/22; the last quarter stays free for tiers to come.
 */
const layout: Record<SubnetTier, { readonly bits: number; readonly first: number }> = {
  private: { bits: 4, first: 0 },
  public: { bits: 6, first: 32 },
  intra: { bits: 6, first: 40 },
};

/** Zones `a` to `h`: more than any region has today. */
export const maximumZones = 8;

/** Shortest and longest VPC prefix for which every subnet is one that AWS allows (/16 to /28). */
export const vpcPrefix = { shortest: 16, longest: 22 } as const;

/** Ranges that no one else uses on the internet: RFC 1918, and RFC 6598, which AWS allows in a VPC too. */
export const privateRanges = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
] as const;

/** The subnets of `tiers` in `availabilityZones`, in that order. Expects valid arguments (`rules.ts`). */
export function planSubnets(
  vpcCidr: string,
  availabilityZones: readonly string[],
  tiers: readonly SubnetTier[] = subnetTiers,
): SubnetPlan[] {
  return tiers.flatMap((tier) =>
    availabilityZones.map((availabilityZone) => {
      const zone = availabilityZone.slice(-1);
      return { tier, availabilityZone, zone, cidr: subnetCidr(vpcCidr, tier, zone) };
    }),
  );
}

function subnetCidr(vpcCidr: string, tier: SubnetTier, zone: string): string {
  const vpc = new Address4(vpcCidr);
  const { bits, first } = layout[tier];
  const prefix = vpc.subnetMask + bits;
  const block = BigInt(first + zoneIndex(zone));
  const start = vpc.startAddress().bigInt() + block * 2n ** BigInt(32 - prefix);
  return `${Address4.fromBigInt(start).correctForm()}/${prefix}`;
}

/** 0 for zone `a`, 7 for zone `h`. */
export function zoneIndex(zone: string): number {
  return zone.charCodeAt(0) - "a".charCodeAt(0);
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
