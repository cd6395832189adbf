import { Address4 } from "ip-address";

import { derivedHex, randomHex } from "../naming";
import { asString, type Properties } from "../properties";
import { randomId, text } from "./ids";
import { AwsError, type ResourceTypes } from "./resource-type";
import type { AwsObject, AwsService } from "./service";

/** VPC, subnets, gateways and routes. */
export const network: ResourceTypes = {
  "aws:ec2/vpc:Vpc": {
    required: ["cidrBlock"],
    replaceOn: ["cidrBlock", "instanceTenancy"],
    id: randomId("vpc"),
    validate: ({ cidrBlock }) => {
      parseCidr(cidrBlock, "InvalidVpc.Range", "VPC");
    },
    computed: ({ id }, aws) => ({
      arn: aws.arn("ec2", `vpc/${id}`),
      ownerId: aws.accountId,
      defaultSecurityGroupId: `sg-${derivedHex(`${id}/sg`, 17)}`,
      defaultRouteTableId: `rtb-${derivedHex(`${id}/rtb`, 17)}`,
      mainRouteTableId: `rtb-${derivedHex(`${id}/rtb`, 17)}`,
      defaultNetworkAclId: `acl-${derivedHex(`${id}/acl`, 17)}`,
      dhcpOptionsId: `dopt-${derivedHex(`${id}/dopt`, 17)}`,
    }),
    guardDelete: ({ id }, aws) => {
      const users = ["aws:ec2/subnet:Subnet", "aws:ec2/securityGroup:SecurityGroup"];
      const used = users
        .flatMap((type) => aws.list(type))
        .find(({ inputs }) => inputs["vpcId"] === id);
      if (used === undefined) return;
      throw new AwsError(
        "DependencyViolation",
        `The vpc '${id}' has dependencies and cannot be deleted: ${used.id}.`,
      );
    },
  },
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": {
    required: ["vpcId"],
    replaceOn: ["vpcId", "cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
    id: randomId("vpc-cidr-assoc"),
    validate: validateAssociation,
    computed: () => ({}),
    guardDelete: ({ inputs }, aws) => {
      const range = new Address4(text(inputs, "cidrBlock"));
      const used = aws
        .list("aws:ec2/subnet:Subnet")
        .filter((each) => each.inputs["vpcId"] === inputs["vpcId"])
        .find((each) => new Address4(text(each.inputs, "cidrBlock")).isInSubnet(range));
      if (used === undefined) return;
      throw new AwsError(
        "InvalidCidrBlock.InUse",
        `The vpc ${text(inputs, "vpcId")} currently has a subnet within CIDR block ${range.address}: ${used.id}.`,
      );
    },
  },
  "aws:ec2/subnet:Subnet": {
    required: ["vpcId", "cidrBlock"],
    replaceOn: ["vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId"],
    id: randomId("subnet"),
    validate: validateSubnet,
    computed: ({ id }, aws) => ({
      arn: aws.arn("ec2", `subnet/${id}`),
      ownerId: aws.accountId,
    }),
  },
  "aws:ec2/internetGateway:InternetGateway": {
    required: [],
    replaceOn: [],
    id: randomId("igw"),
    computed: ({ id }, aws) => ({
      arn: aws.arn("ec2", `internet-gateway/${id}`),
      ownerId: aws.accountId,
    }),
  },
  "aws:ec2/eip:Eip": {
    required: [],
    replaceOn: ["domain"],
    id: randomId("eipalloc"),
    computed: ({ id }, aws) => ({
      allocationId: id,
      arn: aws.arn("ec2", `elastic-ip/${id}`),
      publicIp: documentationAddress(id),
    }),
  },
  "aws:ec2/natGateway:NatGateway": {
    required: [],
    replaceOn: ["allocationId", "connectivityType", "subnetId", "vpcId", "availabilityMode"],
    id: randomId("nat"),
    validate: ({ subnetId }, aws) => {
      if (asString(subnetId) !== undefined)
        subnet(text({ subnetId: subnetId ?? null }, "subnetId"), aws);
    },
    computed: ({ id, inputs }) => ({
      networkInterfaceId: `eni-${derivedHex(id, 17)}`,
      publicIp: documentationAddress(text(inputs, "allocationId")),
    }),
  },
  "aws:ec2/routeTable:RouteTable": {
    required: ["vpcId"],
    replaceOn: ["vpcId"],
    id: randomId("rtb"),
    computed: ({ id }, aws) => ({
      arn: aws.arn("ec2", `route-table/${id}`),
      ownerId: aws.accountId,
    }),
  },
  "aws:ec2/route:Route": {
    required: ["routeTableId"],
    replaceOn: [
      "routeTableId",
      "destinationCidrBlock",
      "destinationIpv6CidrBlock",
      "destinationPrefixListId",
    ],
    id: (inputs) => `r-${text(inputs, "routeTableId")}${derivedHex(destination(inputs), 10)}`,
    computed: () => ({ origin: "CreateRoute", state: "active" }),
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    required: ["routeTableId"],
    replaceOn: ["subnetId", "gatewayId"],
    id: randomId("rtbassoc"),
    computed: () => ({}),
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    required: ["vpcId"],
    replaceOn: ["vpcId", "serviceName", "vpcEndpointType"],
    id: randomId("vpce"),
    computed: ({ id, inputs }, aws) => ({
      arn: aws.arn("ec2", `vpc-endpoint/${id}`),
      ownerId: aws.accountId,
      prefixListId: `pl-${derivedHex(text(inputs, "serviceName"), 8)}`,
      requesterManaged: false,
      state: "available",
      dnsEntries: [
        { dnsName: `${id}.${text(inputs, "serviceName")}`, hostedZoneId: "Z7HUB22UULQXV" },
      ],
    }),
  },
  "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": {
    required: ["routeTableId", "vpcEndpointId"],
    replaceOn: ["routeTableId", "vpcEndpointId"],
    id: (inputs) =>
      `a-${text(inputs, "vpcEndpointId")}${derivedHex(text(inputs, "routeTableId"), 10)}`,
    computed: () => ({}),
  },
  "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation": {
    required: ["subnetId", "vpcEndpointId"],
    replaceOn: ["subnetId", "vpcEndpointId"],
    id: (inputs) => `a-${text(inputs, "vpcEndpointId")}${derivedHex(text(inputs, "subnetId"), 10)}`,
    computed: () => ({}),
  },
  "aws:ec2/flowLog:FlowLog": {
    required: [],
    replaceOn: [
      "destinationOptions",
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "subnetId",
      "trafficType",
      "vpcId",
    ],
    id: randomId("fl"),
    computed: ({ id }, aws) => ({ arn: aws.arn("ec2", `vpc-flow-log/${id}`) }),
  },
  "aws:ec2/tag:Tag": {
    required: ["key", "resourceId", "value"],
    replaceOn: ["key", "resourceId"],
    id: (inputs) => `${text(inputs, "resourceId")},${text(inputs, "key")}`,
    computed: () => ({}),
  },
};

/** The subnet `id`, or the error of EC2. */
export function subnet(id: string, aws: AwsService): AwsObject {
  const found = aws.find("aws:ec2/subnet:Subnet", id);
  if (found !== undefined) return found;
  throw new AwsError("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist.`);
}

function validateSubnet(inputs: Properties, aws: AwsService, id: string | undefined): void {
  const block = parseCidr(inputs["cidrBlock"], "InvalidSubnet.Range", "subnet");
  const vpcId = text(inputs, "vpcId");
  const ranges = rangesOf(vpcId, aws);
  if (!ranges.some((range) => block.isInSubnet(new Address4(range)))) {
    throw new AwsError(
      "InvalidSubnet.Range",
      `The CIDR '${block.address}' is invalid: it is not within the range ${ranges.join(" or ")} of ${vpcId}.`,
    );
  }
  const clash = aws
    .list("aws:ec2/subnet:Subnet")
    .filter((other) => other.id !== id && other.inputs["vpcId"] === vpcId)
    .find((other) => overlaps(block, new Address4(text(other.inputs, "cidrBlock"))));
  if (clash === undefined) return;
  throw new AwsError(
    "InvalidSubnet.Conflict",
    `The CIDR '${block.address}' conflicts with another subnet: ${clash.id} has ${text(clash.inputs, "cidrBlock")}.`,
  );
}

function validateAssociation(inputs: Properties, aws: AwsService, id: string | undefined): void {
  const block = parseCidr(inputs["cidrBlock"], "InvalidVpc.Range", "VPC");
  const vpcId = text(inputs, "vpcId");
  const clash = rangesOf(vpcId, aws, id).find((range) => overlaps(block, new Address4(range)));
  if (clash === undefined) return;
  throw new AwsError(
    "InvalidVpc.Conflict",
    `The CIDR '${block.address}' conflicts with the range ${clash} of ${vpcId}.`,
  );
}

/** The primary range of a VPC and those that are associated with it, without the association `except`. */
function rangesOf(vpcId: string, aws: AwsService, except?: string): string[] {
  const vpc = aws.find("aws:ec2/vpc:Vpc", vpcId);
  if (vpc === undefined) {
    throw new AwsError("InvalidVpcID.NotFound", `The vpc ID '${vpcId}' does not exist.`);
  }
  const associated = aws
    .list("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation")
    .filter(({ id, inputs }) => id !== except && inputs["vpcId"] === vpcId);
  return [vpc, ...associated].map(({ inputs }) => text(inputs, "cidrBlock"));
}

function overlaps(left: Address4, right: Address4): boolean {
  return left.isInSubnet(right) || right.isInSubnet(left);
}

/** AWS allows blocks of /16 to /28 for VPCs and subnets. */
function parseCidr(value: unknown, code: string, what: string): Address4 {
  const cidr = typeof value === "string" ? value : "";
  const valid = Address4.isValid(cidr) && cidr.includes("/");
  const block = valid ? new Address4(cidr) : undefined;
  if (block !== undefined && block.subnetMask >= 16 && block.subnetMask <= 28) return block;
  throw new AwsError(
    code,
    `The CIDR '${cidr}' is invalid for a ${what}: give an IPv4 block of /16 to /28.`,
  );
}

function destination(inputs: Properties): string {
  return ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"]
    .map((name) => text(inputs, name))
    .join("");
}

/** An address of 203.0.113.0/24, which RFC 5737 keeps for documentation. */
function documentationAddress(seed: string): string {
  return `203.0.113.${(parseInt(derivedHex(seed || randomHex(2), 4), 16) % 254) + 1}`;
}
