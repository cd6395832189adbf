import { clusterProblems, type ClusterRuleInput } from "../cluster/rules";
import { versionProblems } from "../cluster/version-rules";
import type { GpuOffer } from "../gpu/offers";
import { below, didYouMean, keyed, type Problem } from "../internal/problems";
import { karpenterProblems } from "../karpenter/rules";
import { accessProblems, type AccessRuleGateway } from "../mesh/access-rules";
import { gatewayProblems, type GatewayRuleInput } from "../mesh/rules";
import {
  existingNetworkProblems,
  type ExistingNetworkRuleInput,
} from "../network/existing-network-rules";
import { networkProblems, type NetworkRuleInput } from "../network/rules";
import type { ManagedPoolRequest } from "../nodes/pool-request";
import { imageVersionProblems } from "../nodes/image-rules";
import { nodePoolProblems } from "../nodes/rules";
import { observabilityProblems, type ObservabilityRuleInput } from "../observability/rules";
import { tenantProblems, type TenantRuleInput } from "../tenancy/rules";
import { versions } from "../versions";
import { modelCacheProblems } from "../models/cache-rules";
import { modelBucketProblems } from "./model-bucket-rules";
import {
  needsKarpenter,
  offersOf,
  type PlatformNodePool,
  type PlatformNodePools,
} from "./node-pools";
import { platformCacheProblems } from "./model-cache-rules";
import type { PlatformModelCache, PlatformTenant } from "./platform-args";

type SystemPoolInput = Omit<ManagedPoolRequest, "pool">;
type TenantInput = Omit<TenantRuleInput, "tenant"> &
  Pick<PlatformTenant, "access" | "modelBuckets">;

/** What the rules of a platform look at: the arguments of its parts. */
export interface PlatformRuleInput {
  readonly network: NetworkRuleInput | ExistingNetworkRuleInput;
  readonly cluster?: ClusterRuleInput & { readonly availabilityZones?: readonly string[] };
  readonly systemPool: SystemPoolInput;
  /** Pools by name, without the system pool. */
  readonly nodePools: PlatformNodePools;
  readonly gateway: GatewayRuleInput;
  readonly observability?: ObservabilityRuleInput;
  readonly tenants: Readonly<Record<string, TenantInput>>;
  readonly modelCache?: PlatformModelCache;
}

/**
 * Every problem of a platform of that name, those of its parts included: they are all told before the first part
 * registers anything.
 */
export function platformProblems(name: string, input: PlatformRuleInput): Problem[] {
  const wrongNetwork = anyNetworkProblems(input.network);
  return [
    ...below("network", wrongNetwork),
    ...below("cluster", clusterProblems(name, input.cluster ?? {})),
    ...storeDriverProblems(input.cluster),
    ...below("systemPool", nodePoolProblems({ ...input.systemPool, pool: "system" })),
    ...Object.entries(input.nodePools).flatMap(([pool, args]) =>
      below(`nodePools.${pool}`, keyed("pool", nodePoolProblems({ ...args, pool }))),
    ),
    ...(needsKarpenter(input.nodePools) ? karpenterProblems(`${name}-karpenter`, {}) : []),
    ...below("gateway", gatewayProblems(input.gateway)),
    ...below("observability", observabilityProblems(input.observability ?? {})),
    ...Object.entries(input.tenants).flatMap(([tenant, args]) =>
      below(`tenants.${tenant}`, keyed("tenant", tenantProblems({ ...args, tenant }))),
    ),
    ...(input.modelCache === undefined
      ? []
      : below("modelCache", modelCacheProblems(input.modelCache))),
    ...crossProblems({
      ...input,
      network: soundZones(input.network, wrongNetwork),
      nodeVersion: soundNodeVersion(input.cluster ?? {}),
      gpuOffers: soundOffers(input.nodePools),
      gateway: soundGateway(input.gateway),
    }),
  ];
}

/** EKS has an add-on once a cluster, and the model store of the platform brings this one. */
function storeDriverProblems(cluster: ClusterRuleInput | undefined): Problem[] {
  if (cluster?.storageDrivers?.mountpointS3 === undefined) return [];
  return [
    {
      path: "cluster.storageDrivers.mountpointS3",
      reason:
        "is there already: the model store of the platform brings the driver, for its own bucket. Remove it.",
    },
  ];
}

function soundOffers(nodePools: PlatformNodePools): GpuOffer[] | undefined {
  const wrong = Object.values(nodePools).flatMap((p) => nodePoolProblems({ ...p, pool: "any" }));
  return wrong.length === 0 ? offersOf(nodePools) : undefined;
}

/** Problems of a network, whether it is to be made or exists. */
export function anyNetworkProblems(
  network: NetworkRuleInput | ExistingNetworkRuleInput,
): Problem[] {
  return "vpcId" in network ? existingNetworkProblems(network) : networkProblems(network);
}

/** The zones of a network, which has these problems; `undefined` where its zones are wrong themselves. */
export function soundZones(
  network: PlatformRuleInput["network"],
  problems: readonly Problem[],
): CrossRuleInput["network"] {
  if (problems.some(({ path }) => path.includes("availabilityZones"))) return undefined;
  return "vpcId" in network ? {} : network;
}

/** The hosts of a gateway; `undefined` where it is wrong itself. */
export function soundGateway(gateway: GatewayRuleInput): AccessRuleGateway | undefined {
  const { domain, additionalDomains = [], hosts = [] } = gateway;
  return gatewayProblems(gateway).length > 0 ? undefined : { domain, additionalDomains, hosts };
}

/** The Kubernetes minor of the nodes; `undefined` where the versions are wrong themselves. */
export function soundNodeVersion(cluster: ClusterRuleInput): string | undefined {
  if (versionProblems(cluster).length > 0) return undefined;
  return cluster.nodeVersion ?? cluster.version ?? versions.kubernetes;
}

/**
 * What the rules that span several parts look at. What is wrong in itself is left out: a pool with a mistyped instance
 * type shall not be called a missing pool as well.
 */
export interface CrossRuleInput {
  /** Without zones: a network that exists already. */
  readonly network?: { readonly availabilityZones?: readonly string[] };
  readonly cluster?: { readonly availabilityZones?: readonly string[] };
  /** Kubernetes minor of the nodes. */
  readonly nodeVersion?: string;
  readonly systemPool?: Pick<SystemPoolInput, "scaling" | "imageRelease">;
  readonly nodePools: PlatformNodePools;
  /** What the pools offer, where all of them are right. */
  readonly gpuOffers?: readonly GpuOffer[];
  /** Hosts of the gateway. */
  readonly gateway?: AccessRuleGateway;
  readonly tenants: Readonly<
    Record<string, Pick<TenantInput, "quota" | "access" | "modelBuckets">>
  >;
  readonly modelCache?: PlatformModelCache;
}

/** Problems that no single part can see: taken names, zones that the network lacks, quotas for GPUs that no pool has, hosts of others. */
export function crossProblems(input: CrossRuleInput): Problem[] {
  return [
    ...systemPoolProblems(input),
    ...zoneProblems(input),
    ...Object.entries(input.nodePools).flatMap(([pool, args]) => oneZoneProblems(pool, args)),
    ...imageProblems(input),
    ...Object.entries(input.tenants).flatMap(([tenant, { quota }]) =>
      below(`tenants.${tenant}.quota`, gpuQuotaProblems(quota, input.gpuOffers)),
    ),
    ...accessProblems(input.gateway, input.tenants),
    ...Object.entries(input.tenants).flatMap(([tenant, { modelBuckets }]) =>
      below(`tenants.${tenant}`, modelBucketProblems(modelBuckets)),
    ),
    // With a pool that is wrong itself nothing can be said of its disks.
    ...(input.gpuOffers === undefined ? [] : below("modelCache", platformCacheProblems(input))),
  ];
}

function systemPoolProblems({ nodePools, systemPool }: CrossRuleInput): Problem[] {
  const problems: Problem[] = [];
  if ("system" in nodePools) {
    problems.push({
      path: "nodePools.system",
      reason: `"system" is the pool of the cluster itself. Set it as systemPool, or choose another name.`,
    });
  }
  if (systemPool !== undefined && systemPool.scaling.min < 2 && needsKarpenter(nodePools)) {
    problems.push({
      path: "systemPool.scaling.min",
      reason: `${systemPool.scaling.min} is too few: the two replicas of the Karpenter controller run on nodes of their own, which Karpenter does not launch. Write 2 or more.`,
    });
  }
  return problems;
}

function zoneProblems({ network, cluster, nodePools }: CrossRuleInput): Problem[] {
  if (network === undefined) return [];
  const zones = network.availabilityZones;
  return [
    ...zoneListProblems("cluster.availabilityZones", cluster?.availabilityZones, zones, 2),
    ...Object.entries(nodePools).flatMap(([pool, { availabilityZones }]) =>
      zoneListProblems(`nodePools.${pool}.availabilityZones`, availabilityZones, zones, 1),
    ),
  ];
}

function zoneListProblems(
  path: string,
  wanted: readonly string[] | undefined,
  zones: readonly string[] | undefined,
  fewest: number,
): Problem[] {
  if (wanted === undefined) return [];
  if (zones === undefined) {
    return [
      {
        path,
        reason:
          "cannot be told in a network that exists already: the zones of its subnets are not known here. Remove it; leave out the subnets of other zones.",
      },
    ];
  }
  const wrong = wanted.flatMap((zone, index) =>
    zones.includes(zone)
      ? []
      : [
          {
            path: `${path}[${index}]`,
            reason: `"${zone}" is not a zone of the network. Write one of ${zones.join(", ")}.`,
          },
        ],
  );
  if (wrong.length > 0) return wrong;
  if (new Set(wanted).size < wanted.length) {
    return [{ path, reason: `${wanted.join(", ")} lists a zone twice. Remove one.` }];
  }
  if (wanted.length >= fewest) return [];
  return [
    {
      path,
      reason: `${wanted.length} given; at least ${fewest} needed. Write some of ${zones.join(", ")}.`,
    },
  ];
}

/** A cluster placement group and a Capacity Block lie in one zone. */
function oneZoneProblems(pool: string, args: PlatformNodePool): Problem[] {
  if (args.engine === "karpenter" || args.availabilityZones?.length === 1) return [];
  const why =
    args.efa === true
      ? "Elastic Fabric Adapter works within one zone"
      : args.capacity === "capacityBlock"
        ? "a Capacity Block lies in one zone"
        : undefined;
  if (why === undefined) return [];
  return [
    {
      path: `nodePools.${pool}.availabilityZones`,
      reason: `${args.availabilityZones === undefined ? "is missing" : `names ${args.availabilityZones.length} zones`}, but ${why}. Write the one.`,
    },
  ];
}

/** The pinned image is for the pinned version; another one needs its own, in every pool. */
function imageProblems({ nodeVersion, systemPool, nodePools }: CrossRuleInput): Problem[] {
  if (nodeVersion === undefined) return [];
  return [
    ...(systemPool === undefined
      ? []
      : below("systemPool", imageVersionProblems(systemPool, nodeVersion))),
    ...Object.entries(nodePools).flatMap(([pool, args]) =>
      below(`nodePools.${pool}`, imageVersionProblems(args, nodeVersion)),
    ),
  ];
}

function gpuQuotaProblems(
  quota: TenantInput["quota"],
  offers: readonly GpuOffer[] | undefined,
): Problem[] {
  if (offers === undefined) return [];
  const problems: Problem[] = [];
  if (quota.gpus > 0 && !offers.some(({ sharing }) => sharing === "none")) {
    problems.push({
      path: "gpus",
      reason: `${quota.gpus} GPUs are granted, but no node pool has ${offers.length === 0 ? "GPUs" : "whole GPUs"}. Add a pool with gpu: true, or write 0.`,
    });
  }
  const shared = offers.some(({ sharing }) => sharing === "timeSlicing" || sharing === "mps");
  if (quota.gpuShares !== undefined && quota.gpuShares > 0 && !shared) {
    problems.push({
      path: "gpuShares",
      reason: `${quota.gpuShares} shares of GPUs are granted, but no node pool shares its GPUs. Add sharing to a pool, or write 0.`,
    });
  }
  const profiles = offers.flatMap(({ migProfile }) => migProfile ?? []);
  for (const [profile, count] of Object.entries(quota.migInstances ?? {})) {
    if (count > 0 && !profiles.includes(profile)) {
      problems.push({
        path: `migInstances.${profile}`,
        reason: `${count} are granted, but no node pool offers "${profile}".${didYouMean(profile, profiles)} ${profiles.length === 0 ? "No pool has MIG: add one, or remove it." : `Offered: ${[...new Set(profiles)].join(", ")}.`}`,
      });
    }
  }
  return problems;
}
