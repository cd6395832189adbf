import { metricSource } from "../family";

const container = "namespace pod container id image name";

/** The kubelet and its cAdvisor; scraped with `honorLabels`. */
export const kubelet = metricSource({
  name: "kubelet",
  origin: "k8s.io/kubernetes v1.35.4, pkg/kubelet/metrics and cadvisor's container metrics",
  metrics: {
    gauge: {
      kubelet_volume_stats_available_bytes: "namespace persistentvolumeclaim",
      kubelet_volume_stats_capacity_bytes: "namespace persistentvolumeclaim",
      kubelet_volume_stats_used_bytes: "namespace persistentvolumeclaim",
      container_memory_working_set_bytes: container,
    },
    counter: { container_cpu_usage_seconds_total: `${container} cpu` },
  },
});
