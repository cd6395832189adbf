import type { InstanceType } from "@inference-platform/components/nodes/instance-types";
import { Field } from "../frame/field";
import { launchableTypes, requirementsOf } from "../frame/karpenter";
import type { CostResource, PricingContext, ResourceCost } from "./cost-line";
import { instancePrice, microDollars } from "./prices";

/** Limits of a pool in cores, MiB, GPUs and nodes; `Infinity` where there is none. */
interface Limits {
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  readonly nodes: number;
}

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/**
 * Ceiling of a Karpenter pool: the dearest fleet that its limits admit, over every type of the table
 * that it may launch. Floor and expected are 0: a pool starts empty and follows its pods. Karpenter
 * checks limits before a launch, so simultaneous launches can pass them by a few nodes.
 */
export function nodePoolCost({ name, props }: CostResource, context: PricingContext): ResourceCost {
  const root = Field.root(props);
  const limits = limitsOf(root.at("spec", "limits"));
  const types = launchableTypes(requirementsOf(root).known);
  const fleets = types.map((type) => ({
    type: type.instanceType,
    nodes: nodesWithin(limits, type),
    usd: instancePrice(type.instanceType, context.region),
  }));
  if (fleets.some(({ nodes }) => !Number.isFinite(nodes))) {
    return {
      lines: [],
      unpriced: [`${name}: the NodePool has no limit, so its ceiling is infinite`],
    };
  }
  const unpriced = fleets
    .filter(({ nodes, usd }) => nodes > 0 && usd === undefined)
    .map(({ type }) => `${name}: no price of ${type} in ${context.region}`);
  const dearest = fleets
    .map(({ type, nodes, usd = 0 }) => ({ type, nodes, usd, ceiling: microDollars(nodes * usd) }))
    .reduce((best, fleet) => (fleet.ceiling > best.ceiling ? fleet : best), {
      type: "",
      nodes: 0,
      usd: 0,
      ceiling: 0,
    });
  const line = {
    name,
    what: `Karpenter nodes, at most ${dearest.nodes} ${dearest.type}`,
    quantity: dearest.nodes,
    unitUsd: dearest.usd,
    floor: 0,
    expected: 0,
    ceiling: dearest.ceiling,
  };
  return { lines: dearest.ceiling > 0 ? [line] : [], unpriced };
}

function limitsOf(limits: Field): Limits {
  return {
    cpu: quantity(limits.at("cpu")),
    memoryMiB: quantity(limits.at("memory")) / 2 ** 20,
    gpus: quantity(limits.at("nvidia.com/gpu")),
    nodes: quantity(limits.at("nodes")),
  };
}

function quantity(field: Field): number {
  const text = field.text();
  const [, amount, unit] =
    text.state === "known"
      ? (/^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(text.value) ?? [])
      : [];
  return amount === undefined ? Infinity : Number(amount) * (factors[unit ?? ""] ?? 1);
}

function nodesWithin(limits: Limits, type: InstanceType): number {
  return Math.min(
    limits.nodes,
    Math.floor(limits.cpu / type.vcpu),
    Math.floor(limits.memoryMiB / type.memoryMiB),
    type.gpuCount > 0 ? Math.floor(limits.gpus / type.gpuCount) : Infinity,
  );
}
