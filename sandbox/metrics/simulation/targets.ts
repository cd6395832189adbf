import { GATEWAY_NAMESPACE, GATEWAY_WORKLOAD } from "@inference-platform/components/mesh/defaults";

import type { Target } from "../target";
import { karpenterSamples, kedaSamples } from "./autoscaling";
import type { SimulatedCluster, SimulatedModel, SimulatedPod } from "./cluster";
import { gpuSamples } from "./gpus";
import { healthExporters } from "./health";
import { kubernetesObjectSamples } from "./kubernetes-objects";
import { gatewaySamples, istiodSamples, sidecarSamples, type Gateway } from "./mesh";
import { tritonSamples } from "./triton";
import { vllmSamples } from "./vllm";

/** The gateway of the platform: Istio names its workload after the Gateway and its class. */
const gateway: Gateway = { name: GATEWAY_WORKLOAD, namespace: GATEWAY_NAMESPACE };

const monitoring = "monitoring";

/**
 * Everything that Prometheus scrapes on a platform, with the labels that it gives.
 *
 * @param without Exporters that are not there.
 */
export function targetsOf(cluster: SimulatedCluster, without: readonly string[] = []): Target[] {
  const targets = [
    ...cluster.models.flatMap((model) =>
      model.pods.map((pod) => modelTarget(cluster, model, pod, without)),
    ),
    ...cluster.gatewayPods.map((pod) => gatewayTarget(cluster, pod)),
    ...cluster.nodes.filter(({ gpus }) => gpus.length > 0).map((node) => gpuTarget(cluster, node)),
    ...controllerTargets(cluster),
    ...(cluster.conditions.broken ? [deadTarget()] : []),
  ];
  return targets.filter(({ sources }) => sources.some((source) => !without.includes(source)));
}

/** A pod of a model: its sidecar's agent merges the metrics of the server with its own. */
function modelTarget(
  cluster: SimulatedCluster,
  model: SimulatedModel,
  pod: SimulatedPod,
  without: readonly string[],
): Target {
  return {
    job: "models",
    instance: `${pod.name}:15020`,
    labels: {
      namespace: pod.namespace,
      pod: pod.name,
      container: "istio-proxy",
      model_service: model.name,
      component: "predictor",
    },
    honorLabels: false,
    up: true,
    sources: model.runtime === "kserve" ? ["istio-proxy"] : [model.runtime, "istio-proxy"],
    samples: (at) => [
      ...(model.runtime === "triton" && !without.includes("triton")
        ? tritonSamples(cluster, model, pod.name, at)
        : []),
      ...(model.runtime === "vllm" && !without.includes("vllm")
        ? vllmSamples(cluster, model, at)
        : []),
      ...(without.includes("istio-proxy") ? [] : sidecarSamples(cluster, model, gateway, at)),
    ],
  };
}

function gatewayTarget(cluster: SimulatedCluster, pod: string): Target {
  return {
    job: "gateway",
    instance: `${pod}:15020`,
    labels: { namespace: gateway.namespace, pod },
    honorLabels: false,
    up: true,
    sources: ["istio-proxy"],
    samples: (at) => gatewaySamples(cluster, gateway, at),
  };
}

function gpuTarget(cluster: SimulatedCluster, node: SimulatedCluster["nodes"][number]): Target {
  return {
    job: "nvidia-dcgm-exporter",
    instance: `${node.name}:9400`,
    labels: {
      namespace: "gpu-operator",
      pod: `nvidia-dcgm-exporter-${node.name}`,
      container: "nvidia-dcgm-exporter",
      node: node.name,
    },
    honorLabels: false,
    up: true,
    sources: ["dcgm"],
    samples: (at) => gpuSamples(cluster, node, at),
  };
}

function controllerTargets(cluster: SimulatedCluster): Target[] {
  return [
    controller("istiod", "istio-system", "istiod", (at) => istiodSamples(cluster, at)),
    controller("keda-operator", "keda", "keda", (at) => kedaSamples(cluster, at)),
    controller("karpenter", "kube-system", "karpenter", (at) => karpenterSamples(cluster, at)),
    {
      ...controller("kube-state-metrics", monitoring, "kube-state-metrics", (at) =>
        kubernetesObjectSamples(cluster, at),
      ),
      honorLabels: true,
    },
    ...healthExporters.map(({ job, source, samples }) => ({
      ...controller(job, monitoring, source, (at) => samples(cluster, at)),
      honorLabels: job === "kubelet",
    })),
  ];
}

function controller(
  job: string,
  namespace: string,
  source: string,
  samples: Target["samples"],
): Target {
  const pod = `${job}-0`;
  return {
    job,
    instance: `${pod}:8080`,
    labels: { namespace, pod, container: job, service: job },
    honorLabels: false,
    up: true,
    sources: [source],
    samples,
  };
}

/** A pod of a model that does not answer. */
function deadTarget(): Target {
  return {
    job: "models",
    instance: "unreachable:15020",
    labels: { namespace: monitoring, pod: "unreachable" },
    honorLabels: false,
    up: false,
    sources: ["istio-proxy"],
    samples: () => [],
  };
}
