import { SampleMaker, type Sample } from "../sample";
import type { SimulatedCluster, SimulatedModel } from "./cluster";
import { histogramOf, level } from "./load";

const keda = new SampleMaker("keda");
const karpenter = new SampleMaker("karpenter");

/** What the operator of KEDA says. */
export function kedaSamples(cluster: SimulatedCluster, at: number): Sample[] {
  const scaled = cluster.models.filter(({ autoscaler }) => autoscaler?.scaledObject !== undefined);
  return [
    keda.sample("keda_build_info", { version: "2.21.0", goos: "linux", goarch: "amd64" }, 1),
    keda.sample("keda_trigger_registered_total", { type: "prometheus" }, scaled.length),
    ...scaled.flatMap((model) => scaledObjectSamples(cluster, model, at)),
  ];
}

function scaledObjectSamples(
  { conditions, start }: SimulatedCluster,
  { namespace, autoscaler, requests }: SimulatedModel,
  at: number,
): Sample[] {
  const scaledObject = autoscaler?.scaledObject ?? "";
  const metric = "s0-prometheus";
  const scaler = {
    namespace,
    metric,
    scaledObject,
    scaler: "prometheusScaler",
    triggerIndex: "0",
    type: "scaledobject",
  };
  const faults = Math.round((at - start) * conditions.faultsPerSecond);
  const gauge = keda.sample.bind(keda);
  return [
    gauge("keda_scaler_active", scaler, 1),
    gauge("keda_scaler_metrics_value", scaler, level(requests, at)),
    gauge("keda_scaler_metrics_latency_seconds", scaler, 0.012 * conditions.slowness),
    gauge("keda_scaler_detail_errors_total", scaler, faults),
    gauge("keda_scaled_object_errors_total", { namespace, scaledObject }, faults),
    gauge("keda_scaled_object_paused", { namespace, scaledObject }, conditions.broken ? 1 : 0),
    gauge("keda_resource_registered_total", { namespace, type: "scaled_object" }, 1),
    gauge(
      "keda_internal_scale_loop_latency_seconds",
      { namespace, type: "scaledobject", resource: scaledObject },
      0.004 * conditions.slowness,
    ),
    gauge(
      "keda_scaler_empty_upstream_responses_total",
      {
        namespace,
        scaledResource: scaledObject,
        triggerName: metric,
        metricName: metric,
        resourceType: "scaledobject",
        ignoreNullValues: "false",
      },
      faults,
    ),
  ];
}

/** What Karpenter's controller says. */
export function karpenterSamples(cluster: SimulatedCluster, at: number): Sample[] {
  const launched = cluster.nodes.filter(({ launchedBy }) => launchedBy === "karpenter");
  const pools = [...new Set(launched.map(({ pool }) => pool))];
  return [
    ...pools.flatMap((pool) => poolSamples(cluster, pool, at)),
    ...offeringSamples(cluster),
    ...controllerSamples(cluster, at),
  ];
}

function poolSamples(
  { nodes, conditions, start }: SimulatedCluster,
  nodepool: string,
  at: number,
): Sample[] {
  const members = nodes.filter(({ pool }) => pool === nodepool);
  const gpus = members.reduce((sum, node) => sum + node.gpus.length, 0);
  const faults = Math.round((at - start) * conditions.faultsPerSecond);
  const gauge = karpenter.sample.bind(karpenter);
  const { zone = "us-east-1a", capacityType = "spot" } = members[0] ?? {};
  const limits = conditions.broken ? { nodes: members.length, gpus } : { nodes: 10, gpus: 8 };
  return [
    gauge("karpenter_nodepools_usage", { nodepool, resource_type: "nodes" }, members.length),
    gauge("karpenter_nodepools_limit", { nodepool, resource_type: "nodes" }, limits.nodes),
    gauge("karpenter_nodepools_usage", { nodepool, resource_type: "nvidia.com/gpu" }, gpus),
    gauge("karpenter_nodepools_limit", { nodepool, resource_type: "nvidia.com/gpu" }, limits.gpus),
    gauge("karpenter_nodepools_cost_total", { nodepool }, members.length * 0.8),
    gauge("karpenter_nodepools_allowed_disruptions", { nodepool, reason: "Empty" }, 1),
    gauge(
      "karpenter_nodeclaims_created_total",
      { nodepool, reason: "provisioned", min_values_relaxed: "false" },
      members.length + faults,
    ),
    gauge(
      "karpenter_nodeclaims_terminated_total",
      { nodepool, zone, capacity_type: capacityType },
      faults,
    ),
    gauge(
      "karpenter_nodeclaims_disrupted_total",
      { nodepool, reason: "spot_interrupted", capacity_type: capacityType },
      faults,
    ),
    gauge("karpenter_nodes_created_total", { nodepool, zone }, members.length + faults),
    gauge("karpenter_nodes_terminated_total", { nodepool, zone }, faults),
  ];
}

function offeringSamples({ nodes, conditions }: SimulatedCluster): Sample[] {
  const launched = nodes.filter(({ launchedBy }) => launchedBy === "karpenter");
  return launched.map(({ instanceType, capacityType, zone }) =>
    karpenter.sample(
      "karpenter_cloudprovider_instance_type_offering_available",
      { instance_type: instanceType, capacity_type: capacityType, zone },
      conditions.broken ? 0 : 1,
    ),
  );
}

function controllerSamples(
  { conditions, start, pendingPods, nodes }: SimulatedCluster,
  at: number,
): Sample[] {
  const faults = Math.round((at - start) * conditions.faultsPerSecond);
  const gauge = karpenter.sample.bind(karpenter);
  const controller = "provisioner";
  return [
    gauge("karpenter_build_info", { version: "1.14.1", goversion: "go1.26", goarch: "amd64" }, 1),
    gauge("karpenter_scheduler_queue_depth", { controller }, pendingPods.length),
    gauge("karpenter_scheduler_unschedulable_pods_count", { controller }, pendingPods.length),
    gauge(
      "operator_nodeclaim_status_condition_count",
      {
        type: "Ready",
        status: conditions.broken ? "False" : "True",
        reason: conditions.broken ? "UnhealthyDependents" : "Ready",
      },
      nodes.length,
    ),
    gauge("karpenter_cluster_state_node_count", {}, nodes.length),
    gauge("karpenter_cluster_state_synced", {}, conditions.broken ? 0 : 1),
    gauge(
      "karpenter_interruption_received_messages_total",
      { message_type: "spot_interrupted" },
      faults,
    ),
    gauge(
      "karpenter_cloudprovider_errors_total",
      {
        controller: "nodeclaim.lifecycle",
        method: "Create",
        provider: "aws",
        error: "InsufficientCapacityError",
      },
      faults,
    ),
    gauge(
      "karpenter_cloudprovider_instance_launch_failures_total",
      {
        zone: "us-east-1a",
        zone_id: "use1-az1",
        capacity_type: "spot",
        reason: "InsufficientInstanceCapacity",
      },
      faults,
    ),
    gauge(
      "karpenter_voluntary_disruption_decisions_total",
      { decision: "delete", reason: "empty", consolidation_type: "empty" },
      Math.round((at - start) * 0.0005),
    ),
    ...karpenter.histogram(
      "karpenter_cloudprovider_duration_seconds",
      { controller: "nodeclaim.lifecycle", method: "Create", provider: "aws" },
      histogramOf({ median: 1.8, shape: 3 }, (at - start) * 0.001, [0.5, 1, 2.5, 5, 10, 30, 60]),
    ),
    ...karpenter.summary(
      "karpenter_pods_startup_duration_seconds",
      {},
      {
        count: 20,
        sum: 2400,
        steps: [
          [0.5, 95 * conditions.slowness],
          [0.9, 160 * conditions.slowness],
          [0.99, 240 * conditions.slowness],
        ],
      },
    ),
  ];
}
