import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { named } from "../internal/tags";
import type { NodePoolArgs } from "./pool-args";

/** A security group whose members reach each other on every port, in and out: what EFA asks for, and no more. */
export function createEfaSecurityGroup(
  name: string,
  args: NodePoolArgs,
  parent: pulumi.Resource,
): aws.ec2.SecurityGroup {
  const tags = named(args.tags, `${name}-efa`);
  const group = new aws.ec2.SecurityGroup(
    `${name}-efa`,
    {
      vpcId: args.cluster.vpcId,
      description: "Elastic Fabric Adapter: every port between the nodes of one pool",
      tags,
    },
    { parent },
  );
  const toEachOther = {
    securityGroupId: group.id,
    referencedSecurityGroupId: group.id,
    ipProtocol: "-1",
    description: "Nodes of the pool",
    tags,
  };
  new aws.vpc.SecurityGroupIngressRule(`${name}-efa-in`, toEachOther, { parent });
  new aws.vpc.SecurityGroupEgressRule(`${name}-efa-out`, toEachOther, { parent });
  return group;
}
