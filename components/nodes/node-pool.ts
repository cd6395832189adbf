import type * as pulumi from "@pulumi/pulumi";

import type { GpuOffer } from "../gpu/offers";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { createKarpenterNodePool } from "./karpenter-node-pool";
import { createManagedNodeGroup } from "./managed-node-group";
import { planPool } from "./plan";
import type { NodePoolArgs } from "./pool-args";
import { imageVersionProblems } from "./image-rules";
import { nodePoolProblems } from "./rules";

/**
 * Nodes of one kind: an EKS managed node group, or a pool from which Karpenter launches nodes when pods need them. Both
 * have encrypted volumes, instance metadata for the node only, no public address, a pinned image, and on GPU pools the
 * taint and the labels that pods select by.
 *
 * @throws pulumi.InputPropertiesError naming everything that cannot work: types, sizes, capacity, sharing, labels and
 * taints; nothing is registered then.
 */
export class NodePool extends PlatformComponent {
  /** Name of the pool, as pods select it. */
  readonly pool: string;
  /** Whether the pool carries GPUs and so the GPU taint. */
  readonly gpu: boolean;
  /** GPUs or parts of GPUs that pods on this pool can hold. */
  readonly gpuOffers: readonly GpuOffer[];
  /** Name of the managed node group; the name of the `NodePool` with the engine `karpenter`. */
  readonly nodeGroupName: pulumi.Output<string>;

  constructor(name: string, args: NodePoolArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`NodePool "${name}"`, [
      ...nodePoolProblems(args),
      ...(typeof args.cluster.version === "string"
        ? imageVersionProblems(args, args.cluster.version)
        : []),
    ]);
    super("NodePool", name, args, opts);
    const plan = planPool(args);
    this.pool = args.pool;
    this.gpu = plan.gpu;
    this.gpuOffers = plan.offers;
    this.nodeGroupName =
      args.engine === "karpenter"
        ? createKarpenterNodePool(name, args, this)
        : createManagedNodeGroup(name, args, this);
    this.registerOutputs({
      pool: this.pool,
      gpu: this.gpu,
      gpuOffers: this.gpuOffers,
      nodeGroupName: this.nodeGroupName,
    });
  }
}
