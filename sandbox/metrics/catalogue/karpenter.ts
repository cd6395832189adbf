import { metricSource } from "../family";

const offering = "instance_type capacity_type zone";

/** Karpenter's controller. */
export const karpenter = metricSource({
  name: "karpenter",
  origin:
    "sigs.k8s.io/karpenter and aws/karpenter-provider-aws v1.14.1, metrics.go of each controller",
  metrics: {
    gauge: {
      karpenter_build_info: "version goversion goarch commit",
      karpenter_nodepools_usage: "resource_type nodepool",
      karpenter_nodepools_limit: "resource_type nodepool",
      karpenter_nodepools_cost_total: "nodepool",
      karpenter_nodepools_allowed_disruptions: "nodepool reason",
      karpenter_pods_state:
        "name namespace owner node nodepool zone arch capacity_type instance_type phase scheduled",
      karpenter_pods_unstarted_time_seconds: "name namespace",
      karpenter_pods_unbound_time_seconds: "name namespace",
      karpenter_scheduler_queue_depth: "controller scheduling_id",
      karpenter_scheduler_unschedulable_pods_count: "controller",
      karpenter_cluster_state_node_count: "",
      karpenter_cluster_state_synced: "",
      karpenter_cluster_utilization_percent: "resource_type",
      karpenter_cloudprovider_instance_type_offering_available: offering,
      karpenter_cloudprovider_instance_type_offering_price_estimate: offering,
      operator_nodeclaim_status_condition_count: "type status reason namespace name",
    },
    counter: {
      karpenter_nodeclaims_created_total: "reason nodepool min_values_relaxed",
      karpenter_nodeclaims_terminated_total: "nodepool capacity_type zone",
      karpenter_nodeclaims_disrupted_total: "reason nodepool capacity_type",
      karpenter_nodes_created_total: "nodepool zone",
      karpenter_nodes_terminated_total: "nodepool zone",
      karpenter_interruption_received_messages_total: "message_type",
      karpenter_cloudprovider_errors_total: "controller method provider error",
      karpenter_cloudprovider_instance_launch_failures_total: "zone zone_id capacity_type reason",
      karpenter_voluntary_disruption_decisions_total: "decision reason consolidation_type",
    },
    histogram: {
      karpenter_cloudprovider_duration_seconds: "controller method provider",
      karpenter_scheduler_scheduling_duration_seconds: "controller",
    },
    summary: { karpenter_pods_startup_duration_seconds: "" },
  },
});
