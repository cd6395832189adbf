import { instanceTypes, priceRegions } from "../../nodes/instance-types";
import { copyLabel, extractLabel } from "./labels";
import type { RecordingRule, RuleGroup } from "./rule";

/** Share of the on-demand price that spot capacity is counted with: the planning number of the cost policies, not a quote. */
const SPOT_PRICE_SHARE = 0.35;

const prices = "platform:instance_hourly_dollars";
const onDemand = `${prices}{capacity_type="on-demand"}`;

/** List prices on demand, where they are known. */
const listPrices: readonly RecordingRule[] = priceRegions.flatMap((region) =>
  instanceTypes.flatMap(({ instanceType, onDemandUsdPerHour }) => {
    const price = onDemandUsdPerHour[region] ?? undefined;
    return price === undefined
      ? []
      : [
          {
            record: prices,
            expr: `vector(${price})`,
            labels: { instance_type: instanceType, capacity_type: "on-demand", region },
          },
        ];
  }),
);

/** Dollars an hour of every instance type whose price is known, by `instance_type`, `capacity_type` and `region`. */
export const priceRules: RuleGroup = {
  name: "prices",
  // Constants; well within the five minutes after which Prometheus forgets a series.
  interval: "2m",
  rules: [
    ...listPrices,
    {
      record: prices,
      expr: `${onDemand} * ${SPOT_PRICE_SHARE}`,
      labels: { capacity_type: "spot" },
    },
    // A reservation is paid for whether it is used or not; its node counts with the list price.
    { record: prices, expr: onDemand, labels: { capacity_type: "reserved" } },
  ],
};

/** How EKS writes the capacity of managed groups, in Karpenter's words. */
const eksCapacityTypes = { SPOT: "spot", ON_DEMAND: "on-demand", CAPACITY_BLOCK: "reserved" };

/** Every node with its instance type, kind of capacity and region; what is not known stays empty. */
function nodeFacts(): string {
  const typed = copyLabel(
    "kube_node_labels",
    "label_node_kubernetes_io_instance_type",
    "instance_type",
  );
  // The name of a zone is that of its region and a letter; local zones have other prices and match no region.
  const placed = extractLabel(
    typed,
    "label_topology_kubernetes_io_zone",
    "([a-z]+(?:-[a-z]+)+-[0-9]+)[a-z]",
    "region",
  );
  const managed = Object.entries(eksCapacityTypes).reduce(
    (expr, [eks, ours]) =>
      extractLabel(expr, "label_eks_amazonaws_com_capacity_type", eks, "capacity_type", ours),
    placed,
  );
  return copyLabel(managed, "label_karpenter_sh_capacity_type", "capacity_type");
}

/** What nodes cost. A node without a known price is counted as such and never as free. */
export const nodeCostRules: RuleGroup = {
  name: "node-costs",
  rules: [
    {
      record: "node:instance:info",
      expr: `group by (node, instance_type, capacity_type, region) (${nodeFacts()})`,
    },
    {
      record: "node:hourly_cost_dollars:sum",
      expr: `sum by (node, instance_type, capacity_type) (node:instance:info * on (instance_type, capacity_type, region) group_left () ${prices})`,
    },
    {
      record: "platform:nodes_unpriced:count",
      expr: "count by (instance_type, capacity_type) (node:instance:info unless on (node) node:hourly_cost_dollars:sum)",
    },
  ],
};
