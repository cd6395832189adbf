import type * as pulumi from "@pulumi/pulumi";

/** What a cluster needs to know of its network, whoever made it: `Network`, or `existingNetwork` from ids. */
export interface NetworkOutputs {
  /** Id of the VPC. */
  readonly vpcId: pulumi.Output<string>;
  /** Primary address range of the VPC. */
  readonly cidr: pulumi.Output<string>;
  /** Subnets of nodes and pods. */
  readonly privateSubnetIds: pulumi.Output<string[]>;
  /** Subnets of NAT gateways and public load balancers. */
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** Subnets without a route out. */
  readonly intraSubnetIds: pulumi.Output<string[]>;
  /** Subnets of the secondary range, for pods only; empty where there is none. */
  readonly podSubnetIds: pulumi.Output<string[]>;
  /** What must exist before a node can reach AWS: routes, NAT gateways, endpoints. `dependsOn` of cluster and nodes. */
  readonly ready: readonly pulumi.Resource[];
}
