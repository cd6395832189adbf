import * as pulumi from "@pulumi/pulumi";

import { refuse } from "../internal/problems";
import { existingNetworkProblems } from "./existing-network-rules";
import type { NetworkOutputs } from "./outputs";

/** Arguments of `existingNetwork`. */
export interface ExistingNetworkArgs {
  /** Id of the VPC. It has DNS support and DNS host names turned on: nodes cannot register otherwise. */
  readonly vpcId: pulumi.Input<string>;
  /** Primary address range of the VPC; compared with those of Services and peered networks. */
  readonly cidr: string;
  /**
   * Two or more, in different zones, with a route to AWS: NAT, or the endpoints of `endpointsWithoutNat` and of S3.
   * Tag `kubernetes.io/role/internal-elb: "1"`: internal load balancers find them by it.
   */
  readonly privateSubnetIds: readonly pulumi.Input<string>[];
  /** Tag `kubernetes.io/role/elb: "1"`: public load balancers find them by it. Default: none, so no public ones. */
  readonly publicSubnetIds?: readonly pulumi.Input<string>[];
  /** Subnets without a route out. Default: none. */
  readonly intraSubnetIds?: readonly pulumi.Input<string>[];
  /**
   * For pods only, one in each zone of the private ones and routed like them. Tag `kubernetes.io/role/cni: "1"`: the
   * VPC CNI finds them by it, and uses no other. Default: none; pods then live in the private subnets.
   */
  readonly podSubnetIds?: readonly pulumi.Input<string>[];
  /** Range of Kubernetes Services; only compared here. Give the cluster the same. Default: the one that EKS takes. */
  readonly serviceCidr?: string;
  /** Ranges that the VPC is or will be connected to; only compared. Default: none. */
  readonly peeredCidrs?: readonly string[];
}

/**
 * A network that someone else made, in the form of a `Network`. Creates nothing and looks nothing up: routes, endpoints,
 * flow logs and the tags named at each argument are up to the owner of the VPC.
 *
 * @param name how errors call it.
 * @throws pulumi.InputPropertiesError for ids of another form, a subnet that is listed twice, fewer than two private
 * subnets, or ranges that overlap.
 */
export function existingNetwork(name: string, args: ExistingNetworkArgs): NetworkOutputs {
  refuse(`existing network "${name}"`, existingNetworkProblems(args));
  return {
    vpcId: pulumi.output(args.vpcId),
    cidr: pulumi.output(args.cidr),
    privateSubnetIds: pulumi.all([...args.privateSubnetIds]),
    publicSubnetIds: pulumi.all([...(args.publicSubnetIds ?? [])]),
    intraSubnetIds: pulumi.all([...(args.intraSubnetIds ?? [])]),
    podSubnetIds: pulumi.all([...(args.podSubnetIds ?? [])]),
    ready: [],
  };
}
