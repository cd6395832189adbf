import type { RuleGroup } from "./rule";

/** Price of one GPU of a node: the whole node, in equal parts over its GPUs, shares or MIG instances. */
const gpuPrice =
  "sum by (node) (node:hourly_cost_dollars:sum) / on (node) (sum by (node) (node:gpus_allocatable:sum) > 0)";

const podCost = "pod:gpu_hourly_cost_dollars:sum";
const ofModel =
  "* on (namespace, pod) group_left (model_service, component) pod:model_service:info";

/**
 * Dollars an hour of the GPUs that tenants and models hold (`sum`), and the part of it in which the GPUs worked (`used`).
 * Where DCGM does not say which pod works on a shared GPU, the pod counts with the mean of its node.
 */
export const costRules: RuleGroup = {
  name: "costs",
  rules: [
    {
      record: podCost,
      expr: `sum by (namespace, pod, node) (pod:gpus_requested:sum) * on (node) group_left () (${gpuPrice})`,
    },
    {
      record: "pod:gpu_hourly_cost_dollars:used",
      expr: `${podCost} * on (namespace, pod) group_left () avg by (namespace, pod) (gpu:utilization:ratio{pod!=""}) or ${podCost} * on (node) group_left () avg by (node) (gpu:utilization:ratio)`,
    },
    ...["sum", "used"].flatMap((operation) => [
      {
        record: `tenant:gpu_hourly_cost_dollars:${operation}`,
        expr: `sum by (namespace) (pod:gpu_hourly_cost_dollars:${operation})`,
      },
      {
        record: `model_service:gpu_hourly_cost_dollars:${operation}`,
        expr: `sum by (namespace, model_service, component) (pod:gpu_hourly_cost_dollars:${operation} ${ofModel})`,
      },
    ]),
  ],
};
