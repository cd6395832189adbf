import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Network, type NetworkOutputs } from "../../components";
import { smallest } from "../../components/network/example";
import { existingNetwork } from "../../components/network/existing-network";
import { existingNetworkProblems } from "../../components/network/existing-network-rules";
import { record, resolved } from "../support/recorder";
import { refusal, said } from "../support/recorded";

const subnet = (number: number): string => `subnet-0123456789abcdef${number}`;
const vpcId = "vpc-0a1b2c3d4e5f67890";
const cidr = "10.0.0.0/16";
const network = { vpcId, cidr, privateSubnetIds: [subnet(1), subnet(2)] };

/** The values of the outputs, whoever gives them. */
async function values(outputs: NetworkOutputs): Promise<Record<string, unknown>> {
  return {
    vpcId: await resolved(outputs.vpcId),
    cidr: await resolved(outputs.cidr),
    privateSubnetIds: await resolved(outputs.privateSubnetIds),
    publicSubnetIds: await resolved(outputs.publicSubnetIds),
    intraSubnetIds: await resolved(outputs.intraSubnetIds),
    podSubnetIds: await resolved(outputs.podSubnetIds),
  };
}

describe("existing network", () => {
  it("gives the outputs of a Network from ids, and registers nothing", async () => {
    const { resources, result } = await record(() =>
      existingNetwork("shared", {
        ...network,
        publicSubnetIds: [subnet(3)],
        intraSubnetIds: [subnet(4)],
        podSubnetIds: [subnet(5), pulumi.output(subnet(6))],
      }),
    );
    assert.deepEqual(resources, []);
    assert.deepEqual(await values(result), {
      vpcId,
      cidr,
      privateSubnetIds: [subnet(1), subnet(2)],
      publicSubnetIds: [subnet(3)],
      intraSubnetIds: [subnet(4)],
      podSubnetIds: [subnet(5), subnet(6)],
    });
    assert.deepEqual(result.ready, []);
  });

  it("has empty lists where nothing is given, as a Network has", async () => {
    const { result } = await record(() => existingNetwork("shared", network));
    const { publicSubnetIds, intraSubnetIds, podSubnetIds } = await values(result);
    assert.deepEqual([publicSubnetIds, intraSubnetIds, podSubnetIds], [[], [], []]);
    const made = await record(() => new Network("net", smallest));
    assert.deepEqual((await values(made.result)).podSubnetIds, []);
  });

  it("is refused whole", async () => {
    assert.deepEqual(
      await refusal(() =>
        existingNetwork("shared", {
          vpcId: "vpc-1",
          cidr: "10.0.0.1/16",
          privateSubnetIds: [subnet(1)],
          publicSubnetIds: ["vpc-0a1b2c3d4e5f67890"],
          podSubnetIds: [subnet(1)],
        }),
      ),
      [
        'existing network "shared": 5 inputs are wrong',
        'vpcId: "vpc-1" is not the id of a vpc. Write vpc- and 17 hexadecimal digits, for instance vpc-0a1b2c3d4e5f67890.',
        'cidr: "10.0.0.1/16" has host bits set. Use 10.0.0.0/16.',
        "privateSubnetIds: 1 given; EKS needs private subnets in at least 2 availability zones. Add one in another zone.",
        'publicSubnetIds[0]: "vpc-0a1b2c3d4e5f67890" is not the id of a subnet. Write subnet- and 17 hexadecimal digits, for instance subnet-0a1b2c3d4e5f67890.',
        `podSubnetIds[0]: "${subnet(1)}" is listed already as privateSubnetIds[0]. Remove one.`,
      ],
    );
  });

  it("compares its range with those of Services and peered networks", () => {
    assert.deepEqual(
      said(existingNetworkProblems({ ...network, peeredCidrs: ["10.0.0.0/24", "172.20.4.0/24"] })),
      [
        "peeredCidrs[0]: 10.0.0.0/24 of a peered network overlaps 10.0.0.0/16 of the VPC (cidr): no route can tell them apart. Choose another cidr, or renumber the peered network.",
        "peeredCidrs[1]: 172.20.4.0/24 of a peered network overlaps 172.20.0.0/16 of the Services (default of EKS): no route can tell them apart. Choose another serviceCidr, or renumber the peered network.",
      ],
    );
  });

  it("takes the short ids of old accounts, and outputs, which it cannot look into", () => {
    const later = pulumi.output("later");
    assert.deepEqual(
      existingNetworkProblems({
        ...network,
        vpcId: "vpc-0a1b2c3d",
        privateSubnetIds: ["subnet-0a1b2c3d", later, later],
      }),
      [],
    );
  });
});
