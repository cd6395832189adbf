import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { servicePrincipalTrust } from "../identity/trust";
import { nameInArn } from "../internal/arn";
import { named, type Tags } from "../internal/tags";

/** What an EC2 node needs to join the cluster, give pods addresses and pull images. */
const nodeRolePolicies = [
  "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
  "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
  "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
] as const;

/** A role of nodes, and what must exist before an instance with it can work. */
export interface NodeRole {
  readonly role: aws.iam.Role;
  readonly attachments: readonly aws.iam.RolePolicyAttachment[];
}

/** The IAM role of EC2 nodes, `<name>-node-role`, with the policies that every node needs. */
export function createNodeRole(
  name: string,
  tags: Tags | undefined,
  parent: pulumi.Resource,
): NodeRole {
  const role = new aws.iam.Role(
    `${name}-node-role`,
    {
      assumeRolePolicy: servicePrincipalTrust("ec2.amazonaws.com"),
      tags: named(tags, `${name}-node-role`),
    },
    { parent },
  );
  const attachments = nodeRolePolicies.map(
    (policyArn) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-node-role-${nameInArn(policyArn)}`,
        { role: role.name, policyArn },
        { parent },
      ),
  );
  return { role, attachments };
}
