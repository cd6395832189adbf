import type { Labels } from "../family";
import { SampleMaker, type Sample } from "../sample";
import type {
  SimulatedAutoscaler,
  SimulatedCluster,
  SimulatedModel,
  SimulatedNode,
  SimulatedPod,
} from "./cluster";
import { limitSamples } from "./containers";
import { platformObjectSamples } from "./platform-objects";

const maker = new SampleMaker("kube-state-metrics");
const gauge = maker.sample.bind(maker);

const phases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"];

/** What kube-state-metrics says of nodes, pods and autoscalers. */
export function kubernetesObjectSamples(cluster: SimulatedCluster, at: number): Sample[] {
  const running = cluster.models.flatMap(({ pods }) => pods);
  return [
    ...cluster.nodes.flatMap((node) => nodeSamples(cluster, node)),
    ...running.flatMap((pod) => [...podSamples(cluster, pod, "Running", at), ...limitSamples(pod)]),
    ...cluster.pendingPods.flatMap((pod) => podSamples(cluster, pod, "Pending", at)),
    ...cluster.models.flatMap((model) => deploymentSamples(cluster, model)),
    ...cluster.models.flatMap(({ namespace, autoscaler }) =>
      autoscaler === undefined ? [] : autoscalerSamples(namespace, autoscaler),
    ),
    ...tenantSamples(cluster),
    ...platformObjectSamples(cluster),
  ];
}

function nodeSamples({ conditions, start }: SimulatedCluster, node: SimulatedNode): Sample[] {
  const { name } = node;
  const resources = Object.entries(node.gpuResources).map(
    ([resource, count]) => [resourceText(resource), count] as const,
  );
  const capacityLabel: Labels =
    node.launchedBy === "karpenter"
      ? { label_karpenter_sh_capacity_type: node.capacityType }
      : {
          label_eks_amazonaws_com_capacity_type:
            node.capacityType === "spot" ? "SPOT" : "ON_DEMAND",
        };
  return [
    gauge("kube_node_info", { node: name, kubelet_version: "v1.35.4" }, 1),
    gauge("kube_node_created", { node: name }, start),
    gauge(
      "kube_node_labels",
      {
        node: name,
        label_node_kubernetes_io_instance_type: node.instanceType,
        label_topology_kubernetes_io_zone: node.zone,
        label_inference_platform_io_node_pool: node.pool,
        ...capacityLabel,
      },
      1,
    ),
    gauge("kube_node_spec_unschedulable", { node: name }, 0),
    ...resources.flatMap(([resource, count]) => [
      gauge("kube_node_status_capacity", { node: name, resource, unit: "integer" }, count),
      gauge(
        "kube_node_status_allocatable",
        { node: name, resource, unit: "integer" },
        conditions.broken ? 0 : count,
      ),
    ]),
    ...["true", "false", "unknown"].map((status) =>
      gauge(
        "kube_node_status_condition",
        { node: name, condition: "Ready", status },
        flag((status === "true") === (node.ready && !conditions.broken) && status !== "unknown"),
      ),
    ),
  ];
}

function podSamples(
  { conditions, start }: SimulatedCluster,
  pod: SimulatedPod,
  phase: string,
  at: number,
): Sample[] {
  const own: Labels = { namespace: pod.namespace, pod: pod.name, uid: uidOf(pod) };
  const container: Labels = { ...own, container: pod.container };
  const node = pod.node ?? "";
  const waiting = phase === "Pending";
  const wrong = conditions.broken && !waiting;
  const restarts = wrong ? Math.round((at - start) * conditions.faultsPerSecond) : 0;
  return [
    gauge(
      "kube_pod_info",
      { ...own, node, created_by_kind: "ReplicaSet", created_by_name: pod.deployment },
      1,
    ),
    gauge(
      "kube_pod_owner",
      { ...own, owner_kind: "ReplicaSet", owner_name: pod.deployment, owner_is_controller: "true" },
      1,
    ),
    gauge(
      "kube_pod_labels",
      {
        ...own,
        label_component: "predictor",
        label_serving_kserve_io_inferenceservice: pod.deployment.replace(/-predictor$/, ""),
      },
      1,
    ),
    gauge("kube_pod_created", own, start),
    ...(waiting
      ? [gauge("kube_pod_status_unschedulable", own, 1)]
      : [
          gauge("kube_pod_start_time", own, start + 20),
          gauge("kube_pod_status_scheduled_time", own, start + 15),
          gauge("kube_pod_status_ready_time", own, start + (conditions.broken ? 3000 : 95)),
        ]),
    ...phases.map((one) =>
      gauge("kube_pod_status_phase", { ...own, phase: one }, flag(one === phase)),
    ),
    ...conditionSamples("kube_pod_status_ready", own, !waiting && !wrong),
    ...conditionSamples("kube_pod_status_scheduled", own, !waiting),
    ...Object.entries(pod.gpuResources).flatMap(([resource, count]) =>
      ["kube_pod_container_resource_requests", "kube_pod_container_resource_limits"].map((name) =>
        gauge(
          name,
          { ...container, node, resource: resourceText(resource), unit: "integer" },
          count,
        ),
      ),
    ),
    gauge("kube_pod_container_status_restarts_total", container, restarts),
    gauge(
      "kube_pod_init_container_status_restarts_total",
      { ...own, container: "storage-initializer" },
      restarts,
    ),
    gauge("kube_pod_container_status_ready", container, flag(!waiting && !wrong)),
    gauge("kube_pod_container_status_running", container, flag(!waiting && !wrong)),
    gauge("kube_pod_container_status_waiting", container, flag(waiting || wrong)),
    ...(wrong
      ? [
          gauge(
            "kube_pod_container_status_waiting_reason",
            { ...container, reason: "CrashLoopBackOff" },
            1,
          ),
          gauge(
            "kube_pod_container_status_last_terminated_reason",
            { ...container, reason: "OOMKilled" },
            1,
          ),
          gauge(
            "kube_pod_init_container_status_waiting_reason",
            { ...own, container: "storage-initializer", reason: "CrashLoopBackOff" },
            1,
          ),
        ]
      : []),
  ];
}

function conditionSamples(name: string, own: Labels, holds: boolean): Sample[] {
  return ["true", "false", "unknown"].map((condition) =>
    gauge(name, { ...own, condition }, flag(condition === String(holds))),
  );
}

function deploymentSamples(
  { conditions, start }: SimulatedCluster,
  { namespace, name, pods, autoscaler }: SimulatedModel,
): Sample[] {
  const own = { namespace, deployment: `${name}-predictor` };
  const wanted = autoscaler?.desired ?? pods.length;
  const ready = conditions.broken ? 0 : pods.length;
  return [
    gauge("kube_deployment_created", own, start),
    gauge("kube_deployment_spec_replicas", own, wanted),
    gauge("kube_deployment_status_replicas", own, pods.length),
    gauge("kube_deployment_status_replicas_available", own, ready),
    gauge("kube_deployment_status_replicas_ready", own, ready),
    gauge("kube_deployment_status_replicas_updated", own, ready),
    gauge("kube_deployment_status_replicas_unavailable", own, wanted - ready),
  ];
}

function autoscalerSamples(namespace: string, autoscaler: SimulatedAutoscaler): Sample[] {
  const own = { namespace, horizontalpodautoscaler: autoscaler.name };
  const limited = autoscaler.desired >= autoscaler.max;
  const target = { ...own, metric_name: "s0-prometheus", metric_target_type: "average" };
  return [
    gauge("kube_horizontalpodautoscaler_spec_min_replicas", own, autoscaler.min),
    gauge("kube_horizontalpodautoscaler_spec_max_replicas", own, autoscaler.max),
    gauge("kube_horizontalpodautoscaler_status_current_replicas", own, autoscaler.current),
    gauge("kube_horizontalpodautoscaler_status_desired_replicas", own, autoscaler.desired),
    gauge("kube_horizontalpodautoscaler_spec_target_metric", target, 10),
    gauge("kube_horizontalpodautoscaler_status_target_metric", target, limited ? 40 : 8),
    ...[
      { condition: "AbleToScale", holds: true },
      { condition: "ScalingActive", holds: !limited },
      { condition: "ScalingLimited", holds: limited },
    ].flatMap(({ condition, holds }) =>
      ["true", "false", "unknown"].map((status) =>
        gauge(
          "kube_horizontalpodautoscaler_status_condition",
          { ...own, condition, status },
          flag(status === String(holds)),
        ),
      ),
    ),
  ];
}

function tenantSamples({ models, conditions }: SimulatedCluster): Sample[] {
  const namespaces = [...new Set(models.map(({ namespace }) => namespace))];
  const used = conditions.broken ? 4 : 2;
  return namespaces.flatMap((namespace) => [
    gauge("kube_namespace_status_phase", { namespace, phase: "Active" }, 1),
    ...Object.entries({ hard: 4, used }).map(([type, value]) =>
      gauge(
        "kube_resourcequota",
        { namespace, resourcequota: "tenant", resource: "requests.nvidia.com/gpu", type },
        value,
      ),
    ),
  ]);
}

/** `nvidia.com/mig-1g.10gb` as kube-state-metrics writes it in a label. */
function resourceText(resource: string): string {
  return resource.replaceAll(/[^a-zA-Z0-9_]/g, "_");
}

function uidOf({ namespace, name }: SimulatedPod): string {
  return `${namespace}-${name}`;
}

function flag(holds: boolean): number {
  return holds ? 1 : 0;
}
