import assert from "node:assert/strict";

import type { CostEstimate, CostResource } from "../../policy/cost/cost-line";
import { estimateHourlyCost } from "../../policy/cost/estimate";
import { unknownValue } from "../support/policy";

const region = "us-east-1";
const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const nodePool = "kubernetes:karpenter.sh/v1:NodePool";

function group(props: Readonly<Record<string, unknown>>): CostResource {
  return { type: nodeGroup, name: "gpu", props };
}

function totals({ floor, expected, ceiling }: CostEstimate): readonly number[] {
  return [floor, expected, ceiling];
}

function pool(limits: object, ...types: readonly string[]): CostResource {
  const requirements = [{ key: "node.kubernetes.io/instance-type", operator: "In", values: types }];
  return {
    type: nodePool,
    name: "pool",
    props: { spec: { limits, template: { spec: { requirements } } } },
  };
}

/** Proves the arithmetic on list prices; the prices themselves are data with their own source. */
describe("hourly cost", () => {
  it("prices a group from the cheapest type at its minimum to the dearest at its maximum", () => {
    const estimate = estimateHourlyCost(
      [
        group({
          instanceTypes: ["g5.xlarge", "g6.xlarge"],
          scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 4 },
          diskSize: 73,
        }),
      ],
      { region },
    );
    assert.deepEqual(estimate.lines, [
      {
        name: "gpu",
        what: "gp3 root volumes",
        quantity: 292,
        unitUsd: 0.08 / 730,
        floor: 8_000,
        expected: 16_000,
        ceiling: 32_000,
      },
      {
        name: "gpu",
        what: "on-demand nodes g5.xlarge, g6.xlarge",
        quantity: 4,
        unitUsd: 1.006,
        floor: 804_800,
        expected: 2_012_000,
        ceiling: 4_024_000,
      },
    ]);
    assert.deepEqual(totals(estimate), [812_800, 2_028_000, 4_056_000]);
    assert.deepEqual(estimate.unpriced, []);
  });

  it("plans spot at its factor, but not at the ceiling", () => {
    const estimate = estimateHourlyCost(
      [
        group({
          instanceTypes: ["g5.xlarge"],
          capacityType: "SPOT",
          scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 1 },
          diskSize: 0,
        }),
      ],
      { region },
    );
    assert.deepEqual(totals(estimate), [352_100, 352_100, 1_006_000]);
  });

  it("takes the root volume from the launch template", () => {
    const sizes = { minSize: 0, desiredSize: 1, maxSize: 1 };
    const template: CostResource = {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      name: "template",
      id: "lt-1",
      props: { blockDeviceMappings: [{ ebs: { volumeType: "gp3", volumeSize: 730 } }] },
    };
    const nodes = group({
      instanceTypes: ["m7i.large"],
      scalingConfig: sizes,
      launchTemplate: { id: "lt-1" },
    });
    assert.deepEqual(
      totals(estimateHourlyCost([nodes, template], { region })),
      [0, 180_800, 180_800],
    );
    assert.deepEqual(estimateHourlyCost([nodes], { region }).unpriced, [
      "gpu: root volumes of the nodes, their size is not known",
    ]);
  });

  it("prices the flat items of a stack", () => {
    const flat = (type: string, props: Readonly<Record<string, unknown>> = {}): CostResource => ({
      type,
      name: "one",
      props,
    });
    const price = (resource: CostResource): number =>
      estimateHourlyCost([resource], { region }).ceiling;
    assert.equal(price(flat("aws:eks/cluster:Cluster")), 100_000);
    assert.equal(price(flat("aws:ec2/natGateway:NatGateway")), 45_000);
    assert.equal(price(flat("aws:ec2/eip:Eip")), 5_000);
    assert.equal(price(flat("aws:kms/key:Key")), 1_370);
    assert.equal(
      price(
        flat("aws:ec2/vpcEndpoint:VpcEndpoint", {
          vpcEndpointType: "Interface",
          subnetIds: ["a", "b", "c"],
        }),
      ),
      30_000,
    );
    assert.equal(price(flat("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Gateway" })), 0);
    assert.equal(
      price(flat("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Interface" })),
      0,
    );
    assert.equal(
      price(flat("aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation")),
      10_000,
    );
    assert.equal(
      price(flat("kubernetes:core/v1:Service", { spec: { type: "LoadBalancer" } })),
      22_500,
    );
    assert.equal(price(flat("kubernetes:core/v1:Service", { spec: { type: "ClusterIP" } })), 0);
    assert.equal(
      price(
        flat("kubernetes:gateway.networking.k8s.io/v1:Gateway", {
          spec: { gatewayClassName: "istio" },
        }),
      ),
      22_500,
    );
    assert.equal(
      price(
        flat("kubernetes:gateway.networking.k8s.io/v1:Gateway", {
          spec: { gatewayClassName: "istio-waypoint" },
        }),
      ),
      0,
    );
  });

  it("finds the dearest fleet that the limits of a pool admit", () => {
    assert.deepEqual(
      estimateHourlyCost([pool({ cpu: 1000, memory: "8000Gi" }, "g6.2xlarge")], { region }).lines,
      [
        {
          name: "pool",
          what: "Karpenter nodes, at most 125 g6.2xlarge",
          quantity: 125,
          unitUsd: 0.9776,
          floor: 0,
          expected: 0,
          ceiling: 122_200_000,
        },
      ],
    );
    const limited = pool(
      { cpu: "1000", memory: "8000Gi", "nvidia.com/gpu": "4" },
      "g6.2xlarge",
      "g6.xlarge",
    );
    assert.equal(estimateHourlyCost([limited], { region }).ceiling, 3_910_400);
  });

  it("lists what it cannot price, with the reason, and never as zero", () => {
    const { unpriced, lines } = estimateHourlyCost(
      [
        pool({}, "g6.xlarge"),
        { ...pool({ cpu: 192, memory: "4Ti" }, "p5e.48xlarge"), name: "reserved" },
        group({
          instanceTypes: ["x9.large"],
          scalingConfig: { minSize: 1, maxSize: 2 },
          diskSize: 20,
        }),
        { ...group({ scalingConfig: unknownValue }), name: "later" },
        { type: "aws:s3/bucket:Bucket", name: "models", props: {} },
      ],
      { region },
    );
    assert.deepEqual(unpriced, [
      "gpu: no price of x9.large in us-east-1",
      "later: the sizes of the node group are not known",
      "models: storage and requests are priced by use",
      "pool: the NodePool has no limit, so its ceiling is infinite",
      "reserved: no price of p5e.48xlarge in us-east-1",
    ]);
    assert.deepEqual(
      lines.map(({ what }) => what),
      ["gp3 root volumes"],
    );
  });

  it("knows no prices of another region", () => {
    const cluster = { type: "aws:eks/cluster:Cluster", name: "cluster", props: {} };
    assert.deepEqual(estimateHourlyCost([cluster], { region: "eu-central-1" }), {
      floor: 0,
      expected: 0,
      ceiling: 0,
      lines: [],
      unpriced: ["cluster: no price of EKS control plane in eu-central-1"],
    });
  });
});
