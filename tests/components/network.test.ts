import assert from "node:assert/strict";

import fc from "fast-check";
import { Address4 } from "ip-address";

import { Network } from "../../components";
import { fullest, smallest } from "../../components/network/example";
import {
  natZones,
  planSubnets,
  subnetTiers,
  vpcPrefix,
  type SubnetPlan,
} from "../../components/network/plan";
import { networkProblems } from "../../components/network/rules";
import { record } from "../support/recorder";
import { ofType, one, refusal, said, typeNames } from "../support/recorded";

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

  it("gives NAT gateways to the zones of each mode", () => {
    const zones = ["us-east-1b", "us-east-1a"];
    assert.deepEqual(natZones("none", zones), []);
    assert.deepEqual(natZones("single", zones), ["us-east-1b"]);
    assert.deepEqual(natZones("perZone", zones), zones);
  });
});

describe("network rules", () => {
  it("tell what is wrong with zones", () => {
    assert.deepEqual(
      said(
        networkProblems({
          cidr: "10.0.0.0/16",
          availabilityZones: ["us-east-1a", "us-east-1a", "eu-west-1b", "us-east-1", "us-east-1i"],
        }),
      ),
      [
        'availabilityZones[1]: "us-east-1a" is listed twice. Remove one.',
        'availabilityZones[2]: "eu-west-1b" is in another region than "us-east-1a". A VPC lies in one region: use zones of us-east-1.',
        'availabilityZones[3]: "us-east-1" is not an availability zone. Write region and letter (a to h), for instance us-east-1a.',
        'availabilityZones[4]: "us-east-1i" is not an availability zone. Write region and letter (a to h), for instance us-east-1a.',
      ],
    );
  });

  it("never throw, whatever is written", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.string()),
        fc.array(fc.string()),
        (cidr, zones, services) => {
          const problems = networkProblems({
            cidr,
            availabilityZones: zones,
            interfaceEndpoints: services,
          });
          assert.ok(problems.every(({ path, reason }) => path !== "" && reason !== ""));
        },
      ),
    );
  });
});

describe("Network", () => {
  it("registers one NAT gateway and no interface endpoint by default", async () => {
    const { resources } = await record(() => new Network("net", smallest));
    assert.deepEqual(typeNames(ofType(resources, "aws:ec2/natGateway:NatGateway")), [
      "aws:ec2/natGateway:NatGateway net-nat-a",
    ]);
    assert.deepEqual(
      ofType(resources, "aws:ec2/vpcEndpoint:VpcEndpoint").map(({ inputs }) => inputs.serviceName),
      ["com.amazonaws.us-east-1.s3"],
    );
    for (const zone of ["a", "b"]) {
      assert.equal(
        one(resources, `net-route-private-${zone}-default`).inputs.natGatewayId,
        "net-nat-a-id",
      );
    }
    assert.equal(one(resources, "net-flow-logs-log-group").inputs.retentionInDays, 30);
  });

  it("sends each zone through its own NAT gateway with perZone", async () => {
    const { resources } = await record(() => new Network("net", fullest));
    for (const zone of ["a", "b", "c"]) {
      assert.equal(
        one(resources, `net-route-private-${zone}-default`).inputs.natGatewayId,
        `net-nat-${zone}-id`,
      );
      assert.equal(one(resources, `net-nat-${zone}`).inputs.subnetId, `net-public-${zone}-id`);
      assert.deepEqual(one(resources, `net-nat-${zone}`).dependsOn, ["net-internet-gateway"]);
    }
    assert.equal(one(resources, "net-flow-logs-log-group").inputs.retentionInDays, 90);
  });

  it("has no way out with none, and never one from intra subnets", async () => {
    const { resources } = await record(
      () => new Network("net", { ...smallest, natGateways: "none" }),
    );
    assert.deepEqual(typeNames(ofType(resources, "aws:ec2/route:Route")), [
      "aws:ec2/route:Route net-route-public-default",
    ]);
    const route = one(resources, "net-route-public-default").inputs;
    assert.equal(route.gatewayId, "net-internet-gateway-id");
    assert.equal(route.routeTableId, "net-routes-public-id");
    assert.equal(
      one(resources, "net-routes-intra-a-association").inputs.routeTableId,
      "net-routes-intra-id",
    );
  });

  it("makes subnets that load balancers find and that give no public address", async () => {
    const { resources } = await record(() => new Network("net", fullest));
    assert.deepEqual(one(resources, "net-private-a").inputs, {
      vpcId: "net-vpc-id",
      cidrBlock: "10.0.0.0/20",
      availabilityZone: "us-east-1a",
      mapPublicIpOnLaunch: false,
      tags: {
        project: "inference-platform",
        Name: "net-private-a",
        "kubernetes.io/role/internal-elb": "1",
      },
    });
    for (const { name, inputs } of ofType(resources, "aws:ec2/subnet:Subnet")) {
      assert.equal(inputs.mapPublicIpOnLaunch, false, name);
    }
  });

  it("lets only HTTPS from the VPC reach the interface endpoints, and nothing the default group", async () => {
    const { resources } = await record(() => new Network("net", fullest));
    const [rule, ...others] = ofType(
      resources,
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    );
    assert.deepEqual(others, []);
    assert.deepEqual(
      [rule?.inputs.ipProtocol, rule?.inputs.fromPort, rule?.inputs.toPort, rule?.inputs.cidrIpv4],
      ["tcp", 443, 443, "10.0.0.0/16"],
    );
    const closed = one(resources, "net-default-security-group").inputs;
    assert.deepEqual([closed.ingress, closed.egress], [[], []]);
    assert.deepEqual(one(resources, "net-endpoint-ecr-api").inputs.securityGroupIds, [
      "net-endpoint-security-group-id",
    ]);
  });

  it("gives every private and intra route table the S3 endpoint", async () => {
    const { resources } = await record(() => new Network("net", smallest));
    assert.deepEqual(one(resources, "net-endpoint-s3").inputs.routeTableIds, [
      "net-routes-private-a-id",
      "net-routes-private-b-id",
      "net-routes-intra-id",
    ]);
  });

  it("is refused whole", async () => {
    assert.deepEqual(
      await refusal(() => new Network("net", { cidr: "10.0.0.1/16", availabilityZones: [] })),
      [
        'Network "net": 2 inputs are wrong',
        'cidr: "10.0.0.1/16" has host bits set. Use 10.0.0.0/16.',
        "availabilityZones: 0 given; EKS needs subnets in at least 2 availability zones. Add one of the same region.",
      ],
    );
  });
});

const everyZone = ["a", "b", "c", "d", "e", "f", "g", "h"].map((letter) => `eu-west-1${letter}`);
const zoneSets = fc.shuffledSubarray(everyZone, { minLength: 2 });
const vpcs = fc
  .tuple(
    fc.integer({ min: 0, max: 255 }),
    fc.integer({ min: 0, max: 255 }),
    fc.integer({ min: vpcPrefix.shortest, max: vpcPrefix.longest }),
  )
  .map(([second, third, prefix]) => {
    const start = new Address4(`10.${second}.${third}.0/${prefix}`).startAddress().correctForm();
    return `${start}/${prefix}`;
  });

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
