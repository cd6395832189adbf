import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { named, type Tags } from "../internal/tags";
import { networkDefaults } from "./defaults";
import { FlowLogs } from "./flow-logs";
import type { NetworkOutputs } from "./outputs";
import type { NatMode } from "./plan";
import { createRoutes } from "./routes";
import { networkProblems } from "./rules";
import { createPodSubnets, createSubnets, idsOf, ofTier, type NetworkScope } from "./subnets";
import { VpcEndpoints } from "./vpc-endpoints";

/** Arguments of `Network`. Everything that shapes the graph is plain; tag values are inputs. */
export interface NetworkArgs {
  /** Address range of the VPC, a private IPv4 network from /16 to /22. A /16 gives 4,091 addresses a zone to nodes and pods. */
  readonly cidr: string;
  /** Two to eight zones of one region, for instance `["us-east-1a", "us-east-1b"]`. Subnets follow the letter, not the order. */
  readonly availabilityZones: readonly string[];
  /**
   * Secondary range of the VPC, for pods: from /16 to /25, a part of 100.64.0.0/10 or of the private range in which
   * `cidr` lies. One subnet in each zone, tagged so that the VPC CNI finds it. A /16 gives 8,187 addresses a zone. Can be
   * added later; the control plane may take an hour to know a range that is added to a running cluster. Default: none;
   * pods live in the private subnets.
   */
  readonly podCidr?: string;
  /**
   * Range of Kubernetes Services, a private network of RFC 1918 from /12 to /24. Only compared here: give the cluster the
   * same. Default: the one that EKS takes, 172.20.0.0/16 for a VPC in 10.0.0.0/8, else 10.100.0.0/16.
   */
  readonly serviceCidr?: string;
  /** Ranges that the VPC is or will be connected to: peered VPCs, transit gateways, offices. Only compared. Default: none. */
  readonly peeredCidrs?: readonly string[];
  /**
   * NAT gateways of the private subnets: `none` (no way out: needs the endpoints of `endpointsWithoutNat`, and mirrors),
   * `single`, or `perZone` (survives the loss of a zone, and avoids traffic between zones). Default: `single`, the
   * cheapest that works; it stands in the first zone of the list.
   */
  readonly natGateways?: NatMode;
  /**
   * AWS services reached inside the VPC, by the last part of the endpoint name: `ecr.api`, `ecr.dkr`, `sts`, `logs`,
   * `ec2`, `eks-auth`. About 0.01 USD an hour for each and zone. Default: none. The S3 gateway endpoint, which costs
   * nothing, is always there: model weights are the traffic.
   */
  readonly interfaceEndpoints?: readonly string[];
  /** Days that VPC flow logs are kept in CloudWatch. Default: 30. */
  readonly flowLogRetentionDays?: pulumi.Input<number>;
  /** Tags of every AWS resource made here. Default: only `Name`. */
  readonly tags?: Tags;
}

/**
 * A VPC for an EKS cluster: private, public and intra subnets in each zone, subnets for pods by wish, NAT, an S3 gateway
 * endpoint, flow logs, and a default security group that lets nothing through.
 *
 * @throws pulumi.InputPropertiesError when the ranges, the zones or the endpoints cannot work; nothing is registered then.
 */
export class Network extends PlatformComponent implements NetworkOutputs {
  /** Id of the VPC. */
  readonly vpcId: pulumi.Output<string>;
  /** Address range of the VPC. */
  readonly cidr: pulumi.Output<string>;
  /** Subnets of nodes and pods, in the order of the zones. */
  readonly privateSubnetIds: pulumi.Output<string[]>;
  /** Subnets of NAT gateways and public load balancers, in the order of the zones. */
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** Subnets without a route out, in the order of the zones. */
  readonly intraSubnetIds: pulumi.Output<string[]>;
  /** Subnets of the secondary range, in the order of the zones; empty without `podCidr`. */
  readonly podSubnetIds: pulumi.Output<string[]>;
  /** The network itself: whoever waits for it waits for every route, NAT gateway and endpoint. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`Network "${name}"`, networkProblems(args));
    super("Network", name, args, opts);
    const scope: NetworkScope = { name, tags: args.tags, parent: this };
    const zones = args.availabilityZones;

    const vpc = createVpc(scope, args.cidr);
    const subnets = [
      ...createSubnets(scope, vpc, zones, args.cidr),
      ...createPodSubnets(scope, vpc, zones, args.podCidr),
    ];
    const natMode = args.natGateways ?? networkDefaults.natGateways;
    const routeTables = createRoutes(scope, vpc, subnets, natMode);
    new VpcEndpoints(
      `${name}-endpoint`,
      {
        vpcId: vpc.id,
        cidr: args.cidr,
        podCidr: args.podCidr,
        region: regionOf(zones),
        routeTableIds: Object.fromEntries(
          Object.entries(routeTables).map(([table, { id }]) => [table, id]),
        ),
        subnetIds: Object.fromEntries(
          ofTier(subnets, "private").map(({ plan, subnet }) => [plan.zone, subnet.id]),
        ),
        services: args.interfaceEndpoints ?? [],
        tags: args.tags,
      },
      { parent: this },
    );
    new FlowLogs(
      `${name}-flow-logs`,
      {
        vpcId: vpc.id,
        retentionDays: args.flowLogRetentionDays ?? networkDefaults.flowLogRetentionDays,
        tags: args.tags,
      },
      { parent: this },
    );

    this.vpcId = vpc.id;
    this.cidr = vpc.cidrBlock;
    this.privateSubnetIds = idsOf(subnets, "private");
    this.publicSubnetIds = idsOf(subnets, "public");
    this.intraSubnetIds = idsOf(subnets, "intra");
    this.podSubnetIds = idsOf(subnets, "pods");
    this.ready = [this];
    this.registerOutputs({
      vpcId: this.vpcId,
      cidr: this.cidr,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
      intraSubnetIds: this.intraSubnetIds,
      podSubnetIds: this.podSubnetIds,
    });
  }
}

/** The VPC, with DNS names, and its default security group without a rule. */
function createVpc({ name, tags, parent }: NetworkScope, cidr: string): aws.ec2.Vpc {
  const vpc = new aws.ec2.Vpc(
    `${name}-vpc`,
    {
      cidrBlock: cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: named(tags, `${name}-vpc`),
    },
    { parent },
  );
  new aws.ec2.DefaultSecurityGroup(
    `${name}-default-security-group`,
    { vpcId: vpc.id, ingress: [], egress: [], tags: named(tags, `${name}-default-unused`) },
    { parent },
  );
  return vpc;
}

function regionOf(availabilityZones: readonly string[]): string {
  return (availabilityZones[0] ?? "").slice(0, -1);
}
