import * as pulumi from "@pulumi/pulumi";

import { gpuOffers, type GpuOffer } from "../gpu/offers";
import type { OperatedPool } from "../gpu/plan";
import { typesOf } from "../nodes/plan";
import type { UnnamedPool } from "../nodes/pool-request";

/** A node pool of a platform; its name is the key of the record that holds it. */
export type PlatformNodePool = UnnamedPool & {
  /** Zones of the pool, of those of the network. Default: those of the cluster. */
  readonly availabilityZones?: readonly string[];
};

/** Node pools by name. */
export type PlatformNodePools = Readonly<Record<string, PlatformNodePool>>;

/** GPUs and parts of GPUs that the pools offer, in the order of the pools. Expects valid pools. */
export function offersOf(nodePools: PlatformNodePools): GpuOffer[] {
  return Object.entries(nodePools).flatMap(([pool, args]) =>
    gpuOffers({ ...args, pool, types: typesOf(args) }),
  );
}

/** The GPU pools, as the GPU Operator has to know them. */
export function operatedPools(nodePools: PlatformNodePools): OperatedPool[] {
  return Object.values(nodePools)
    .filter(({ gpu }) => gpu === true)
    .map(({ operatingSystem, sharing, taints }) => ({ operatingSystem, sharing, taints }));
}

/** MIG profiles that the pools offer, each once. */
export function migProfilesOf(offers: readonly GpuOffer[]): string[] {
  return [...new Set(offers.flatMap(({ migProfile }) => migProfile ?? []))];
}

/** Whether any pool needs the Karpenter controller. */
export function needsKarpenter(nodePools: PlatformNodePools): boolean {
  return Object.values(nodePools).some(({ engine }) => engine === "karpenter");
}

/** Whether any pool needs the device plugin of the Elastic Fabric Adapter. */
export function needsEfaPlugin(nodePools: PlatformNodePools): boolean {
  return Object.values(nodePools).some(({ efa }) => efa === true);
}

/**
 * The subnets of `wanted` zones, where `subnetIds` has one for each of `zones`, in that order. All of them where no zones
 * are wanted. A subnet keeps its place in the result when zones are added, so nothing moves.
 */
export function subnetsIn(
  wanted: readonly string[] | undefined,
  zones: readonly string[],
  subnetIds: pulumi.Output<string[]>,
): pulumi.Output<string[]> {
  if (wanted === undefined) return subnetIds;
  // One by one: in a preview that adds a zone, the ids of the others stay known.
  return pulumi.all(wanted.flatMap((zone) => subnetIds[zones.indexOf(zone)] ?? []));
}
