import { Field } from "../frame/field";
import type { CostEstimate, CostResource, PricingContext, ResourceCost } from "./cost-line";
import { nodeGroupCost } from "./node-group-cost";
import { nodePoolCost } from "./node-pool-cost";
import { flatPrice, microDollars, type FlatItem } from "./prices";

type Pricing = (resource: CostResource, context: PricingContext) => ResourceCost;

const nothing: ResourceCost = { lines: [], unpriced: [] };

const pricing: Readonly<Record<string, Pricing>> = {
  "aws:eks/cluster:Cluster": flat("eksCluster", "EKS control plane"),
  "aws:eks/nodeGroup:NodeGroup": nodeGroupCost,
  "aws:ec2/natGateway:NatGateway": flat("natGateway", "NAT gateway, without traffic"),
  "aws:ec2/eip:Eip": flat("publicIpv4", "public IPv4 address"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpointCost,
  "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation": flat(
    "interfaceEndpointPerZone",
    "interface endpoint in one zone, without traffic",
  ),
  "aws:kms/key:Key": flat("kmsKey", "KMS key, without requests"),
  "aws:s3/bucket:Bucket": byUse("storage and requests"),
  "aws:s3/bucketV2:BucketV2": byUse("storage and requests"),
  "aws:cloudwatch/logGroup:LogGroup": byUse("ingestion and storage"),
};

/**
 * What `resources` cost per hour in `region`, from on-demand list prices: EC2 types of
 * `components/nodes/instance-table.json` and the flat items of `flat-prices.json`. Pods are not
 * priced, since their nodes are. A Karpenter pool counts at its ceiling only.
 */
export function estimateHourlyCost(
  resources: readonly CostResource[],
  options: { readonly region: string },
): CostEstimate {
  const context = { region: options.region, rootVolumeGiB: rootVolumes(resources) };
  const costs = resources.map((resource) => pricingOf(resource)(resource, context));
  const lines = costs
    .flatMap((cost) => cost.lines)
    .sort((a, b) => compare(`${a.name} ${a.what}`, `${b.name} ${b.what}`) || a.ceiling - b.ceiling);
  return {
    floor: sum(lines.map(({ floor }) => floor)),
    expected: sum(lines.map(({ expected }) => expected)),
    ceiling: sum(lines.map(({ ceiling }) => ceiling)),
    lines,
    unpriced: costs.flatMap((cost) => cost.unpriced).sort(compare),
  };
}

function pricingOf({ type, props }: CostResource): Pricing {
  if (/^kubernetes:karpenter\.sh\/[^:]+:NodePool$/.test(type)) {
    return nodePoolCost;
  }
  return makesLoadBalancer(type, Field.root(props).at("spec"))
    ? flat("loadBalancer", "load balancer, without traffic")
    : (pricing[type] ?? (() => nothing));
}

function makesLoadBalancer(type: string, spec: Field): boolean {
  if (/^kubernetes:core\/v1:Service$/.test(type)) {
    return textOf(spec.at("type")) === "LoadBalancer";
  }
  return (
    /^kubernetes:gateway\.networking\.k8s\.io\/[^:]+:Gateway$/.test(type) &&
    !textOf(spec.at("gatewayClassName")).endsWith("-waypoint") &&
    textOf(spec.at("addresses", 0, "type")) !== "Hostname"
  );
}

function flat(item: FlatItem, what: string): Pricing {
  return ({ name }, { region }) => fixedCost(name, what, 1, flatPrice(item, region), region);
}

function byUse(what: string): Pricing {
  return ({ name }) => ({ lines: [], unpriced: [`${name}: ${what} are priced by use`] });
}

/** A line whose quantity does not change, or the reason why there is none. */
function fixedCost(
  name: string,
  what: string,
  quantity: number,
  unitUsd: number | undefined,
  region: string,
): ResourceCost {
  if (unitUsd === undefined) {
    return { lines: [], unpriced: [`${name}: no price of ${what} in ${region}`] };
  }
  const total = microDollars(quantity * unitUsd);
  const line = { name, what, quantity, unitUsd, floor: total, expected: total, ceiling: total };
  return { lines: [line], unpriced: [] };
}

/** The zones that the endpoint itself names; those of association resources have their own lines. */
function vpcEndpointCost({ name, props }: CostResource, { region }: PricingContext): ResourceCost {
  const root = Field.root(props);
  if (textOf(root.at("vpcEndpointType")) !== "Interface") {
    return nothing;
  }
  const subnets = root.at("subnetIds").items();
  if (subnets.state === "absent") {
    return nothing;
  }
  return subnets.state === "known"
    ? fixedCost(
        name,
        "interface endpoint, without traffic",
        subnets.value.length,
        flatPrice("interfaceEndpointPerZone", region),
        region,
      )
    : { lines: [], unpriced: [`${name}: the zones of the interface endpoint are not known`] };
}

function rootVolumes(resources: readonly CostResource[]): Map<string, number | undefined> {
  const sizes = new Map<string, number | undefined>();
  for (const { type, id, props } of resources) {
    if (type === "aws:ec2/launchTemplate:LaunchTemplate" && id !== undefined) {
      const gib = volumesOf(Field.root(props).at("blockDeviceMappings"));
      const known = sizes.get(id);
      sizes.set(
        id,
        gib === undefined || known === undefined ? (gib ?? known) : Math.max(gib, known),
      );
    }
  }
  return sizes;
}

/** GiB of all volumes of a launch template, or `undefined` where one is not a gp3 volume of known size. */
function volumesOf(mappings: Field): number | undefined {
  const items = mappings.items();
  const sizes = (items.state === "known" ? items.value : []).map((mapping) => {
    const volume = mapping.at("ebs");
    const size = volume.at("volumeSize").number();
    return size.state === "known" && textOf(volume.at("volumeType")) === "gp3"
      ? size.value
      : Number.NaN;
  });
  const total = sum(sizes);
  return sizes.length === 0 || Number.isNaN(total) ? undefined : total;
}

function textOf(field: Field): string {
  const text = field.string();
  return text.state === "known" ? text.value : "";
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
