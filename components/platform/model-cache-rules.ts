import { below, didYouMean, type Problem } from "../internal/problems";
import { isMemory, mebibytes } from "../internal/units";
import { holdsUri } from "../models/cache-plan";
import { modelFolderProblems } from "../nodes/model-folder";
import { planPool } from "../nodes/plan";
import type { PlatformNodePool, PlatformNodePools } from "./node-pools";
import type { ModelBucket, PlatformModelCache } from "./platform-args";

/** What the rules that span a model cache and the rest of a platform look at. */
export interface PlatformCacheInput {
  readonly modelCache?: PlatformModelCache;
  /** Valid pools by name. */
  readonly nodePools: PlatformNodePools;
  readonly tenants: Readonly<Record<string, { readonly modelBuckets?: readonly ModelBucket[] }>>;
}

/** Problems of a model cache with the pools that keep its models, and with the buckets that they come from. */
export function platformCacheProblems({
  modelCache,
  nodePools,
  tenants,
}: PlatformCacheInput): Problem[] {
  if (modelCache === undefined) return [];
  const groups = Object.entries(modelCache.nodeGroups);
  return [
    ...groups.flatMap(([name, { pool, storageLimit }], index) =>
      below(`nodeGroups.${name}`, [
        ...poolProblems(pool, nodePools),
        ...sharedPoolProblems(pool, groups.slice(0, index)),
        ...diskProblems(storageLimit, pool, nodePools[pool]),
      ]),
    ),
    ...Object.entries(modelCache.models).flatMap(([name, { uri }]) =>
      below(`models.${name}`, bucketProblems(uri, knownBuckets(tenants))),
    ),
  ];
}

/** Every bucket that some tenant may read its models from. */
export function knownBuckets(tenants: PlatformCacheInput["tenants"]): ModelBucket[] {
  return Object.values(tenants).flatMap(({ modelBuckets = [] }) => modelBuckets);
}

/** The bucket that a URI lies in. */
export function bucketOf(uri: string, buckets: readonly ModelBucket[]): ModelBucket | undefined {
  return buckets.find(({ bucketName, prefix }) => holdsUri(`s3://${bucketName}/${prefix}`, uri));
}

function poolProblems(pool: string, nodePools: PlatformNodePools): Problem[] {
  const path = "pool";
  const args = nodePools[pool];
  if (args !== undefined) {
    return modelFolderProblems({ ...args, pool }).map(({ reason }) => ({ path, reason }));
  }
  const names = Object.keys(nodePools);
  return [
    {
      path,
      reason: `"${pool}" is not a pool of nodePools.${didYouMean(pool, names)} Write one of ${names.join(", ") || "those that you add there"}.`,
    },
  ];
}

/** KServe takes the room of each group for its own. */
function sharedPoolProblems(
  pool: string,
  others: readonly (readonly [string, { readonly pool: string }])[],
): Problem[] {
  const [other] = others.find(([, group]) => group.pool === pool) ?? [];
  if (other === undefined) return [];
  return [
    {
      path: "pool",
      reason: `"${pool}" is the pool of ${other} too, and both would fill the same disks. Keep one of the two.`,
    },
  ];
}

function diskProblems(
  storageLimit: PlatformModelCache["nodeGroups"][string]["storageLimit"],
  pool: string,
  args: PlatformNodePool | undefined,
): Problem[] {
  if (args === undefined || !isMemory(storageLimit)) return [];
  const { diskSizeGiB, types } = planPool({ ...args, pool });
  const nvmeGB = Math.min(...types.map(({ localNvmeGB }) => localNvmeGB));
  const local = args.localNvme === true;
  const room = local ? Math.floor((nvmeGB * 1e9) / 2 ** 20) : diskSizeGiB * 1024;
  if (mebibytes(storageLimit) < room) return [];
  return [
    {
      path: "storageLimit",
      reason: local
        ? `${storageLimit} does not fit on the local disks of ${pool}: ${nvmeGB} GB (${room}Mi) on the smallest type, and images and logs lie there too. Lower it.`
        : `${storageLimit} does not fit on the volume of ${pool}: ${diskSizeGiB} GiB, and images and logs lie there too. Lower it, raise diskSizeGiB of the pool, or use types with local disks and localNvme.`,
    },
  ];
}

/** The download Jobs get a role for what is known to be read: never for the prefixes of tenants, which every tenant would be served. */
function bucketProblems(uri: string, buckets: readonly ModelBucket[]): Problem[] {
  if (!uri.startsWith("s3://") || bucketOf(uri, buckets) !== undefined) return [];
  const places = buckets.map(({ bucketName, prefix }) => `s3://${bucketName}/${prefix}`);
  return [
    {
      path: "uri",
      reason: `"${uri}" lies in no bucket of modelBuckets of a tenant: ${places.join(", ") || "there is none"}. Copy the model to one, or add its bucket there. Models of the model store cannot be cached: every tenant is served what is.`,
    },
  ];
}
