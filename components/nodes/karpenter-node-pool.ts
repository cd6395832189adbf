import * as pulumi from "@pulumi/pulumi";

import { customResource } from "../internal/custom-resource";
import { named } from "../internal/tags";
import { createEfaSecurityGroup } from "./efa";
import { planKarpenterNodePool, planNodeClass } from "./karpenter-plan";
import type { KarpenterNodePoolArgs } from "./pool-args";

/**
 * Longest that a destroy waits for the nodes of a pool to drain: one hour of grace for pods that may not be evicted, and
 * the time in which EC2 ends an instance.
 */
const drainTimeout = "75m";

/**
 * Registers the node class and the pool; gives the pool's name. On destroy the pool goes first and its nodes begin to
 * drain; the finalizer of the node class keeps it until the last of them is gone, and so the controller that it needs.
 */
export function createKarpenterNodePool(
  name: string,
  args: KarpenterNodePoolArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const opts = { parent, customTimeouts: { delete: drainTimeout } };
  const nodeClass = customResource(
    `${name}-node-class`,
    {
      apiVersion: "karpenter.k8s.aws/v1",
      kind: "EC2NodeClass",
      metadata: { name: args.pool },
      spec: planNodeClass(args, {
        nodeRoleName: args.nodeRoleName,
        securityGroupIds: [
          args.cluster.securityGroupId,
          ...(args.efa === true ? [createEfaSecurityGroup(name, args, parent).id] : []),
        ],
        subnetSelectorTerms: pulumi
          .output(args.subnetIds)
          .apply((ids) => ids.map((id) => ({ id }))),
        tags: named(args.tags, name),
      }),
    },
    opts,
  );
  const nodePool = customResource(
    `${name}-node-pool`,
    {
      apiVersion: "karpenter.sh/v1",
      kind: "NodePool",
      metadata: { name: args.pool },
      spec: planKarpenterNodePool(args),
    },
    { ...opts, dependsOn: [nodeClass] },
  );
  return nodePool.metadata.name;
}
