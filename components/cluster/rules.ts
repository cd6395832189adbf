import type { Input } from "@pulumi/pulumi";

import { logRetentionProblems } from "../internal/log-retention";
import type { Problem } from "../internal/problems";
import { sourceCidrProblems } from "../network/rules";

/** What the rules of a cluster look at. */
export interface ClusterRuleInput {
  readonly clusterName?: string;
  readonly publicAccessCidrs?: readonly string[];
  readonly logRetentionDays?: Input<number>;
}

/** Problems of the arguments of a `Cluster` of that name. */
export function clusterProblems(name: string, cluster: ClusterRuleInput): Problem[] {
  return [
    ...clusterNameProblems(cluster.clusterName ?? name),
    ...sourceCidrProblems("publicAccessCidrs", cluster.publicAccessCidrs ?? []),
    ...logRetentionProblems("logRetentionDays", cluster.logRetentionDays),
  ];
}

function clusterNameProblems(name: string): Problem[] {
  if (/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)) return [];
  return [
    {
      path: "clusterName",
      reason: `"${name}" is not a name that EKS takes. Use letters, digits, "-" and "_", start with a letter or digit, at most 100 characters.`,
    },
  ];
}
