import assert from "node:assert/strict";

import { Network } from "../../components";
import { endpointsWithoutNat } from "../../components/network/defaults";
import { fullest, smallest } from "../../components/network/example";
import { record, resolved } from "../support/recorder";
import { ofType, one, refusal, texts, typeNames } from "../support/recorded";

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
      () =>
        new Network("net", {
          ...smallest,
          natGateways: "none",
          interfaceEndpoints: endpointsWithoutNat,
        }),
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

  it("lets only HTTPS from the VPC and its pods reach the interface endpoints, and nothing the default group", async () => {
    const { resources } = await record(() => new Network("net", fullest));
    const rules = ofType(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      rules.map(({ inputs }) => [
        inputs.ipProtocol,
        inputs.fromPort,
        inputs.toPort,
        inputs.cidrIpv4,
      ]),
      [
        ["tcp", 443, 443, "10.0.0.0/16"],
        ["tcp", 443, 443, "100.64.0.0/16"],
      ],
    );
    const closed = one(resources, "net-default-security-group").inputs;
    assert.deepEqual([closed.ingress, closed.egress], [[], []]);
    assert.deepEqual(one(resources, "net-endpoint-ecr-api").inputs.securityGroupIds, [
      "net-endpoint-security-group-id",
    ]);
  });

  it("gives every private and intra route table the S3 endpoint", async () => {
    const { resources } = await record(() => new Network("net", smallest));
    const places = ofType(
      resources,
      "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    );
    assert.deepEqual(
      places.map(({ name, inputs }) => [name, inputs.vpcEndpointId, inputs.routeTableId]).sort(),
      [
        ["net-endpoint-s3-intra", "net-endpoint-s3-id", "net-routes-intra-id"],
        ["net-endpoint-s3-private-a", "net-endpoint-s3-id", "net-routes-private-a-id"],
        ["net-endpoint-s3-private-b", "net-endpoint-s3-id", "net-routes-private-b-id"],
      ],
    );
  });

  it("makes pod subnets after their range, which the VPC CNI finds and the zone's private table routes", async () => {
    const { resources, result } = await record(() => new Network("net", fullest));
    const range = one(resources, "net-pod-range");
    assert.equal(range.type, "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation");
    assert.deepEqual(range.inputs, { vpcId: "net-vpc-id", cidrBlock: "100.64.0.0/16" });
    const pods = one(resources, "net-pods-c");
    assert.deepEqual(pods.dependsOn, ["net-pod-range"]);
    assert.deepEqual(pods.inputs, {
      vpcId: "net-vpc-id",
      cidrBlock: "100.64.64.0/19",
      availabilityZone: "us-east-1c",
      mapPublicIpOnLaunch: false,
      tags: {
        project: "inference-platform",
        Name: "net-pods-c",
        "kubernetes.io/role/cni": "1",
      },
    });
    for (const zone of ["a", "b", "c"]) {
      assert.deepEqual(one(resources, `net-routes-pods-${zone}-association`).inputs, {
        routeTableId: `net-routes-private-${zone}-id`,
        subnetId: `net-pods-${zone}-id`,
      });
      assert.deepEqual(one(resources, `net-private-${zone}`).dependsOn, []);
    }
    assert.deepEqual(await resolved(result.podSubnetIds), [
      "net-pods-a-id",
      "net-pods-b-id",
      "net-pods-c-id",
    ]);
  });

  it("has no secondary range by default", async () => {
    const { resources, result } = await record(() => new Network("net", smallest));
    assert.deepEqual(
      resources.filter(({ name }) => name.includes("pod")).map(({ name }) => name),
      [],
    );
    assert.deepEqual(await resolved(result.podSubnetIds), []);
    assert.deepEqual(result.ready, [result]);
  });

  it("reaches S3 from every table but the public one, pods included", async () => {
    const { resources } = await record(() => new Network("net", fullest));
    const reached = new Set(
      ofType(
        resources,
        "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
      ).map(({ inputs }) => inputs.routeTableId),
    );
    const tables = ofType(resources, "aws:ec2/routeTable:RouteTable").map(({ name }) => name);
    assert.deepEqual(
      tables.filter((name) => !reached.has(`${name}-id`)),
      ["net-routes-public"],
    );
    const byPods = ofType(resources, "aws:ec2/routeTableAssociation:RouteTableAssociation").filter(
      ({ name }) => name.startsWith("net-routes-pods-"),
    );
    assert.equal(byPods.length, 3);
    for (const { name, inputs } of byPods) {
      assert.ok(
        texts(inputs).some((text) => reached.has(text)),
        name,
      );
    }
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
