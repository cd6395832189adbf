import type * as eks from "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";

type Principals = Readonly<Record<string, pulumi.Input<string>>>;
type AccessEntries = NonNullable<eks.ClusterArgs["accessEntries"]>;

/** Access policies of EKS, for the whole cluster. */
const accessPolicies = {
  admin: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
  /** Not `AmazonEKSAdminViewPolicy`, which also reads Secrets: who reads the tokens in them is no viewer. */
  view: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
} as const;

/** One access entry for each principal, under its short name. */
export function accessEntries(administrators: Principals, viewers: Principals): AccessEntries {
  return { ...entriesWith("admin", administrators), ...entriesWith("view", viewers) };
}

function entriesWith(policy: keyof typeof accessPolicies, principals: Principals): AccessEntries {
  return Object.fromEntries(
    Object.entries(principals).map(([name, principalArn]) => [
      name,
      {
        principalArn,
        accessPolicies: {
          [policy]: { policyArn: accessPolicies[policy], accessScope: { type: "cluster" } },
        },
      },
    ]),
  );
}
