import type { ClusterArgs, SystemPoolArgs } from "../cluster/cluster";
import type { Artifacts } from "../internal/artifacts";
import type { Tags } from "../internal/tags";
import type { TenantAccess } from "../mesh/access-args";
import type { InferenceGatewayArgs } from "../mesh/inference-gateway";
import type { ModelCacheArgs } from "../models/model-cache";
import type { ExistingNetworkArgs } from "../network/existing-network";
import type { NetworkArgs } from "../network/network";
import type { ObservabilityArgs } from "../observability/observability-args";
import type { TenantArgs } from "../tenancy/tenant";
import type { PlatformNodePools } from "./node-pools";

/** A tenant of a platform, and who may ask its models. */
export interface PlatformTenant extends Omit<TenantArgs, "tenant" | "migProfiles"> {
  /** Default: all who reach the gateway. */
  readonly access?: TenantAccess;
  /** Buckets beside the model store that its models may be read from. Default: none. */
  readonly modelBuckets?: readonly ModelBucket[];
}

/** One prefix of a bucket of yours. Where the bucket is in another account, its policy has to allow the role too. */
export interface ModelBucket {
  readonly bucketName: string;
  /** Ends in `/`; empty for the whole bucket. */
  readonly prefix: string;
  /** Key that encrypts the objects. Default: none, for buckets without a customer key. */
  readonly kmsKeyArn?: string;
}

/** What may be said of observability; the rest follows from the platform. */
type PlatformObservability = Pick<
  ObservabilityArgs,
  | "metricRetentionDays"
  | "metricStorageGiB"
  | "metricSeries"
  | "remoteWrite"
  | "alerts"
  | "runbookBaseUrl"
  | "logRetentionDays"
  | "logStorageGiB"
  | "traces"
  | "managed"
>;

/** Models on the disks of nodes, for every tenant. */
export type PlatformModelCache = Pick<ModelCacheArgs, "nodeGroups" | "models">;

/** Arguments of `InferencePlatform`. What shapes the graph is plain. */
export interface InferencePlatformArgs {
  /** `dev`, `staging` or `prod`; goes into the contract. */
  readonly environment: string;
  /** AWS region, for instance `us-east-1`. */
  readonly region: string;
  /** A network to make, or, with `vpcId`, one that exists. */
  readonly network: Omit<NetworkArgs, "tags"> | ExistingNetworkArgs;
  readonly cluster?: Omit<ClusterArgs, "vpcId" | "privateSubnetIds" | "systemPool" | "tags"> & {
    /**
     * Zones of the control plane and of pools that name none. Default: those of the network. Name them, and a zone that
     * the network gets later changes nothing that exists: a managed group is replaced when its subnets change.
     */
    readonly availabilityZones?: readonly string[];
  };
  /** The pool of the platform's own software. */
  readonly systemPool: SystemPoolArgs;
  /** Further pools by name. */
  readonly nodePools: PlatformNodePools;
  readonly gateway: InferenceGatewayArgs;
  /** Sizes and times of metrics, logs and traces, and who is told of alerts. Default: those of `Observability`. */
  readonly observability?: PlatformObservability;
  /** Tenants by name. */
  readonly tenants: Readonly<Record<string, PlatformTenant>>;
  /** Models that nodes keep on their disks before anybody asks for them. Default: none. */
  readonly modelCache?: PlatformModelCache;
  /** Whether a destroy may delete buckets that still hold models and logs. Default: `false`. */
  readonly disposable?: boolean;
  /** Mirrors of charts, images and manifests. Default: the original places. */
  readonly artifacts?: Artifacts;
  /** Tags of every AWS resource. Default: only `Name`. */
  readonly tags?: Tags;
}
