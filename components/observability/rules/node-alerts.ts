import type { RuleGroup } from "./rule";
import { thresholds } from "./thresholds";

/** Alerts about nodes that go or do not come. */
export const nodeAlerts: RuleGroup = {
  name: "node-alerts",
  rules: [
    {
      alert: "SpotInterruptionsFrequent",
      expr: `sum(increase(karpenter_interruption_received_messages_total{job="karpenter",message_type="spot_interrupted"}[1h])) > ${thresholds.spotInterruptionsPerHour}`,
      severity: "warning",
      owner: "platform",
      summary: "EC2 took back {{ $value | humanize }} spot instances within an hour",
      description:
        "Models on them moved or are cold. Look which types were taken, and give the pool more types or on-demand capacity.",
    },
    {
      alert: "NodeLaunchFailing",
      expr: 'sum by (zone, capacity_type, reason) (increase(karpenter_cloudprovider_instance_launch_failures_total{job="karpenter"}[15m])) > 0',
      for: "30m",
      severity: "warning",
      owner: "platform",
      summary:
        "EC2 launches no {{ $labels.capacity_type }} instances in {{ $labels.zone }}: {{ $labels.reason }}",
      description:
        "Karpenter has been trying for 30 minutes. Look whether pods wait for GPUs, and at quotas and capacity of the types of the pool.",
    },
    {
      alert: "NodeClaimsNotReady",
      expr: 'count by (reason) (operator_nodeclaim_status_condition_count{job="karpenter",type="Ready",status!="True"} > 0)',
      for: "20m",
      severity: "warning",
      owner: "platform",
      summary: "{{ $value }} node claims do not become ready: {{ $labels.reason }}",
      description:
        "Instances are launched and paid for, but do not join or do not show their GPUs. Look at the conditions of the node claims.",
    },
    {
      alert: "NodesUnpriced",
      expr: "platform:nodes_unpriced:count > 0",
      for: "1h",
      severity: "info",
      owner: "platform",
      summary: "{{ $value }} nodes of type {{ $labels.instance_type }} have no known price",
      description:
        "The costs of tenants and models leave them out. Refresh the table of instance types, or look at the labels of the nodes.",
    },
  ],
};
