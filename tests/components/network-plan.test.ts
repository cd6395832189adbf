import assert from "node:assert/strict";

import fc from "fast-check";
import { Address4 } from "ip-address";

import {
  maximumZones,
  natZones,
  planPodSubnets,
  planSubnets,
  podPrefix,
  subnetTiers,
  vpcPrefix,
  type SubnetPlan,
} from "../../components/network/plan";
import { networkProblems } from "../../components/network/rules";

describe("subnet plan", () => {
  it("is the documented one for a /16", () => {
    assert.deepEqual(
      planSubnets("10.0.0.0/16", ["us-east-1a", "us-east-1h"]).map(
        ({ tier, zone, cidr }) => `${tier} ${zone} ${cidr}`,
      ),
      [
        "private a 10.0.0.0/20",
        "private h 10.0.112.0/20",
        "public a 10.0.128.0/22",
        "public h 10.0.156.0/22",
        "intra a 10.0.160.0/22",
        "intra h 10.0.188.0/22",
      ],
    );
  });

  it("never overlaps, and lies inside the VPC, for every prefix and all eight zones", () => {
    for (const prefix of [16, 17, 18, 19, 20, 21, 22]) {
      const vpc = `172.16.0.0/${prefix}`;
      const plans = planSubnets(vpc, everyZone);
      assert.equal(plans.length, subnetTiers.length * everyZone.length);
      assertDisjointInside(vpc, plans);
    }
  });

  it("keeps that for any range and any set of zones", () => {
    fc.assert(
      fc.property(vpcs, zoneSets, (vpc, zones) => {
        const plans = planSubnets(vpc, zones);
        assertDisjointInside(vpc, plans);
        assert.deepEqual(planSubnets(vpc, zones), plans);
        assert.deepEqual(networkProblems({ cidr: vpc, availabilityZones: zones }), []);
      }),
    );
  });

  it("moves no subnet when zones are added or reordered, or a tier is added", () => {
    fc.assert(
      fc.property(vpcs, zoneSets, zoneSets, (vpc, before, added) => {
        const now = placeOf(planSubnets(vpc, before));
        const later = placeOf(planSubnets(vpc, [...new Set([...added, ...before])]));
        for (const [place, cidr] of now) assert.equal(later.get(place), cidr);
        const onlyPrivate = placeOf(planSubnets(vpc, before, ["private"]));
        for (const [place, cidr] of onlyPrivate) assert.equal(now.get(place), cidr);
      }),
    );
  });

  it("gives pods an eighth of the secondary range in each zone", () => {
    assert.deepEqual(
      planPodSubnets("100.64.0.0/16", ["us-east-1a", "us-east-1c", "us-east-1h"]).map(
        ({ tier, zone, cidr }) => `${tier} ${zone} ${cidr}`,
      ),
      ["pods a 100.64.0.0/19", "pods c 100.64.64.0/19", "pods h 100.64.224.0/19"],
    );
  });

  it("knows the smallest ranges that it can cut", () => {
    assert.deepEqual(vpcPrefix, { shortest: 16, longest: 22 });
    assert.deepEqual(podPrefix, { shortest: 16, longest: 25 });
    assert.equal(everyZone.length, maximumZones);
  });

  it("keeps pods apart too, in any secondary range, and passes the rules", () => {
    fc.assert(
      fc.property(vpcs, podRanges, zoneSets, (vpc, podCidr, zones) => {
        const pods = planPodSubnets(podCidr, zones);
        assert.equal(pods.length, zones.length);
        assertDisjointInside(podCidr, pods);
        const problems = networkProblems({ cidr: vpc, podCidr, availabilityZones: zones });
        assert.deepEqual(problems, []);
      }),
    );
  });

  it("moves no pod subnet when zones are added or reordered", () => {
    fc.assert(
      fc.property(podRanges, zoneSets, zoneSets, (podCidr, before, added) => {
        const later = placeOf(planPodSubnets(podCidr, [...new Set([...added, ...before])]));
        for (const [place, cidr] of placeOf(planPodSubnets(podCidr, before))) {
          assert.equal(later.get(place), cidr);
        }
      }),
    );
  });

  it("gives NAT gateways to the zones of each mode", () => {
    const zones = ["us-east-1b", "us-east-1a"];
    assert.deepEqual(natZones("none", zones), []);
    assert.deepEqual(natZones("single", zones), ["us-east-1b"]);
    assert.deepEqual(natZones("perZone", zones), zones);
  });
});

const everyZone = ["a", "b", "c", "d", "e", "f", "g", "h"].map((letter) => `eu-west-1${letter}`);
const zoneSets = fc.shuffledSubarray(everyZone, { minLength: 2 });
const vpcs = rangesIn(10, { min: 0, max: 255 }, vpcPrefix);
const podRanges = rangesIn(100, { min: 64, max: 127 }, podPrefix);

function rangesIn(
  first: number,
  second: { readonly min: number; readonly max: number },
  prefixes: { readonly shortest: number; readonly longest: number },
): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.integer(second),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: prefixes.shortest, max: prefixes.longest }),
    )
    .map(([b, c, d, prefix]) => {
      const start = new Address4(`${first}.${b}.${c}.${d}/${prefix}`).startAddress().correctForm();
      return `${start}/${prefix}`;
    });
}

function assertDisjointInside(vpc: string, plans: readonly SubnetPlan[]): void {
  const range = new Address4(vpc);
  const blocks = plans
    .map(({ cidr }) => new Address4(cidr))
    .map((block) => [block.startAddress().bigInt(), block.endAddress().bigInt()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  let previous = range.startAddress().bigInt() - 1n;
  for (const [start, end] of blocks) {
    assert.ok(start > previous, "two subnets overlap, or one begins before the VPC");
    previous = end;
  }
  assert.ok(previous <= range.endAddress().bigInt(), "a subnet ends after the VPC");
  assert.ok(plans.every(({ cidr }) => new Address4(cidr).subnetMask <= 28));
}

function placeOf(plans: readonly SubnetPlan[]): Map<string, string> {
  return new Map(plans.map(({ tier, zone, cidr }) => [`${tier}-${zone}`, cidr]));
}
