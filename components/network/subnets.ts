import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { named, type Tags } from "../internal/tags";
import { planPodSubnets, planSubnets, type SubnetPlan, type SubnetTier } from "./plan";

/** What the parts of a `Network` share: its name, its tags, and itself as their parent. */
export interface NetworkScope {
  readonly name: string;
  readonly tags: Tags | undefined;
  readonly parent: pulumi.Resource;
}

/** A subnet with its place in the plan. */
export interface PlannedSubnet {
  readonly plan: SubnetPlan;
  readonly subnet: aws.ec2.Subnet;
}

/**
 * Load balancer controllers and the VPC CNI find subnets by these tags. Source: Amazon EKS User Guide, "Configure subnet
 * selection for Pod IP addresses" for `role/cni`, which the VPC CNI reads from 1.18 on.
 */
const roleTags: Record<SubnetTier, Record<string, string>> = {
  private: { "kubernetes.io/role/internal-elb": "1" },
  public: { "kubernetes.io/role/elb": "1" },
  intra: {},
  pods: { "kubernetes.io/role/cni": "1" },
};

/** The subnets of the VPC range. */
export function createSubnets(
  scope: NetworkScope,
  vpc: aws.ec2.Vpc,
  availabilityZones: readonly string[],
  cidr: string,
): PlannedSubnet[] {
  return planSubnets(cidr, availabilityZones).map((plan) => createSubnet(scope, vpc, plan));
}

/** The secondary range of the VPC and its subnets; none without a range. */
export function createPodSubnets(
  scope: NetworkScope,
  vpc: aws.ec2.Vpc,
  availabilityZones: readonly string[],
  podCidr: string | undefined,
): PlannedSubnet[] {
  if (podCidr === undefined) return [];
  const range = new aws.ec2.VpcIpv4CidrBlockAssociation(
    `${scope.name}-pod-range`,
    { vpcId: vpc.id, cidrBlock: podCidr },
    { parent: scope.parent },
  );
  return planPodSubnets(podCidr, availabilityZones).map((plan) =>
    createSubnet(scope, vpc, plan, [range]),
  );
}

function createSubnet(
  scope: NetworkScope,
  vpc: aws.ec2.Vpc,
  plan: SubnetPlan,
  dependsOn: pulumi.Resource[] = [],
): PlannedSubnet {
  const name = `${scope.name}-${plan.tier}-${plan.zone}`;
  const subnet = new aws.ec2.Subnet(
    name,
    {
      vpcId: vpc.id,
      cidrBlock: plan.cidr,
      availabilityZone: plan.availabilityZone,
      mapPublicIpOnLaunch: false,
      tags: { ...named(scope.tags, name), ...roleTags[plan.tier] },
    },
    { parent: scope.parent, dependsOn },
  );
  return { plan, subnet };
}

/** The subnets of one tier, in the order of the zones. */
export function ofTier(subnets: readonly PlannedSubnet[], tier: SubnetTier): PlannedSubnet[] {
  return subnets.filter(({ plan }) => plan.tier === tier);
}

/** Ids of the subnets of one tier, in the order of the zones. */
export function idsOf(
  subnets: readonly PlannedSubnet[],
  tier: SubnetTier,
): pulumi.Output<string[]> {
  return pulumi.all(ofTier(subnets, tier).map(({ subnet }) => subnet.id));
}
