import assert from "node:assert/strict";

import fc from "fast-check";

import { endpointsWithoutNat } from "../../components/network/defaults";
import { defaultServiceCidr, natModes } from "../../components/network/plan";
import { networkProblems, type NetworkRuleInput } from "../../components/network/rules";
import { said } from "../support/recorded";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

/** What the rules say to a network of three zones in 10.0.0.0/16 with these changes. */
function saidTo(changes: Partial<NetworkRuleInput>): string[] {
  return said(networkProblems({ cidr: "10.0.0.0/16", availabilityZones: zones, ...changes }));
}

describe("network rules", () => {
  it("take the plain case", () => {
    assert.deepEqual(saidTo({}), []);
  });

  it("tell what is wrong with zones", () => {
    assert.deepEqual(
      saidTo({
        availabilityZones: ["us-east-1a", "us-east-1a", "eu-west-1b", "us-east-1", "us-east-1i"],
      }),
      [
        'availabilityZones[1]: "us-east-1a" is listed twice. Remove one.',
        'availabilityZones[2]: "eu-west-1b" is in another region than "us-east-1a". A VPC lies in one region: use zones of us-east-1.',
        'availabilityZones[3]: "us-east-1" is not an availability zone. Write region and letter (a to h), for instance us-east-1a.',
        'availabilityZones[4]: "us-east-1i" is not an availability zone. Write region and letter (a to h), for instance us-east-1a.',
      ],
    );
  });

  it("tell the form of the VPC range, and the range that was meant", () => {
    const notCidr =
      "is not an IPv4 CIDR. Write a network and a prefix length, for instance 10.0.0.0/16.";
    assert.deepEqual(saidTo({ cidr: "10.0.0.0/33" }), [`cidr: "10.0.0.0/33" ${notCidr}`]);
    assert.deepEqual(saidTo({ cidr: "10.0.0/16" }), [`cidr: "10.0.0/16" ${notCidr}`]);
    assert.deepEqual(saidTo({ cidr: "10.3.4.5/16" }), [
      'cidr: "10.3.4.5/16" has host bits set. Use 10.3.0.0/16.',
    ]);
  });

  it("say how large the VPC has to be for its subnets", () => {
    assert.deepEqual(saidTo({ cidr: "10.3.5.8/29" }), [
      "cidr: /29 is too small: 3 zones × 3 tiers = 9 subnets. Each tier keeps a place for 8 zones, so that no subnet ever moves; the smallest place is 1/64 of the VPC and AWS allows no subnet below a /28, so the VPC is at least a /22. Use 10.3.4.0/22, or 10.3.0.0/16 where pods need the room.",
    ]);
    assert.deepEqual(saidTo({ cidr: "10.0.0.0/8" }), [
      "cidr: /8 is too large: AWS allows no VPC larger than a /16. Use 10.0.0.0/16.",
    ]);
    assert.deepEqual(saidTo({ cidr: "8.8.0.0/16" }), [
      'cidr: "8.8.0.0/16" is not private: its addresses belong to others on the internet. Use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10.',
    ]);
  });

  it("tell form and size of the range of pods", () => {
    assert.deepEqual(saidTo({ podCidr: "100.64.0.0" }), [
      'podCidr: "100.64.0.0" is not an IPv4 CIDR. Write a network and a prefix length, for instance 100.64.0.0/16.',
    ]);
    assert.deepEqual(saidTo({ podCidr: "100.64.1.0/16" }), [
      'podCidr: "100.64.1.0/16" has host bits set. Use 100.64.0.0/16.',
    ]);
    assert.deepEqual(saidTo({ podCidr: "100.64.0.0/10" }), [
      "podCidr: /10 is too large: AWS allows no range larger than a /16 in a VPC. Use for instance 100.64.0.0/16.",
    ]);
    assert.deepEqual(saidTo({ podCidr: "100.64.0.0/26" }), [
      "podCidr: /26 is too small: it is cut into 8 subnets, one for each zone letter, and AWS allows no subnet below a /28. Use a /25 or larger, for instance 100.64.0.0/16.",
    ]);
    assert.deepEqual(saidTo({ podCidr: "198.19.0.0/16" }), [
      'podCidr: "198.19.0.0/16" is not private: its addresses belong to others on the internet. Use a part of 100.64.0.0/10, for instance 100.64.0.0/16.',
    ]);
  });

  it("know what AWS adds to a VPC, by its primary range", () => {
    const table: readonly (readonly [vpc: string, pods: string, allowed: boolean])[] = [
      ["10.0.0.0/16", "100.64.0.0/16", true],
      ["10.0.0.0/16", "10.2.0.0/16", true],
      ["10.1.0.0/16", "10.0.0.0/16", false],
      ["10.2.0.0/16", "10.0.0.0/16", true],
      ["10.0.0.0/16", "172.16.0.0/16", false],
      ["10.0.0.0/16", "192.168.0.0/16", false],
      ["172.16.0.0/16", "172.18.0.0/16", true],
      ["172.16.0.0/16", "172.31.0.0/17", false],
      ["172.16.0.0/16", "10.0.0.0/16", false],
      ["192.168.0.0/18", "192.168.128.0/17", true],
      ["192.168.0.0/18", "10.0.0.0/16", false],
      ["100.64.0.0/16", "100.65.0.0/16", true],
      ["100.64.0.0/16", "10.0.0.0/16", false],
    ];
    for (const [cidr, podCidr, allowed] of table) {
      const problems = saidTo({ cidr, podCidr });
      assert.equal(problems.length, allowed ? 0 : 1, `${podCidr} in ${cidr}: ${problems.join()}`);
    }
    assert.deepEqual(saidTo({ podCidr: "172.16.0.0/16" }), [
      'podCidr: AWS does not add "172.16.0.0/16" to a VPC of 10.0.0.0/16, which lies in another private range. Use a part of 10.0.0.0/8 or 100.64.0.0/10.',
    ]);
    assert.deepEqual(saidTo({ cidr: "100.64.0.0/16", podCidr: "10.2.0.0/16" }), [
      'podCidr: AWS does not add "10.2.0.0/16" to a VPC of 100.64.0.0/16, which lies in another private range. Use a part of 100.64.0.0/10.',
    ]);
    assert.deepEqual(saidTo({ cidr: "10.1.0.0/16", podCidr: "10.0.0.0/17" }), [
      'podCidr: AWS does not add a part of 10.0.0.0/16, such as "10.0.0.0/17", to a VPC of 10.1.0.0/16. Use a part of 100.64.0.0/10, for instance 100.64.0.0/16.',
    ]);
  });

  it("know which ranges EKS takes for Services, and which one it takes by itself", () => {
    assert.deepEqual(saidTo({ serviceCidr: "172.20.0.0/16" }), []);
    assert.deepEqual(saidTo({ serviceCidr: "172.16.0.0/11" }), [
      'serviceCidr: "172.16.0.0/11" has host bits set. Use 172.0.0.0/11.',
    ]);
    assert.deepEqual(saidTo({ serviceCidr: "172.20.0.0/25" }), [
      "serviceCidr: /25 is not a size that EKS takes for Services: /12 to /24. Use for instance 172.20.0.0/16.",
    ]);
    assert.deepEqual(saidTo({ serviceCidr: "100.64.0.0/16" }), [
      'serviceCidr: "100.64.0.0/16" is not a range that EKS takes for Services. Use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.',
    ]);
    assert.equal(defaultServiceCidr("10.9.0.0/16"), "172.20.0.0/16");
    assert.equal(defaultServiceCidr("172.20.0.0/16"), "10.100.0.0/16");
    assert.equal(defaultServiceCidr("192.168.0.0/16"), "10.100.0.0/16");
    assert.equal(defaultServiceCidr("100.64.0.0/16"), "10.100.0.0/16");
  });

  it("name both ranges that overlap, and who has them", () => {
    assert.deepEqual(
      saidTo({
        podCidr: "10.0.128.0/17",
        serviceCidr: "10.0.0.0/12",
        peeredCidrs: ["10.0.0.0/20", "10.200.0.0/16", "10.1.0.1/16", "0.0.0.0/0"],
      }),
      [
        'podCidr: AWS does not add a part of 10.0.0.0/16, such as "10.0.128.0/17", to a VPC of 10.0.0.0/16. Use a part of 100.64.0.0/10, for instance 100.64.0.0/16.',
        'peeredCidrs[2]: "10.1.0.1/16" has host bits set. Use 10.1.0.0/16.',
        "podCidr: 10.0.128.0/17 of the pods (podCidr) overlaps 10.0.0.0/16 of the VPC (cidr): no route can tell them apart. Choose another podCidr.",
        "serviceCidr: 10.0.0.0/12 of the Services (serviceCidr) overlaps 10.0.0.0/16 of the VPC (cidr): no route can tell them apart. Choose another serviceCidr.",
        "serviceCidr: 10.0.0.0/12 of the Services (serviceCidr) overlaps 10.0.128.0/17 of the pods (podCidr): no route can tell them apart. Choose another serviceCidr.",
        "peeredCidrs[0]: 10.0.0.0/20 of a peered network overlaps 10.0.0.0/16 of the VPC (cidr): no route can tell them apart. Choose another cidr, or renumber the peered network.",
        "peeredCidrs[0]: 10.0.0.0/20 of a peered network overlaps 10.0.0.0/12 of the Services (serviceCidr): no route can tell them apart. Choose another serviceCidr, or renumber the peered network.",
        "peeredCidrs[3]: 0.0.0.0/0 of a peered network overlaps 10.0.0.0/16 of the VPC (cidr): no route can tell them apart. Choose another cidr, or renumber the peered network.",
        "peeredCidrs[3]: 0.0.0.0/0 of a peered network overlaps 10.0.128.0/17 of the pods (podCidr): no route can tell them apart. Choose another podCidr, or renumber the peered network.",
        "peeredCidrs[3]: 0.0.0.0/0 of a peered network overlaps 10.0.0.0/12 of the Services (serviceCidr): no route can tell them apart. Choose another serviceCidr, or renumber the peered network.",
      ],
    );
  });

  it("compare peered networks with the Services that nobody set, and not with each other", () => {
    assert.deepEqual(saidTo({ peeredCidrs: ["172.20.0.0/20", "172.20.0.0/16"] }), [
      "peeredCidrs[0]: 172.20.0.0/20 of a peered network overlaps 172.20.0.0/16 of the Services (default of EKS): no route can tell them apart. Choose another serviceCidr, or renumber the peered network.",
      "peeredCidrs[1]: 172.20.0.0/16 of a peered network overlaps 172.20.0.0/16 of the Services (default of EKS): no route can tell them apart. Choose another serviceCidr, or renumber the peered network.",
    ]);
    assert.deepEqual(
      saidTo({ serviceCidr: "172.21.0.0/16", peeredCidrs: ["172.20.0.0/20", "172.20.0.0/16"] }),
      [],
    );
  });

  it("want the endpoints of a cluster that has no way out, each by its name", () => {
    assert.deepEqual(saidTo({ natGateways: "none" }), [
      'interfaceEndpoints: natGateways "none" leaves no way out, and without ec2, ecr.api, ecr.dkr, eks-auth, sts nodes cannot join, pull images or get credentials. Add them, or set natGateways to single or perZone.',
    ]);
    for (const missing of endpointsWithoutNat) {
      assert.deepEqual(
        saidTo({
          natGateways: "none",
          interfaceEndpoints: ["logs", ...endpointsWithoutNat.filter((each) => each !== missing)],
        }),
        [
          `interfaceEndpoints: natGateways "none" leaves no way out, and without ${missing} nodes cannot join, pull images or get credentials. Add it, or set natGateways to single or perZone.`,
        ],
      );
    }
    assert.deepEqual(
      saidTo({ natGateways: "none", interfaceEndpoints: [...endpointsWithoutNat] }),
      [],
    );
    for (const natGateways of natModes.filter((mode) => mode !== "none")) {
      assert.deepEqual(saidTo({ natGateways }), []);
    }
  });

  it("never throw, whatever is written", () => {
    const cidrs = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.ipV4(), fc.integer({ min: -1, max: 40 }))
        .map(([address, prefix]) => `${address}/${prefix}`),
    );
    fc.assert(
      fc.property(
        fc.record({
          cidr: cidrs,
          availabilityZones: fc.array(fc.string()),
          podCidr: cidrs,
          serviceCidr: cidrs,
          peeredCidrs: fc.array(cidrs),
          interfaceEndpoints: fc.array(fc.string()),
          natGateways: fc.constantFrom(...natModes),
        }),
        (input) => {
          const problems = networkProblems(input);
          assert.notEqual(problems.length, 0);
          assert.ok(problems.every(({ path, reason }) => path !== "" && reason !== ""));
        },
      ),
    );
  });
});
