import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Cluster } from "../cluster/cluster";
import { Karpenter } from "../karpenter/karpenter";
import type { NetworkOutputs } from "../network/outputs";
import { NodePool } from "../nodes/node-pool";
import type { Observability } from "../observability/observability";
import { needsKarpenter, subnetsIn } from "./node-pools";
import type { InferencePlatformArgs } from "./platform-args";

/** What node pools stand on. */
interface Foundation {
  readonly network: NetworkOutputs;
  readonly cluster: Cluster;
  readonly observability: Observability;
}

/** Parent of what is created, and provider of the cluster. */
interface InCluster {
  readonly parent: pulumi.Resource;
  readonly provider: kubernetes.Provider;
}

/** Registers every node pool of a platform, and the Karpenter controller where one needs it. */
export function createNodePools(
  name: string,
  args: InferencePlatformArgs,
  { network, cluster, observability }: Foundation,
  inCluster: InCluster,
): Record<string, NodePool> {
  const karpenter = needsKarpenter(args.nodePools)
    ? new Karpenter(
        `${name}-karpenter`,
        {
          cluster: { name: cluster.clusterName },
          region: args.region,
          artifacts: args.artifacts,
          tags: args.tags,
        },
        // Its chart leaves its metrics out where the ServiceMonitor definition of the observability stack is missing.
        { ...inCluster, dependsOn: [cluster, observability] },
      )
    : undefined;
  const pools = Object.entries(args.nodePools).map(([pool, { availabilityZones, ...request }]) => {
    const zones = availabilityZones ?? args.cluster?.availabilityZones;
    const common = {
      pool,
      cluster: cluster.nodePoolCluster,
      subnetIds: privateSubnets(args.network, network, zones),
      tags: args.tags,
    };
    const dependsOn = [cluster, ...(karpenter?.ready ?? [])];
    const nodePool =
      request.engine === "karpenter"
        ? new NodePool(
            `${name}-pool-${pool}`,
            { ...request, ...common, nodeRoleName: karpenter?.nodeRoleName ?? "" },
            { ...inCluster, dependsOn },
          )
        : new NodePool(
            `${name}-pool-${pool}`,
            { ...request, ...common },
            { parent: inCluster.parent, dependsOn: [cluster] },
          );
    return [pool, nodePool] as const;
  });
  return Object.fromEntries(pools);
}

/** The private subnets in the zones that are wanted, or all of them. */
export function privateSubnets(
  args: InferencePlatformArgs["network"],
  network: NetworkOutputs,
  wanted: readonly string[] | undefined,
): pulumi.Output<string[]> {
  const zones = "availabilityZones" in args ? args.availabilityZones : [];
  return subnetsIn(wanted, zones, network.privateSubnetIds);
}
