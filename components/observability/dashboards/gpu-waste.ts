import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { stat, timeSeries } from "./panels";
import { table } from "./table-panel";
import { unit } from "./units";
import { CHOSEN_TENANTS } from "./variables";

const nodes = 'node=~"$node"';

/** 1 for each GPU, or part of one, that has not computed in the last half hour; 0 for each other one. */
const idle = `max by (node, gpu, UUID, GPU_I_ID, modelName) (max_over_time(gpu:utilization:ratio{${nodes}}[30m])) < bool 0.01`;

/** Dollars an hour of each node's GPUs that are idle: its price by their share. */
const idleCost = `node:hourly_cost_dollars:sum{${nodes}} * on (node) avg by (node) (${idle})`;

/** How many GPUs idle, and what that costs. */
export function idleNumbers(): Panel[] {
  return [
    stat({
      title: "Idle GPUs",
      description: "GPUs and MIG instances that have not computed in the last half hour.",
      unit: unit.count,
      query: `sum(${idle})`,
      limits: { warn: 1, bad: 4 },
    }),
    stat({
      title: "Idle cost per hour",
      description:
        "Price of the nodes by the share of their GPUs that have been idle for half an hour, in dollars an hour.",
      unit: unit.dollars,
      query: `sum(${idleCost})`,
      limits: { warn: 1, bad: 10 },
    }),
  ];
}

/** What idles where, and who has the rest. */
export function wasteGraphs(): Panel[] {
  return [
    table({
      title: "Idle cost by node",
      description:
        "Nodes whose GPUs have been idle for half an hour: the price of the idle share, and that of the node, in dollars an hour.",
      labels: { node: "Node" },
      columns: [
        { title: "Idle $/h", unit: unit.dollars, expr: `sum by (node) (${idleCost})` },
        {
          title: "Node $/h",
          unit: unit.dollars,
          expr: `sum by (node) (node:hourly_cost_dollars:sum{${nodes}} and on (node) gpu:utilization:ratio)`,
        },
      ],
      width: 8,
    }),
    timeSeries({
      title: "GPUs requested by tenant",
      description: "Devices that the pods of a tenant have asked for.",
      unit: unit.count,
      stacked: true,
      queries: [
        {
          expr: `sum by (namespace, resource) (tenant:gpus_requested:sum{${CHOSEN_TENANTS}})`,
          legend: "{{namespace}} {{resource}}",
        },
      ],
    }),
    timeSeries({
      title: "Cost per hour by tenant",
      description:
        "What the GPUs of a tenant cost, and the part of it in which they computed, in dollars an hour.",
      unit: unit.dollars,
      queries: [
        {
          expr: `sum by (namespace) (tenant:gpu_hourly_cost_dollars:sum{${CHOSEN_TENANTS}})`,
          legend: "{{namespace}} allocated",
        },
        {
          expr: `sum by (namespace) (tenant:gpu_hourly_cost_dollars:used{${CHOSEN_TENANTS}})`,
          legend: "{{namespace}} used",
        },
      ],
    }),
  ];
}
