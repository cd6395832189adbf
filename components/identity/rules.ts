import { nameProblems } from "../internal/names";
import type { Problem } from "../internal/problems";

/** What the rules of a workload role look at. */
export interface WorkloadRoleRuleInput {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly method?: "podIdentity" | "webIdentity";
  readonly cluster: { readonly oidcProviderArn?: unknown; readonly oidcIssuer?: unknown };
  readonly buckets?: readonly { readonly prefix: string }[];
  readonly permissionsBoundaryArn?: unknown;
}

/** Problems of the arguments of a `WorkloadRole`. */
export function workloadRoleProblems(args: WorkloadRoleRuleInput): Problem[] {
  return [
    ...nameProblems("namespace", args.namespace),
    ...nameProblems("serviceAccount", args.serviceAccount, 253),
    ...webIdentityProblems(args),
    ...bucketProblems(args.buckets ?? []),
    ...boundaryProblems(args.permissionsBoundaryArn),
  ];
}

/** Problems of a list of accesses to buckets. */
export function bucketProblems(buckets: readonly { readonly prefix: string }[]): Problem[] {
  return buckets.flatMap(({ prefix }, index) => prefixProblems(`buckets[${index}].prefix`, prefix));
}

function boundaryProblems(arn: unknown): Problem[] {
  if (typeof arn !== "string" || /^arn:[a-z-]+:iam::(\d{12}|aws):policy\/\S+$/.test(arn)) return [];
  return [
    {
      path: "permissionsBoundaryArn",
      reason: `"${arn}" is not the ARN of an IAM policy. Write for instance arn:aws:iam::111122223333:policy/boundary.`,
    },
  ];
}

function webIdentityProblems(args: WorkloadRoleRuleInput): Problem[] {
  if (args.method !== "webIdentity") return [];
  return (["oidcProviderArn", "oidcIssuer"] as const)
    .filter((key) => args.cluster[key] === undefined)
    .map((key) => ({
      path: `cluster.${key}`,
      reason: `is missing. Web identity needs it: pass the output of the cluster, or use method "podIdentity".`,
    }));
}

/** Problems of an S3 prefix that limits access: no leading slash, no wildcard, a slash at the end. */
export function prefixProblems(path: string, prefix: string): Problem[] {
  if (prefix === "") return [];
  if (!/^[A-Za-z0-9!_.'()-][A-Za-z0-9!_.'()/-]*\/$/.test(prefix) || prefix.includes("..")) {
    return [
      {
        path,
        reason: `"${prefix}" is not a prefix that limits access. Start with a name, use no wildcard or "..", and end with "/", for instance tenants/fraud/.`,
      },
    ];
  }
  return [];
}
