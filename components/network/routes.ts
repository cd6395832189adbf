import * as aws from "@pulumi/aws";

import { named } from "../internal/tags";
import { natZones, type NatMode, type SubnetPlan } from "./plan";
import { ofTier, type NetworkScope, type PlannedSubnet } from "./subnets";

/**
 * Route tables and gateways: one table for all public subnets, one for private and pod subnets in each zone, and one
 * without a way out for all intra subnets.
 *
 * @returns the tables from which S3 is reached without NAT, by their short names: all but the public one.
 */
export function createRoutes(
  scope: NetworkScope,
  vpc: aws.ec2.Vpc,
  subnets: readonly PlannedSubnet[],
  natMode: NatMode,
): Record<string, aws.ec2.RouteTable> {
  const gateway = new aws.ec2.InternetGateway(
    `${scope.name}-internet-gateway`,
    { vpcId: vpc.id, tags: named(scope.tags, `${scope.name}-internet-gateway`) },
    { parent: scope.parent },
  );
  const publicTable = createRouteTable(scope, "public", vpc, ofTier(subnets, "public"));
  createDefaultRoute(scope, "public", publicTable, { gatewayId: gateway.id });

  const nats = createNatGateways(scope, subnets, gateway, natMode);
  const privateTables = ofTier(subnets, "private").map((planned) => {
    const { zone } = planned.plan;
    const pods = ofTier(subnets, "pods").filter(({ plan }) => plan.zone === zone);
    const table = createRouteTable(scope, `private-${zone}`, vpc, [planned, ...pods]);
    const nat = nats.get(zone) ?? [...nats.values()][0];
    if (nat !== undefined) {
      createDefaultRoute(scope, `private-${zone}`, table, { natGatewayId: nat.id });
    }
    return [`private-${zone}`, table] as const;
  });
  const intra = createRouteTable(scope, "intra", vpc, ofTier(subnets, "intra"));
  return { ...Object.fromEntries(privateTables), intra };
}

/** The NAT gateways by zone letter. */
function createNatGateways(
  scope: NetworkScope,
  subnets: readonly PlannedSubnet[],
  internetGateway: aws.ec2.InternetGateway,
  natMode: NatMode,
): Map<string, aws.ec2.NatGateway> {
  const homes = ofTier(subnets, "public");
  const zones = natZones(
    natMode,
    homes.map(({ plan }) => plan.availabilityZone),
  );
  return new Map(
    homes
      .filter(({ plan }) => zones.includes(plan.availabilityZone))
      .map(({ plan, subnet }) => [
        plan.zone,
        createNatGateway(scope, plan, subnet, internetGateway),
      ]),
  );
}

function createNatGateway(
  scope: NetworkScope,
  plan: SubnetPlan,
  subnet: aws.ec2.Subnet,
  internetGateway: aws.ec2.InternetGateway,
): aws.ec2.NatGateway {
  const tags = named(scope.tags, `${scope.name}-nat-${plan.zone}`);
  const address = new aws.ec2.Eip(
    `${scope.name}-nat-address-${plan.zone}`,
    { domain: "vpc", tags },
    { parent: scope.parent },
  );
  return new aws.ec2.NatGateway(
    `${scope.name}-nat-${plan.zone}`,
    { allocationId: address.id, subnetId: subnet.id, tags },
    { parent: scope.parent, dependsOn: [internetGateway] },
  );
}

function createRouteTable(
  scope: NetworkScope,
  suffix: string,
  vpc: aws.ec2.Vpc,
  subnets: readonly PlannedSubnet[],
): aws.ec2.RouteTable {
  const table = new aws.ec2.RouteTable(
    `${scope.name}-routes-${suffix}`,
    { vpcId: vpc.id, tags: named(scope.tags, `${scope.name}-${suffix}`) },
    { parent: scope.parent },
  );
  for (const { plan, subnet } of subnets) {
    new aws.ec2.RouteTableAssociation(
      `${scope.name}-routes-${plan.tier}-${plan.zone}-association`,
      { routeTableId: table.id, subnetId: subnet.id },
      { parent: scope.parent },
    );
  }
  return table;
}

function createDefaultRoute(
  scope: NetworkScope,
  suffix: string,
  table: aws.ec2.RouteTable,
  target: Pick<aws.ec2.RouteArgs, "gatewayId" | "natGatewayId">,
): void {
  new aws.ec2.Route(
    `${scope.name}-route-${suffix}-default`,
    { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...target },
    { parent: scope.parent },
  );
}
