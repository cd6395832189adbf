import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { BucketAccess } from "../identity/plan";
import type { IdentityCluster } from "../identity/workload-role";
import { ModelCache } from "../models/model-cache";
import type { ServingPlatform } from "../serving/serving-platform";
import { bucketOf, knownBuckets } from "./model-cache-rules";
import type { PlatformNodePools } from "./node-pools";
import type { InferencePlatformArgs, PlatformModelCache, PlatformTenant } from "./platform-args";

/** What a model cache stands on. */
interface Foundation {
  readonly cluster: IdentityCluster;
  readonly serving: ServingPlatform;
  /** Nodes that keep models go after the cache. */
  readonly nodePools: readonly pulumi.Resource[];
}

/** Registers the model cache of a platform, where there is one. */
export function createModelCache(
  name: string,
  { modelCache, tenants, artifacts, tags }: InferencePlatformArgs,
  { cluster, serving, nodePools }: Foundation,
  inCluster: { readonly parent: pulumi.Resource; readonly provider: kubernetes.Provider },
): ModelCache[] {
  if (modelCache === undefined) return [];
  return [
    new ModelCache(
      `${name}-cache`,
      {
        ...modelCache,
        cluster,
        buckets: cacheBuckets(modelCache, tenants),
        kserveNamespace: serving.namespace,
        artifacts,
        tags,
      },
      { ...inCluster, dependsOn: [serving, ...nodePools] },
    ),
  ];
}

/** The pools, with those marked whose nodes keep models. */
export function cachingPools(
  nodePools: PlatformNodePools,
  modelCache: PlatformModelCache | undefined,
): PlatformNodePools {
  const caching = Object.values(modelCache?.nodeGroups ?? {}).map(({ pool }) => pool);
  return Object.fromEntries(
    Object.entries(nodePools).map(([pool, args]) => [
      pool,
      caching.includes(pool) ? { ...args, modelCache: true } : args,
    ]),
  );
}

/** Read access to the folder of each model in S3, with the key of its bucket. */
function cacheBuckets(
  { models }: PlatformModelCache,
  tenants: Readonly<Record<string, PlatformTenant>>,
): BucketAccess[] {
  return Object.values(models).flatMap(({ uri }) => {
    const bucket = bucketOf(uri, knownBuckets(tenants));
    if (bucket === undefined) return [];
    const { bucketName, kmsKeyArn } = bucket;
    const folder = uri.slice(`s3://${bucketName}/`.length).replace(/\/*$/, "");
    return [
      {
        bucketArn: `arn:aws:s3:::${bucketName}`,
        prefix: folder === "" ? "" : `${folder}/`,
        access: "read",
        ...(kmsKeyArn !== undefined && { kmsKeyArn }),
      },
    ];
  });
}
