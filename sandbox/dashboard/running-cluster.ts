import { findInstanceType } from "@inference-platform/components/nodes/instance-types";
import { GATEWAY_WORKLOAD } from "@inference-platform/components/mesh/defaults";

import {
  healthy,
  type SimulatedCluster,
  type SimulatedGpu,
  type SimulatedModel,
  type SimulatedNode,
  type SimulatedPod,
} from "../metrics/simulation/cluster";
import type { ClusterView, ModelView } from "../summary/cluster-view";

type NodeView = ClusterView["nodes"][number];

/**
 * The models, nodes and GPUs of a running sandbox with a load that they do not have: no container runs there.
 *
 * @param start Unix seconds at which every counter was 0.
 */
export function simulatedClusterOf(
  { nodes, models }: ClusterView,
  start: number,
): SimulatedCluster {
  const views = models.map((model) => ({
    model,
    pods: model.pods.map((pod) => podOf(model, pod)),
  }));
  const allPods = views.flatMap(({ pods }) => pods);
  return {
    conditions: healthy,
    start,
    canaries: [],
    gatewayPods: [`${GATEWAY_WORKLOAD}-0`],
    pendingPods: allPods.filter(({ node }) => node === undefined),
    models: views.map(({ model, pods }, index) =>
      modelOf(
        model,
        pods.filter(({ node }) => node !== undefined),
        index,
      ),
    ),
    nodes: nodes.map((node) =>
      nodeOf(
        node,
        allPods.filter((pod) => pod.node === node.name),
      ),
    ),
  };
}

function podOf(model: ModelView, pod: ModelView["pods"][number]): SimulatedPod {
  return {
    namespace: model.namespace,
    name: pod.name,
    ...(pod.node !== undefined && { node: pod.node }),
    container: "kserve-container",
    gpuResources: pod.gpus,
    deployment: `${model.name}-predictor`,
  };
}

/** Requests a second and median milliseconds by runtime: language models answer seldom and long. */
const loads = {
  triton: { perSecond: 30, milliseconds: 20 },
  kserve: { perSecond: 12, milliseconds: 40 },
  vllm: { perSecond: 1.5, milliseconds: 400 },
} as const;

function modelOf(
  { namespace, name, runtime: runtimeName }: ModelView,
  pods: readonly SimulatedPod[],
  index: number,
): SimulatedModel {
  const runtime = runtimeOf(runtimeName);
  const { perSecond, milliseconds } = loads[runtime];
  const replicas = pods.length;
  return {
    namespace,
    name,
    runtime,
    protocol: "http",
    pods,
    served: [{ model: name, versions: ["1"] }],
    requests: {
      // A model without replicas is asked nothing.
      mean: replicas === 0 ? 0 : perSecond * (1 + index * 0.3),
      swing: 0.4,
      periodSeconds: 3600,
      shiftSeconds: index * 700,
    },
    medianMilliseconds: milliseconds,
    autoscaler: {
      name: `keda-hpa-${name}-scaler`,
      scaledObject: `${name}-scaler`,
      min: 1,
      max: Math.max(4, replicas * 2),
      current: replicas,
      desired: replicas,
    },
  };
}

function runtimeOf(name: string): SimulatedModel["runtime"] {
  if (/triton|onnxruntime/.test(name)) return "triton";
  return /vllm|huggingface|LeaderWorkerSet/.test(name) ? "vllm" : "kserve";
}

function nodeOf(view: NodeView, pods: readonly SimulatedPod[]): SimulatedNode {
  return {
    name: view.name,
    instanceType: view.instanceType,
    capacityType: capacityTypes[view.capacity] ?? "on-demand",
    zone: view.zone,
    pool: view.pool,
    launchedBy: view.capacity === view.capacity.toUpperCase() ? "managed-node-group" : "karpenter",
    gpuResources: view.gpus,
    gpus: gpusOf(view, pods),
    ready: view.ready,
  };
}

/** The kinds of capacity as the labels of EKS and of Karpenter name them. */
const capacityTypes: Readonly<Record<string, SimulatedNode["capacityType"]>> = {
  SPOT: "spot",
  ON_DEMAND: "on-demand",
  CAPACITY_BLOCK: "reserved",
  spot: "spot",
  "on-demand": "on-demand",
  reserved: "reserved",
};

/** Power limits in watts, from NVIDIA's data sheets. */
const powerLimits: Readonly<Record<string, number>> = {
  t4: 70,
  l4: 72,
  a10g: 300,
  l40s: 350,
  a100: 400,
  h100: 700,
  h200: 700,
  b200: 1000,
};

/** Power limit of a GPU that is not among them: it is only drawn. */
const OTHER_GPU_WATTS = 300;

/** Each GPU, or each instance that MIG cut, with the pod that holds it; a shared one shows the first. */
function gpusOf(
  { name, instanceType, gpus }: NodeView,
  pods: readonly SimulatedPod[],
): SimulatedGpu[] {
  const type = findInstanceType(instanceType);
  const count = Math.max(1, type?.gpuCount ?? 1);
  const memoryMiB = type?.gpuMemoryMiBPerGpu ?? 24_576;
  const gpu = (index: number, holder: SimulatedPod | undefined): SimulatedGpu => ({
    index,
    uuid: `GPU-${name}-${index}`,
    modelName: `NVIDIA ${(type?.gpuName ?? "GPU").toUpperCase()}`,
    memoryMiB,
    powerLimit: powerLimits[type?.gpuName ?? ""] ?? OTHER_GPU_WATTS,
    ...(holder !== undefined && { pod: holder }),
  });
  return Object.entries(gpus).flatMap(([resource, instances]) => {
    const holders = pods.flatMap((pod) =>
      Array.from({ length: pod.gpuResources[resource] ?? 0 }, () => pod),
    );
    const profile = /^nvidia\.com\/mig-(.+)$/.exec(resource)?.[1];
    if (profile === undefined) {
      return Array.from({ length: count }, (_, index) => gpu(index, holders[index]));
    }
    const perGpu = Math.max(1, Math.floor(instances / count));
    return Array.from({ length: instances }, (_, index) => ({
      ...gpu(Math.floor(index / perGpu), holders[index]),
      memoryMiB: Math.floor(memoryMiB / perGpu),
      mig: { profile, id: String((index % perGpu) + 1) },
    }));
  });
}
