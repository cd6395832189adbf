import { GATEWAY_WORKLOAD } from "@inference-platform/components/mesh/defaults";

import {
  healthy,
  type Conditions,
  type SimulatedCluster,
  type SimulatedGpu,
  type SimulatedModel,
  type SimulatedNode,
  type SimulatedPod,
} from "./cluster";

const wholeGpu = { "nvidia.com/gpu": 1 };
const slice = { "nvidia.com/mig-1g.10gb": 1 };

/**
 * A platform with four GPUs, one of them cut by MIG and one idle: two models on Triton with two versions each, over HTTP
 * and gRPC, and two on vLLM.
 *
 * @param start Unix seconds at which every counter was 0.
 */
export function exampleCluster(start: number, conditions: Conditions = healthy): SimulatedCluster {
  const fraud = [
    pod("payments", "fraud", "fraud-predictor-6d5f7c9b84-4xk2p", "ip-10-0-1-11", wholeGpu),
  ];
  const vision = [1, 2].map((id) =>
    pod("search", "vision", `vision-predictor-7f8b6d4c95-m${id}9qz`, "ip-10-0-3-13", slice),
  );
  const assistant = [
    pod("support", "assistant", "assistant-predictor-5c9d8b7f66-t7h4w", "ip-10-0-2-12", wholeGpu),
  ];
  const summary = [
    pod("support", "summary", "summary-predictor-4c7d9f8b55-q2j8n", "ip-10-0-3-13", slice),
  ];
  const slices = [...vision, ...summary];
  const { broken } = conditions;
  return {
    conditions,
    start,
    gatewayPods: ["2vqjx", "9kkzt"].map((id) => `${GATEWAY_WORKLOAD}-6b9d5f8c7-${id}`),
    canaries: [{ namespace: "payments", name: "fraud", weight: 20 }],
    pendingPods: broken
      ? [pod("payments", "fraud", "fraud-predictor-6d5f7c9b84-w8n5d", undefined, wholeGpu)]
      : [],
    models: [
      model("payments", "fraud", "triton", "http", fraud, "fraud", 46, 18, broken, true),
      model("search", "vision", "triton", "grpc", vision, "resnet50", 21, 31, broken, true),
      model(
        "support",
        "assistant",
        "vllm",
        "http",
        assistant,
        "assistant",
        1.6,
        420,
        broken,
        false,
      ),
      model("support", "summary", "vllm", "http", summary, "summary", 0.9, 380, broken, true),
    ],
    nodes: [
      node("ip-10-0-0-10", "m7i.large", "on-demand", "system", "managed-node-group", {}, []),
      node("ip-10-0-1-11", "g6.xlarge", "spot", "gpu-small", "karpenter", wholeGpu, [
        gpu(0, "GPU-1c0e6f1a", "NVIDIA L4", 23_034, 72, fraud[0]),
      ]),
      node("ip-10-0-1-14", "g6.xlarge", "on-demand", "gpu-small", "karpenter", wholeGpu, [
        gpu(0, "GPU-7d21b9e4", "NVIDIA L4", 23_034, 72),
      ]),
      node("ip-10-0-2-12", "g6e.xlarge", "on-demand", "gpu-large", "karpenter", wholeGpu, [
        gpu(0, "GPU-93ab44c0", "NVIDIA L40S", 46_068, 350, assistant[0]),
      ]),
      node(
        "ip-10-0-3-13",
        "p5.4xlarge",
        "reserved",
        "gpu-mig",
        "karpenter",
        { "nvidia.com/mig-1g.10gb": 7 },
        [1, 2, 3, 4, 5, 6, 7].map((id) => ({
          ...gpu(0, "GPU-e5f08d72", "NVIDIA H100 80GB HBM3", 9_984, 700, slices[id - 1]),
          mig: { profile: "1g.10gb", id: String(id + 6) },
        })),
      ),
      // A type that the table of prices does not know.
      ...(broken
        ? [node("ip-10-0-4-15", "p9.unlisted", "on-demand", "gpu-large", "karpenter", {}, [])]
        : []),
    ],
  };
}

function pod(
  namespace: string,
  service: string,
  name: string,
  onNode: string | undefined,
  gpuResources: SimulatedPod["gpuResources"],
): SimulatedPod {
  return {
    namespace,
    name,
    ...(onNode !== undefined && { node: onNode }),
    container: "kserve-container",
    gpuResources,
    deployment: `${service}-predictor`,
  };
}

function model(
  namespace: string,
  name: string,
  runtime: SimulatedModel["runtime"],
  protocol: SimulatedModel["protocol"],
  pods: readonly SimulatedPod[],
  served: string,
  perSecond: number,
  medianMilliseconds: number,
  atMaximum: boolean,
  byKeda: boolean,
): SimulatedModel {
  const max = 4;
  const scaler = `${name}-scaler`;
  const hpa = byKeda ? `keda-hpa-${scaler}` : scaler;
  return {
    namespace,
    name,
    runtime,
    protocol,
    pods,
    served: [{ model: served, versions: runtime === "triton" ? ["1", "2"] : ["1"] }],
    requests: { mean: perSecond, swing: 0.4, periodSeconds: 3600, shiftSeconds: name.length * 300 },
    medianMilliseconds,
    autoscaler: {
      name: hpa,
      ...(byKeda && { scaledObject: scaler }),
      min: 1,
      max,
      current: atMaximum ? max : pods.length,
      desired: atMaximum ? max : pods.length,
    },
  };
}

function node(
  name: string,
  instanceType: string,
  capacityType: SimulatedNode["capacityType"],
  pool: string,
  launchedBy: SimulatedNode["launchedBy"],
  gpuResources: SimulatedNode["gpuResources"],
  gpus: readonly SimulatedGpu[],
): SimulatedNode {
  const zone = "us-east-1a";
  return {
    name,
    instanceType,
    capacityType,
    zone,
    pool,
    launchedBy,
    gpuResources,
    gpus,
    ready: true,
  };
}

function gpu(
  index: number,
  uuid: string,
  modelName: string,
  memoryMiB: number,
  powerLimit: number,
  holder?: SimulatedPod,
): SimulatedGpu {
  return { index, uuid, modelName, memoryMiB, powerLimit, ...(holder && { pod: holder }) };
}
