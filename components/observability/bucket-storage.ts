import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { WorkloadRole, type IdentityCluster } from "../identity/workload-role";
import { PrivateBucket } from "../internal/private-bucket";
import { named, type Tags } from "../internal/tags";
import type { BucketStorage } from "./loki-values";

/** What is stored, by whom, and for how long. */
export interface BucketUse {
  /** `logs` or `traces`: in the names of bucket and key. */
  readonly signal: "logs" | "traces";
  /** Name of the software, in the name of its role. */
  readonly software: string;
  /** ServiceAccount in the namespace `monitoring` that may use the bucket. */
  readonly serviceAccount: string;
  /** Days after which the software deletes; the bucket deletes what it missed a week later. */
  readonly retentionDays: number;
}

/** Arguments of `createBucketStorage`. */
export interface BucketStorageArgs extends BucketUse {
  readonly cluster: IdentityCluster;
  readonly region: pulumi.Input<string>;
  readonly forceDestroy: boolean;
  readonly tags: Tags | undefined;
}

/** A bucket for one signal and the role with which its software uses it. */
export interface CreatedStorage extends BucketStorage {
  /** Whose policy must be there before the software writes. */
  readonly role: WorkloadRole;
}

const graceDays = 7;

/** Registers an encrypted bucket with a key of its own, and a role for one ServiceAccount that may use nothing else. */
export function createBucketStorage(
  name: string,
  args: BucketStorageArgs,
  opts: { readonly parent: pulumi.Resource },
): CreatedStorage {
  const { signal, software, cluster, region, tags } = args;
  const title = `${signal.charAt(0).toUpperCase()}${signal.slice(1)}`;
  const key = new aws.kms.Key(
    `${name}-${signal}-key`,
    {
      description: `${title} of ${name}`,
      enableKeyRotation: true,
      tags: named(tags, `${name}-${signal}-key`),
    },
    opts,
  );
  const bucket = new PrivateBucket(
    `${name}-${signal}`,
    {
      kmsKeyArn: key.arn,
      noncurrentDays: 1,
      expireAfterDays: args.retentionDays + graceDays,
      forceDestroy: args.forceDestroy,
      tags,
    },
    opts,
  );
  const role = new WorkloadRole(
    `${name}-${software}-role`,
    {
      cluster,
      namespace: "monitoring",
      serviceAccount: args.serviceAccount,
      method: "webIdentity",
      buckets: [
        { bucketArn: bucket.bucketArn, prefix: "", access: "readWrite", kmsKeyArn: key.arn },
      ],
      tags,
    },
    opts,
  );
  return { role, bucketName: bucket.bucketName, region, roleArn: role.roleArn };
}
