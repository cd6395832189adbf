import type * as pulumi from "@pulumi/pulumi";

import type { Tags } from "../internal/tags";
import type { KarpenterPoolRequest, ManagedPoolRequest } from "./pool-request";

/** The cluster that a pool joins. */
export interface NodePoolCluster {
  /** Name of the EKS cluster. */
  readonly name: pulumi.Input<string>;
  /** Kubernetes minor of the nodes, for instance `1.35`. Default of the platform: that of the control plane. */
  readonly version: pulumi.Input<string>;
  /** ARN of the role that nodes of managed groups carry. */
  readonly nodeRoleArn: pulumi.Input<string>;
  /** The security group that EKS makes for the cluster and gives to managed nodes. */
  readonly securityGroupId: pulumi.Input<string>;
  /** VPC of the cluster; a pool with EFA makes a security group in it. */
  readonly vpcId: pulumi.Input<string>;
}

interface CommonPoolArgs {
  readonly cluster: NodePoolCluster;
  /** Private subnets of the nodes. One subnet pins the pool to one zone. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Tags of what the pool makes: group, launch template, instances and volumes. Default: only `Name`. */
  readonly tags?: Tags;
}

/** Arguments of a managed pool. What shapes the graph is plain. */
export type ManagedNodePoolArgs = CommonPoolArgs & ManagedPoolRequest;

/** Arguments of a Karpenter pool. Needs the provider of the cluster, and `Karpenter` in `dependsOn`. */
export type KarpenterNodePoolArgs = CommonPoolArgs &
  KarpenterPoolRequest & {
    /** Name of the role that nodes of Karpenter carry: `Karpenter.nodeRoleName`. */
    readonly nodeRoleName: pulumi.Input<string>;
  };

/** Arguments of `NodePool`: those of one of the two engines. */
export type NodePoolArgs = ManagedNodePoolArgs | KarpenterNodePoolArgs;
