import { SampleMaker, type Sample } from "../sample";
import type { SimulatedCluster, SimulatedPod } from "./cluster";
import { total, type Wave } from "./load";

const kubelet = new SampleMaker("kubelet");
const objects = new SampleMaker("kube-state-metrics");

/** CPUs and memory that the server of a model may use. */
const limits = { cpu: 4, memory: 16 * 2 ** 30 };

/** What the kubelet's cAdvisor says of the servers of models. */
export function containerSamples(cluster: SimulatedCluster, at: number): Sample[] {
  return cluster.models.flatMap(({ pods }) =>
    pods.flatMap((pod) => {
      const labels = { namespace: pod.namespace, pod: pod.name, container: pod.container };
      return [
        kubelet.sample(
          "container_cpu_usage_seconds_total",
          labels,
          total(cpuOf(pod), cluster.start, at),
        ),
        kubelet.sample(
          "container_memory_working_set_bytes",
          labels,
          limits.memory * Math.min(0.97, 0.1 + cluster.conditions.gpuMemory * 0.8),
        ),
      ];
    }),
  );
}

/** What kube-state-metrics says of the limits of a pod of a model. */
export function limitSamples(pod: SimulatedPod): Sample[] {
  return Object.entries({ cpu: "core", memory: "byte" }).map(([resource, unit]) =>
    objects.sample(
      "kube_pod_container_resource_limits",
      {
        namespace: pod.namespace,
        pod: pod.name,
        uid: `${pod.namespace}-${pod.name}`,
        container: pod.container,
        node: pod.node ?? "",
        resource,
        unit,
      },
      limits[resource as keyof typeof limits],
    ),
  );
}

function cpuOf({ name }: SimulatedPod): Wave {
  return {
    mean: limits.cpu * 0.4,
    swing: 0.3,
    periodSeconds: 1800,
    shiftSeconds: name.length * 60,
  };
}
