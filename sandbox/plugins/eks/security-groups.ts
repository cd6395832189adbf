import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { ClusterArguments } from "./arguments";
import { optional } from "./optional";
import { mergedTags } from "./tags";

/** Security groups of a cluster, and the rule that lets pods reach its API server. */
export interface ClusterSecurityGroups {
  readonly cluster: aws.ec2.SecurityGroup;
  readonly node: aws.ec2.SecurityGroup;
  readonly ingress: aws.ec2.SecurityGroupRule;
}

const everyPort = { fromPort: 0, toPort: 0, protocol: "-1" };
const toInternet = {
  ...everyPort,
  type: "egress",
  cidrBlocks: ["0.0.0.0/0"],
  description: "Allow internet access.",
};

/** The groups of the control plane and of the nodes, with their rules. */
export function securityGroups(
  name: string,
  args: ClusterArguments,
  parent: pulumi.Resource,
): ClusterSecurityGroups {
  const group = (suffix: string): aws.ec2.SecurityGroup =>
    new aws.ec2.SecurityGroup(
      `${name}-${suffix}`,
      {
        ...optional("vpcId", args.vpcId),
        revokeRulesOnDelete: true,
        tags: mergedTags({ Name: `${name}-${suffix}` }, args.tags),
      },
      { parent },
    );
  const rule = (
    suffix: string,
    securityGroup: aws.ec2.SecurityGroup,
    rest: Omit<aws.ec2.SecurityGroupRuleArgs, "securityGroupId">,
  ): aws.ec2.SecurityGroupRule =>
    new aws.ec2.SecurityGroupRule(
      `${name}-${suffix}`,
      { ...rest, securityGroupId: securityGroup.id },
      { parent },
    );
  const cluster = group("eksClusterSecurityGroup");
  const node = group("nodeSecurityGroup");
  rule("eksClusterInternetEgressRule", cluster, toInternet);
  rule("eksNodeIngressRule", node, {
    ...everyPort,
    type: "ingress",
    self: true,
    description: "Allow nodes to reach each other.",
  });
  rule("eksNodeInternetEgressRule", node, toInternet);
  const ingress = rule("eksClusterIngressRule", cluster, {
    type: "ingress",
    fromPort: 443,
    toPort: 443,
    protocol: "tcp",
    sourceSecurityGroupId: node.id,
    description: "Allow pods to reach the API server of the cluster.",
  });
  return { cluster, node, ingress };
}
