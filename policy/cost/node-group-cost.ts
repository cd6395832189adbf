import { Field } from "../frame/field";
import type { CostLine, CostResource, PricingContext, ResourceCost } from "./cost-line";
import { flatPrice, instancePrice, microDollars, spotFactor } from "./prices";

/** Nodes of a group at minimum, desired and maximum. */
interface Sizes {
  readonly floor: number;
  readonly expected: number;
  readonly ceiling: number;
}

/**
 * Cost of a managed node group. At the floor every node is of the cheapest type, otherwise of the
 * dearest. Spot counts with `spotFactor`, except at the ceiling, where a market may ask the full price.
 */
export function nodeGroupCost(resource: CostResource, context: PricingContext): ResourceCost {
  const root = Field.root(resource.props);
  const sizes = sizesOf(root.at("scalingConfig"));
  if (sizes === undefined) {
    return { lines: [], unpriced: [`${resource.name}: the sizes of the node group are not known`] };
  }
  const nodes = instanceCost(resource.name, root, sizes, context.region);
  const volumes = volumeCost(resource.name, root, sizes, context);
  return {
    lines: [...nodes.lines, ...volumes.lines],
    unpriced: [...nodes.unpriced, ...volumes.unpriced],
  };
}

function sizesOf(scaling: Field): Sizes | undefined {
  const [min, desired, max] = ["minSize", "desiredSize", "maxSize"].map((key) => {
    const size = scaling.at(key).number();
    return size.state === "known" && size.value >= 0 ? Math.floor(size.value) : undefined;
  });
  if (min === undefined || max === undefined) {
    return undefined;
  }
  const expected = Math.max(min, desired ?? min);
  return { floor: min, expected, ceiling: Math.max(expected, max) };
}

function instanceCost(name: string, root: Field, sizes: Sizes, region: string): ResourceCost {
  const list = root.at("instanceTypes").items();
  const types = (list.state === "known" ? list.value : []).map((item) => item.text());
  const names = types.flatMap((type) => (type.state === "known" ? [type.value] : []));
  if (names.length === 0 || names.length < types.length) {
    return { lines: [], unpriced: [`${name}: the EC2 types of the node group are not known`] };
  }
  const prices = names.map((type) => instancePrice(type, region));
  const missing = names.filter((_, index) => prices[index] === undefined);
  const known = prices.filter((price) => price !== undefined);
  if (missing.length > 0) {
    return { lines: [], unpriced: [`${name}: no price of ${missing.join(", ")} in ${region}`] };
  }
  const capacity = root.at("capacityType").string();
  const isSpot = capacity.state === "known" && capacity.value === "SPOT";
  const share = isSpot ? spotFactor : 1;
  const dearest = Math.max(...known);
  const line: CostLine = {
    name,
    what: `${isSpot ? "spot" : "on-demand"} nodes ${names.join(", ")}`,
    quantity: sizes.ceiling,
    unitUsd: dearest,
    floor: microDollars(sizes.floor * Math.min(...known) * share),
    expected: microDollars(sizes.expected * dearest * share),
    ceiling: microDollars(sizes.ceiling * dearest),
  };
  return { lines: [line], unpriced: [] };
}

function volumeCost(
  name: string,
  root: Field,
  sizes: Sizes,
  context: PricingContext,
): ResourceCost {
  const gib = rootVolumeGiB(root, context);
  const unitUsd = flatPrice("gp3PerGiB", context.region);
  if (gib === undefined || unitUsd === undefined) {
    const reason = gib === undefined ? "their size is not known" : `no price in ${context.region}`;
    return { lines: [], unpriced: [`${name}: root volumes of the nodes, ${reason}`] };
  }
  const total = (nodes: number): number => microDollars(nodes * gib * unitUsd);
  const line: CostLine = {
    name,
    what: "gp3 root volumes",
    quantity: sizes.ceiling * gib,
    unitUsd,
    floor: total(sizes.floor),
    expected: total(sizes.expected),
    ceiling: total(sizes.ceiling),
  };
  return { lines: [line], unpriced: [] };
}

function rootVolumeGiB(root: Field, context: PricingContext): number | undefined {
  const size = root.at("diskSize").number();
  if (size.state === "known") {
    return size.value;
  }
  const template = root.at("launchTemplate", "id").string();
  return template.state === "known" ? context.rootVolumeGiB.get(template.value) : undefined;
}
