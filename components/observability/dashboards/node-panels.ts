import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { timeSeries } from "./panels";
import { unit } from "./units";

/** Events an hour, by labels. */
function karpenter(metric: string, by: string): string {
  return `3600 * sum by (${by}) (rate(karpenter_${metric}{job="karpenter"}[$__rate_interval]))`;
}

/** How nodes come and go, and why they do not. */
export function nodeGraphs(): Panel[] {
  return [
    timeSeries({
      title: "GPUs of Karpenter's pools",
      description: "GPUs that a pool has and may have. At its limit no further node is made.",
      unit: unit.count,
      width: 12,
      queries: ["usage", "limit"].map((kind) => ({
        expr: `sum by (nodepool) (karpenter_nodepools_${kind}{job="karpenter",resource_type="nvidia.com/gpu"})`,
        legend: `{{nodepool}} ${kind}`,
      })),
    }),
    timeSeries({
      title: "Nodes made and taken away",
      description: "Nodes an hour by pool and reason. Much of both: nodes come and go too fast.",
      unit: unit.perHour,
      width: 12,
      queries: [
        {
          expr: karpenter("nodeclaims_created_total", "nodepool, reason"),
          legend: "{{nodepool}} made: {{reason}}",
        },
        {
          expr: karpenter("nodeclaims_disrupted_total", "nodepool, reason"),
          legend: "{{nodepool}} disrupted: {{reason}}",
        },
        {
          expr: karpenter("nodeclaims_terminated_total", "nodepool"),
          legend: "{{nodepool}} gone",
        },
      ],
    }),
    timeSeries({
      title: "Interruptions and failed launches",
      description:
        "Messages of AWS an hour (the end of spot nodes among them), and instances that could not be had.",
      unit: unit.perHour,
      width: 12,
      queries: [
        {
          expr: karpenter("interruption_received_messages_total", "message_type"),
          legend: "{{message_type}}",
        },
        {
          expr: karpenter(
            "cloudprovider_instance_launch_failures_total",
            "zone, capacity_type, reason",
          ),
          legend: "{{zone}} {{capacity_type}} {{reason}}",
        },
      ],
    }),
    timeSeries({
      title: "Pods in Karpenter's queue",
      description: "Pods for which Karpenter looks for a node, and those that none would fit.",
      unit: unit.count,
      width: 12,
      queries: [
        { expr: 'sum(karpenter_scheduler_queue_depth{job="karpenter"})', legend: "waiting" },
        {
          expr: 'sum(karpenter_scheduler_unschedulable_pods_count{job="karpenter"})',
          legend: "no node fits",
        },
      ],
    }),
  ];
}
