import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { named, type Tags } from "../internal/tags";
import { networkDefaults } from "./defaults";
import { FlowLogs } from "./flow-logs";
import { natZones, planSubnets, type NatMode, type SubnetPlan, type SubnetTier } from "./plan";
import { networkProblems } from "./rules";
import { VpcEndpoints } from "./vpc-endpoints";

/** Arguments of `Network`. Everything that shapes the graph is plain; tag values are inputs. */
export interface NetworkArgs {
  /** Address range of the VPC, a private IPv4 network from /16 to /22. A /16 gives 4,091 addresses a zone to nodes and pods. */
  readonly cidr: string;
  /** Two to eight zones of one region, for instance `["us-east-1a", "us-east-1b"]`. Subnets follow the letter, not the order. */
  readonly availabilityZones: readonly string[];
  /**
   * NAT gateways of the private subnets: `none` (no way out: needs interface endpoints and mirrors), `single`, or
   * `perZone` (survives the loss of a zone, and avoids traffic between zones). Default: `single`, the cheapest that works.
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
 * A VPC for an EKS cluster: private, public and intra subnets in each zone, NAT, an S3 gateway endpoint, flow logs, and
 * a default security group that lets nothing through.
 *
 * @throws pulumi.InputPropertiesError when the range or the zones cannot work; nothing is registered then.
 */
export class Network extends PlatformComponent {
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

  readonly #name: string;
  readonly #args: NetworkArgs;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`Network "${name}"`, networkProblems(args));
    super("Network", name, args, opts);
    this.#name = name;
    this.#args = args;

    const vpc = this.#createVpc();
    const subnets = this.#createSubnets(vpc);
    const routeTables = this.#createRoutes(vpc, subnets);
    new VpcEndpoints(
      `${name}-endpoint`,
      {
        vpcId: vpc.id,
        cidr: args.cidr,
        region: regionOf(args.availabilityZones),
        routeTableIds: routeTables.map((table) => table.id),
        subnetIds: ofTier(subnets, "private").map(({ subnet }) => subnet.id),
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
    this.registerOutputs({
      vpcId: this.vpcId,
      cidr: this.cidr,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
      intraSubnetIds: this.intraSubnetIds,
    });
  }

  #tags(suffix: string): Record<string, pulumi.Input<string>> {
    return named(this.#args.tags, `${this.#name}-${suffix}`);
  }

  #createVpc(): aws.ec2.Vpc {
    const vpc = new aws.ec2.Vpc(
      `${this.#name}-vpc`,
      {
        cidrBlock: this.#args.cidr,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: this.#tags("vpc"),
      },
      { parent: this },
    );
    new aws.ec2.DefaultSecurityGroup(
      `${this.#name}-default-security-group`,
      { vpcId: vpc.id, ingress: [], egress: [], tags: this.#tags("default-unused") },
      { parent: this },
    );
    return vpc;
  }

  #createSubnets(vpc: aws.ec2.Vpc): PlannedSubnet[] {
    return planSubnets(this.#args.cidr, this.#args.availabilityZones).map((plan) => ({
      plan,
      subnet: new aws.ec2.Subnet(
        `${this.#name}-${plan.tier}-${plan.zone}`,
        {
          vpcId: vpc.id,
          cidrBlock: plan.cidr,
          availabilityZone: plan.availabilityZone,
          mapPublicIpOnLaunch: false,
          tags: { ...this.#tags(`${plan.tier}-${plan.zone}`), ...loadBalancerRole[plan.tier] },
        },
        { parent: this },
      ),
    }));
  }

  #createRoutes(vpc: aws.ec2.Vpc, subnets: readonly PlannedSubnet[]): aws.ec2.RouteTable[] {
    const gateway = new aws.ec2.InternetGateway(
      `${this.#name}-internet-gateway`,
      { vpcId: vpc.id, tags: this.#tags("internet-gateway") },
      { parent: this },
    );
    const publicTable = this.#createRouteTable("public", vpc, ofTier(subnets, "public"));
    this.#createDefaultRoute("public", publicTable, { gatewayId: gateway.id });

    const nats = this.#createNatGateways(subnets, gateway);
    const privateTables = ofTier(subnets, "private").map((planned) => {
      const suffix = `private-${planned.plan.zone}`;
      const table = this.#createRouteTable(suffix, vpc, [planned]);
      const nat = nats.get(planned.plan.zone) ?? [...nats.values()][0];
      if (nat !== undefined) this.#createDefaultRoute(suffix, table, { natGatewayId: nat.id });
      return table;
    });
    const intraTable = this.#createRouteTable("intra", vpc, ofTier(subnets, "intra"));
    return [...privateTables, intraTable];
  }

  #createNatGateways(
    subnets: readonly PlannedSubnet[],
    internetGateway: aws.ec2.InternetGateway,
  ): Map<string, aws.ec2.NatGateway> {
    const zones = natZones(
      this.#args.natGateways ?? networkDefaults.natGateways,
      this.#args.availabilityZones,
    );
    const homes = ofTier(subnets, "public").filter(({ plan }) =>
      zones.includes(plan.availabilityZone),
    );
    return new Map(
      homes.map(({ plan, subnet }) => [
        plan.zone,
        this.#createNatGateway(plan, subnet, internetGateway),
      ]),
    );
  }

  #createNatGateway(
    plan: SubnetPlan,
    subnet: aws.ec2.Subnet,
    internetGateway: aws.ec2.InternetGateway,
  ): aws.ec2.NatGateway {
    const address = new aws.ec2.Eip(
      `${this.#name}-nat-address-${plan.zone}`,
      { domain: "vpc", tags: this.#tags(`nat-${plan.zone}`) },
      { parent: this },
    );
    return new aws.ec2.NatGateway(
      `${this.#name}-nat-${plan.zone}`,
      { allocationId: address.id, subnetId: subnet.id, tags: this.#tags(`nat-${plan.zone}`) },
      { parent: this, dependsOn: [internetGateway] },
    );
  }

  #createRouteTable(
    suffix: string,
    vpc: aws.ec2.Vpc,
    subnets: readonly PlannedSubnet[],
  ): aws.ec2.RouteTable {
    const table = new aws.ec2.RouteTable(
      `${this.#name}-routes-${suffix}`,
      { vpcId: vpc.id, tags: this.#tags(suffix) },
      { parent: this },
    );
    for (const { plan, subnet } of subnets) {
      new aws.ec2.RouteTableAssociation(
        `${this.#name}-routes-${plan.tier}-${plan.zone}-association`,
        { routeTableId: table.id, subnetId: subnet.id },
        { parent: this },
      );
    }
    return table;
  }

  #createDefaultRoute(
    suffix: string,
    table: aws.ec2.RouteTable,
    target: Pick<aws.ec2.RouteArgs, "gatewayId" | "natGatewayId">,
  ): void {
    new aws.ec2.Route(
      `${this.#name}-route-${suffix}-default`,
      { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...target },
      { parent: this },
    );
  }
}

interface PlannedSubnet {
  readonly plan: SubnetPlan;
  readonly subnet: aws.ec2.Subnet;
}

/** EKS and the load balancer controllers find subnets by these tags. */
const loadBalancerRole: Record<SubnetTier, Record<string, string>> = {
  private: { "kubernetes.io/role/internal-elb": "1" },
  public: { "kubernetes.io/role/elb": "1" },
  intra: {},
};

function ofTier(subnets: readonly PlannedSubnet[], tier: SubnetTier): PlannedSubnet[] {
  return subnets.filter(({ plan }) => plan.tier === tier);
}

function idsOf(subnets: readonly PlannedSubnet[], tier: SubnetTier): pulumi.Output<string[]> {
  return pulumi.all(ofTier(subnets, tier).map(({ subnet }) => subnet.id));
}

function regionOf(availabilityZones: readonly string[]): string {
  return (availabilityZones[0] ?? "").slice(0, -1);
}
