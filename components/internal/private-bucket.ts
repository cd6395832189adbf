import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { PlatformComponent } from "./platform-component";
import { named, type Tags } from "./tags";

/** Arguments of `PrivateBucket`. */
export interface PrivateBucketArgs {
  /** Key that encrypts the objects. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Days that an overwritten or deleted object can be brought back. */
  readonly noncurrentDays: number;
  /** Days after which objects end. Default: never. */
  readonly expireAfterDays?: number;
  /** Whether a destroy may delete a bucket that still holds objects. */
  readonly forceDestroy: boolean;
  readonly tags?: Tags;
}

/** An S3 bucket that is private, encrypted with a customer key, versioned, and answers over TLS only. */
export class PrivateBucket extends PlatformComponent {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("PrivateBucket", name, args, opts);
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { forceDestroy: args.forceDestroy, tags: named(args.tags, name) },
      { parent: this },
    );
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.#close(name, bucket);
    this.#keep(name, bucket, args);
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }

  #close(name: string, bucket: aws.s3.Bucket): void {
    const block = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access-block`,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket: bucket.id, policy: bucket.arn.apply(tlsOnlyPolicy) },
      { parent: this, dependsOn: [block] },
    );
  }

  #keep(name: string, bucket: aws.s3.Bucket, args: PrivateBucketArgs): void {
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: bucket.id,
        rules: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: "aws:kms",
              kmsMasterKeyId: args.kmsKeyArn,
            },
            bucketKeyEnabled: true,
          },
        ],
      },
      { parent: this },
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        bucket: bucket.id,
        rules: [
          {
            id: "bounded",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: args.noncurrentDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            ...(args.expireAfterDays !== undefined && {
              expiration: { days: args.expireAfterDays },
            }),
          },
        ],
      },
      { parent: this, dependsOn: [versioning] },
    );
  }
}

function tlsOnlyPolicy(bucketArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
