import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { BucketAccess } from "../identity/plan";
import { WorkloadRole, type IdentityCluster } from "../identity/workload-role";
import { named, type Tags } from "../internal/tags";

/** Name of the add-on in EKS. */
export const S3_DRIVER_ADDON = "aws-mountpoint-s3-csi-driver";

/** What the driver of one cluster needs. */
export interface S3DriverArgs {
  /** Its OIDC provider and issuer are needed. */
  readonly cluster: IdentityCluster;
  /** What the driver may read, and so what any pod of the cluster can mount. */
  readonly buckets: readonly BucketAccess[];
  readonly addonVersion: string;
  readonly tags?: Tags;
}

/**
 * Registers the Mountpoint for S3 driver of a cluster: an EKS add-on, of which a cluster can have one. AWS documents web
 * identity for the role of the driver itself, and nothing else.
 */
export function createS3Driver(
  names: { readonly role: string; readonly addon: string },
  args: S3DriverArgs,
  parent: pulumi.Resource,
): void {
  const role = new WorkloadRole(
    names.role,
    {
      cluster: args.cluster,
      namespace: "kube-system",
      serviceAccount: "s3-csi-driver-sa",
      method: "webIdentity",
      buckets: args.buckets,
      tags: args.tags,
    },
    { parent },
  );
  new aws.eks.Addon(
    names.addon,
    {
      clusterName: args.cluster.name,
      addonName: S3_DRIVER_ADDON,
      addonVersion: args.addonVersion,
      serviceAccountRoleArn: role.roleArn,
      // GPU nodes are tainted, and that is where models are mounted.
      configurationValues: JSON.stringify({ node: { tolerateAllTaints: true } }),
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      tags: named(args.tags, names.addon),
    },
    { parent, dependsOn: [...role.ready] },
  );
}
