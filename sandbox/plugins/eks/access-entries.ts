import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { AccessEntry } from "./arguments";
import { optional } from "./optional";

/** The access entries of a cluster with their policies; the role of the instances gets one as well. */
export function accessEntries(
  name: string,
  clusterName: pulumi.Output<string>,
  entries: Readonly<Record<string, AccessEntry>>,
  instanceRole: aws.iam.Role | undefined,
  parent: pulumi.Resource,
  cluster: aws.eks.Cluster,
): void {
  const nodes: Record<string, AccessEntry> =
    instanceRole === undefined
      ? {}
      : {
          defaultNodeGroupInstanceRole: { principalArn: instanceRole.arn, type: "EC2_LINUX" },
        };
  for (const [key, entry] of Object.entries({ ...nodes, ...entries })) {
    const made = new aws.eks.AccessEntry(
      `${name}-${key}`,
      {
        clusterName,
        principalArn: entry.principalArn,
        ...optional("type", entry.type),
        ...optional("kubernetesGroups", entry.kubernetesGroups),
        ...optional("userName", entry.username),
        ...optional("tags", entry.tags),
      },
      { parent, dependsOn: [cluster] },
    );
    for (const [policy, association] of Object.entries(entry.accessPolicies ?? {})) {
      new aws.eks.AccessPolicyAssociation(
        `${name}-${key}-${policy}`,
        {
          clusterName,
          principalArn: entry.principalArn,
          policyArn: association.policyArn,
          accessScope: association.accessScope,
        },
        { parent, dependsOn: [made] },
      );
    }
  }
}
