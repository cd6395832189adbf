import { metricSource } from "../family";

const pod = "namespace pod uid";
const container = `${pod} container`;
const autoscaler = "namespace horizontalpodautoscaler";
const deployment = "namespace deployment";
const statefulSet = "namespace statefulset";
const daemonSet = "namespace daemonset";
const claim = "namespace persistentvolumeclaim";

/** Labels of nodes that `metricLabelsAllowlist` lets through. */
const nodeLabels = [
  "label_node_kubernetes_io_instance_type",
  "label_karpenter_sh_capacity_type",
  "label_eks_amazonaws_com_capacity_type",
  "label_topology_kubernetes_io_zone",
  "label_inference_platform_io_node_pool",
].join(" ");

/** kube-state-metrics; scraped with `honorLabels`, so `namespace` and `pod` are those of the object. */
export const kubeStateMetrics = metricSource({
  name: "kube-state-metrics",
  origin: "kubernetes/kube-state-metrics docs/metrics, 2.18",
  metrics: {
    gauge: {
      kube_pod_info:
        "namespace pod uid host_ip pod_ip node created_by_kind created_by_name priority_class host_network",
      kube_pod_owner: `${pod} owner_kind owner_name owner_is_controller`,
      kube_pod_labels: `${pod} label_serving_kserve_io_inferenceservice label_component`,
      kube_pod_created: pod,
      kube_pod_start_time: pod,
      kube_pod_status_phase: `${pod} phase`,
      kube_pod_status_ready: `${pod} condition`,
      kube_pod_status_ready_time: pod,
      kube_pod_status_reason: `${pod} reason`,
      kube_pod_status_scheduled: `${pod} condition`,
      kube_pod_status_scheduled_time: pod,
      kube_pod_status_unschedulable: pod,
      kube_pod_container_info: `${container} image image_id image_spec container_id`,
      kube_pod_container_state_started: container,
      kube_pod_container_status_ready: container,
      kube_pod_container_status_running: container,
      kube_pod_container_status_waiting: container,
      kube_pod_container_status_waiting_reason: `${container} reason`,
      kube_pod_container_status_terminated: container,
      kube_pod_container_status_terminated_reason: `${container} reason`,
      kube_pod_container_status_last_terminated_reason: `${container} reason`,
      kube_pod_container_resource_requests: `${container} node resource unit`,
      kube_pod_container_resource_limits: `${container} node resource unit`,
      kube_pod_init_container_status_waiting_reason: `${container} reason`,
      kube_pod_init_container_status_terminated_reason: `${container} reason`,
      kube_pod_init_container_status_last_terminated_reason: `${container} reason`,
      kube_node_info:
        "node kernel_version os_image container_runtime_version kubelet_version provider_id",
      kube_node_created: "node",
      kube_node_labels: `node ${nodeLabels}`,
      kube_node_spec_taint: "node key value effect",
      kube_node_spec_unschedulable: "node",
      kube_node_status_allocatable: "node resource unit",
      kube_node_status_capacity: "node resource unit",
      kube_node_status_condition: "node condition status",
      kube_namespace_labels: "namespace",
      kube_namespace_status_phase: "namespace phase",
      kube_resourcequota: "namespace resourcequota resource type",
      kube_horizontalpodautoscaler_info: `${autoscaler} scaletargetref_api_version scaletargetref_kind scaletargetref_name`,
      kube_horizontalpodautoscaler_spec_min_replicas: autoscaler,
      kube_horizontalpodautoscaler_spec_max_replicas: autoscaler,
      kube_horizontalpodautoscaler_spec_target_metric: `${autoscaler} metric_name metric_target_type`,
      kube_horizontalpodautoscaler_status_target_metric: `${autoscaler} metric_name metric_target_type`,
      kube_horizontalpodautoscaler_status_current_replicas: autoscaler,
      kube_horizontalpodautoscaler_status_desired_replicas: autoscaler,
      kube_horizontalpodautoscaler_status_condition: `${autoscaler} condition status`,
      kube_deployment_created: deployment,
      kube_deployment_spec_replicas: deployment,
      kube_deployment_status_replicas: deployment,
      kube_deployment_status_replicas_available: deployment,
      kube_deployment_status_replicas_ready: deployment,
      kube_deployment_status_replicas_unavailable: deployment,
      kube_deployment_status_replicas_updated: deployment,
      kube_deployment_status_condition: `${deployment} condition status`,
      kube_statefulset_replicas: statefulSet,
      kube_statefulset_status_replicas_ready: statefulSet,
      kube_daemonset_status_desired_number_scheduled: daemonSet,
      kube_daemonset_status_number_ready: daemonSet,
      kube_daemonset_status_number_unavailable: daemonSet,
      kube_replicaset_owner: "namespace replicaset owner_kind owner_name owner_is_controller",
      kube_job_status_failed: "namespace job_name reason",
      kube_job_failed: "namespace job_name condition",
      kube_persistentvolumeclaim_info: `${claim} storageclass volumename volumemode`,
      kube_persistentvolumeclaim_resource_requests_storage_bytes: claim,
      kube_persistentvolumeclaim_status_phase: `${claim} phase`,
    },
    counter: {
      kube_pod_container_status_restarts_total: container,
      kube_pod_init_container_status_restarts_total: container,
    },
  },
  options: {
    kube_node_labels: "metricLabelsAllowlist: nodes=[…]",
    kube_pod_labels: "metricLabelsAllowlist: pods=[…]",
  },
});
