import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { WorkloadRole, type IdentityCluster } from "../identity/workload-role";
import { PlatformComponent } from "../internal/platform-component";
import { PrivateBucket } from "../internal/private-bucket";
import { named, type Tags } from "../internal/tags";
import { versions } from "../versions";
import { modelStoreDefaults, S3_DRIVER_SERVICE_ACCOUNT } from "./defaults";

/** Arguments of `ModelStore`. */
export interface ModelStoreArgs {
  /** The cluster that mounts the store; its OIDC provider and issuer are needed. */
  readonly cluster: IdentityCluster;
  /** Region of the bucket, for instance `us-east-1`. */
  readonly region: pulumi.Input<string>;
  /** Whether a destroy may delete a store that still holds models. Default: `false`. */
  readonly forceDestroy?: boolean;
  readonly tags?: Tags;
}

/**
 * Where models live: a private, versioned bucket with a key of its own, and the EKS add-on that mounts it into pods
 * (Mountpoint for S3), whose role can read this bucket and nothing else.
 */
export class ModelStore extends PlatformComponent {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;
  /** Key that encrypts the models. */
  readonly kmsKeyArn: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;

  constructor(name: string, args: ModelStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ModelStore", name, args, opts);
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Models of ${name}`,
        enableKeyRotation: true,
        deletionWindowInDays: modelStoreDefaults.keyDeletionWindowDays,
        tags: named(args.tags, `${name}-key`),
      },
      { parent: this },
    );
    const { tags } = args;
    const bucket = new PrivateBucket(
      `${name}-models`,
      {
        kmsKeyArn: key.arn,
        noncurrentDays: modelStoreDefaults.noncurrentDays,
        forceDestroy: args.forceDestroy ?? false,
        tags,
      },
      { parent: this },
    );
    const driverRole = new WorkloadRole(
      `${name}-driver`,
      {
        cluster: args.cluster,
        namespace: "kube-system",
        serviceAccount: S3_DRIVER_SERVICE_ACCOUNT,
        method: "webIdentity",
        buckets: [{ bucketArn: bucket.bucketArn, prefix: "", access: "read", kmsKeyArn: key.arn }],
        tags,
      },
      { parent: this },
    );
    new aws.eks.Addon(
      `${name}-driver-addon`,
      {
        clusterName: args.cluster.name,
        addonName: "aws-mountpoint-s3-csi-driver",
        addonVersion: versions.addons["aws-mountpoint-s3-csi-driver"],
        serviceAccountRoleArn: driverRole.roleArn,
        // GPU nodes are tainted, and that is where models are mounted.
        configurationValues: JSON.stringify({ node: { tolerateAllTaints: true } }),
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
        tags: named(args.tags, `${name}-driver-addon`),
      },
      { parent: this, dependsOn: [...driverRole.ready] },
    );

    this.bucketName = bucket.bucketName;
    this.bucketArn = bucket.bucketArn;
    this.kmsKeyArn = key.arn;
    this.region = pulumi.output(args.region);
    this.registerOutputs({
      bucketName: this.bucketName,
      bucketArn: this.bucketArn,
      kmsKeyArn: this.kmsKeyArn,
      region: this.region,
    });
  }
}
