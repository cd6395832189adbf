import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { addonVersion, type AddonVersions } from "../cluster/plan";
import { createS3Driver, S3_DRIVER_ADDON } from "../cluster/s3-driver";
import type { IdentityCluster } from "../identity/workload-role";
import { PlatformComponent } from "../internal/platform-component";
import { PrivateBucket } from "../internal/private-bucket";
import { named, type Tags } from "../internal/tags";
import { modelStoreDefaults } from "./defaults";

/** Arguments of `ModelStore`. */
export interface ModelStoreArgs {
  /**
   * The cluster that mounts the store, to which the store brings the S3 driver; its OIDC provider and issuer are needed.
   * Leave it out where a `Cluster` has the driver (`storageDrivers.mountpointS3`), because a cluster has it once, and where
   * nothing mounts the store. Default: no driver.
   */
  readonly cluster?: IdentityCluster;
  /** Versions of add-ons that differ from the pinned ones: `addonVersions` of the `Cluster`. Default: the pinned one. */
  readonly addonVersions?: AddonVersions;
  /** Region of the bucket, for instance `us-east-1`. */
  readonly region: pulumi.Input<string>;
  /** Whether a destroy may delete a store that still holds models. Default: `false`. */
  readonly forceDestroy?: boolean;
  readonly tags?: Tags;
}

/**
 * Where models live: a private, versioned bucket with a key of its own, and for a cluster the EKS add-on that
 * mounts it into pods (Mountpoint for S3), whose role can read this bucket and nothing else.
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
    if (args.cluster !== undefined) {
      createS3Driver(
        { role: `${name}-driver`, addon: `${name}-driver-addon` },
        {
          cluster: args.cluster,
          buckets: [
            { bucketArn: bucket.bucketArn, prefix: "", access: "read", kmsKeyArn: key.arn },
          ],
          addonVersion: addonVersion(S3_DRIVER_ADDON, args.addonVersions),
          tags,
        },
        this,
      );
    }

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
