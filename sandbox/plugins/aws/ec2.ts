import { derivedHex } from "../naming";
import { randomId, text } from "./ids";
import type { ResourceType, ResourceTypes } from "./resource-type";

const ruleReplaceOn = [
  "securityGroupId",
  "fromPort",
  "toPort",
  "protocol",
  "type",
  "cidrBlocks",
  "ipv6CidrBlocks",
  "prefixListIds",
  "self",
  "sourceSecurityGroupId",
];

const securityGroupRule: ResourceType = {
  required: ["securityGroupId", "ipProtocol"],
  replaceOn: ["securityGroupId"],
  id: randomId("sgr"),
  computed: ({ id }, aws) => ({
    arn: aws.arn("ec2", `security-group-rule/${id}`),
    securityGroupRuleId: id,
  }),
};

/** Security groups, launch templates and placement. */
export const ec2: ResourceTypes = {
  "aws:ec2/securityGroup:SecurityGroup": {
    required: [],
    replaceOn: ["description", "name", "namePrefix", "vpcId"],
    nameProperty: "name",
    id: randomId("sg"),
    computed: ({ id }, aws) => ({
      arn: aws.arn("ec2", `security-group/${id}`),
      ownerId: aws.accountId,
    }),
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    required: ["fromPort", "protocol", "securityGroupId", "toPort", "type"],
    replaceOn: ruleReplaceOn,
    id: randomId("sgrule"),
    computed: ({ id }) => ({ securityGroupRuleId: `sgr-${derivedHex(id, 17)}` }),
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    required: [],
    replaceOn: ["vpcId"],
    id: (inputs) => `sg-${derivedHex(`${text(inputs, "vpcId")}/sg`, 17)}`,
    computed: ({ id }, aws) => ({
      arn: aws.arn("ec2", `security-group/${id}`),
      description: "default VPC security group",
      name: "default",
      ownerId: aws.accountId,
    }),
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    required: [],
    replaceOn: ["name", "namePrefix"],
    nameProperty: "name",
    id: randomId("lt"),
    computed: ({ id, revision }, aws) => ({
      arn: aws.arn("ec2", `launch-template/${id}`),
      defaultVersion: 1,
      latestVersion: revision,
    }),
  },
  "aws:ec2/placementGroup:PlacementGroup": {
    required: ["strategy"],
    replaceOn: ["name", "strategy", "partitionCount", "spreadLevel"],
    nameProperty: "name",
    id: (inputs) => text(inputs, "name"),
    computed: ({ id }, aws) => ({
      arn: aws.arn("ec2", `placement-group/${id}`),
      placementGroupId: `pg-${derivedHex(id, 17)}`,
    }),
  },
};
