import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { nameInArn } from "../internal/arn";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { named, type Tags } from "../internal/tags";
import { bucketStatements, metricWriteStatement, type BucketAccess } from "./plan";
import { workloadRoleProblems } from "./rules";
import { podIdentityTrust, webIdentityTrust } from "./trust";

/** The cluster whose ServiceAccount takes the role on. */
export interface IdentityCluster {
  /** Name of the EKS cluster. */
  readonly name: pulumi.Input<string>;
  /** ARN of the cluster's OIDC provider in IAM. Needed for `method: "webIdentity"`. */
  readonly oidcProviderArn?: pulumi.Input<string>;
  /** Issuer of the cluster without `https://`. Needed for `method: "webIdentity"`. */
  readonly oidcIssuer?: pulumi.Input<string>;
}

/** Arguments of `WorkloadRole`. */
export interface WorkloadRoleArgs {
  readonly cluster: IdentityCluster;
  /** Namespace of the ServiceAccount. */
  readonly namespace: string;
  /** Name of the ServiceAccount: one role serves exactly one. */
  readonly serviceAccount: string;
  /**
   * `podIdentity`: EKS Pod Identity, needs the add-on `eks-pod-identity-agent`. `webIdentity`: IAM roles for service
   * accounts, for software whose SDK does not know Pod Identity yet; the caller annotates the ServiceAccount with
   * `roleArn`. Default: `podIdentity`, because the trust needs no issuer and survives a new cluster.
   */
  readonly method?: "podIdentity" | "webIdentity";
  /** Whether EKS should associate the role itself (only `podIdentity`). `false` where an add-on does it. Default: `true`. */
  readonly associate?: boolean;
  /** Objects that the workload may read or write: bucket, prefix and key, nothing wider. Default: none. */
  readonly buckets?: readonly BucketAccess[];
  /** Workspaces of Amazon Managed Service for Prometheus that the workload may write samples to. Default: none. */
  readonly metricWorkspaceArns?: readonly pulumi.Input<string>[];
  /** ARNs of managed policies, for AWS drivers that publish theirs. Default: none. */
  readonly managedPolicyArns?: readonly string[];
  /** ARN of the IAM policy that bounds what the role may ever do, where an organisation demands one. Default: none. */
  readonly permissionsBoundaryArn?: pulumi.Input<string>;
  readonly tags?: Tags;
}

/**
 * An IAM role for one ServiceAccount, with access to named buckets, prefixes and metric workspaces only. Its trust policy names namespace and
 * ServiceAccount with both methods.
 *
 * @throws pulumi.InputPropertiesError for a name that Kubernetes would refuse, a prefix that is wider than it looks, a
 * boundary that is no policy, or web identity without the cluster's issuer.
 */
export class WorkloadRole extends PlatformComponent {
  /** ARN of the role. */
  readonly roleArn: pulumi.Output<string>;
  /** Resources that must exist before a pod can use the role. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: WorkloadRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`WorkloadRole "${name}"`, workloadRoleProblems(args));
    super("WorkloadRole", name, args, opts);

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        assumeRolePolicy: trustOf(args),
        permissionsBoundary: args.permissionsBoundaryArn,
        tags: named(args.tags, name),
      },
      { parent: this },
    );
    const policies = [
      ...(args.managedPolicyArns ?? []).map(
        (policyArn) =>
          new aws.iam.RolePolicyAttachment(
            `${name}-${nameInArn(policyArn)}`,
            { role: role.name, policyArn },
            { parent: this },
          ),
      ),
      ...this.#createBucketPolicy(name, role, args.buckets ?? []),
      ...this.#createMetricPolicy(name, role, args.metricWorkspaceArns ?? []),
    ];
    this.roleArn = role.arn;
    this.ready = [...policies, ...this.#createAssociation(name, role, args)];
    this.registerOutputs({ roleArn: this.roleArn });
  }

  #createBucketPolicy(
    name: string,
    role: aws.iam.Role,
    buckets: readonly BucketAccess[],
  ): aws.iam.RolePolicy[] {
    if (buckets.length === 0) return [];
    const policy = pulumi
      .output(buckets)
      .apply((known) =>
        JSON.stringify({ Version: "2012-10-17", Statement: known.flatMap(bucketStatements) }),
      );
    return [new aws.iam.RolePolicy(`${name}-buckets`, { role: role.id, policy }, { parent: this })];
  }

  #createMetricPolicy(
    name: string,
    role: aws.iam.Role,
    workspaceArns: readonly pulumi.Input<string>[],
  ): aws.iam.RolePolicy[] {
    if (workspaceArns.length === 0) return [];
    const policy = pulumi
      .output(workspaceArns)
      .apply((known) =>
        JSON.stringify({ Version: "2012-10-17", Statement: [metricWriteStatement(known)] }),
      );
    return [new aws.iam.RolePolicy(`${name}-metrics`, { role: role.id, policy }, { parent: this })];
  }

  #createAssociation(
    name: string,
    role: aws.iam.Role,
    args: WorkloadRoleArgs,
  ): aws.eks.PodIdentityAssociation[] {
    if (args.method === "webIdentity" || args.associate === false) return [];
    return [
      new aws.eks.PodIdentityAssociation(
        `${name}-association`,
        {
          clusterName: args.cluster.name,
          namespace: args.namespace,
          serviceAccount: args.serviceAccount,
          roleArn: role.arn,
          tags: named(args.tags, name),
        },
        { parent: this },
      ),
    ];
  }
}

function trustOf(args: WorkloadRoleArgs): pulumi.Input<string | aws.iam.PolicyDocument> {
  if (args.method !== "webIdentity") return podIdentityTrust(args);
  return webIdentityTrust({
    oidcProviderArn: args.cluster.oidcProviderArn ?? "",
    oidcIssuer: args.cluster.oidcIssuer ?? "",
    namespace: args.namespace,
    serviceAccount: args.serviceAccount,
  });
}
