import { fullestGraph, smallestGraph } from "./graph-example";
import type { InferenceGraphArgs } from "./inference-graph";
import type { ModelServiceArgs } from "./model-service";
import type { ServingPlatformArgs } from "./serving-platform";

const gateway = {
  reference: "inference-gateway/inference",
  domain: "models.example.com",
  scheme: "https",
} as const;

/** The fewest arguments that work. */
export const smallest: {
  ServingPlatform: ServingPlatformArgs;
  ModelService: ModelServiceArgs;
  InferenceGraph: InferenceGraphArgs;
} = {
  ServingPlatform: { gateway },
  ModelService: {
    service: "scorer",
    namespace: "fraud",
    serviceAccountName: "models",
    runtime: "triton",
    storageUri: "pvc://models/scorer",
    resources: { cpu: "1", memory: "2Gi" },
  },
  InferenceGraph: smallestGraph,
};

/** Every argument: a model on a GPU. */
export const fullest: {
  ServingPlatform: ServingPlatformArgs;
  ModelService: ModelServiceArgs;
  InferenceGraph: InferenceGraphArgs;
} = {
  ServingPlatform: {
    gateway,
    systemPool: "system",
    artifacts: {
      chartRepository: "oci://registry.example.com/charts",
      imageRegistry: "registry.example.com",
    },
  },
  ModelService: {
    ...smallest.ModelService,
    modelFormat: "onnx",
    gpu: { name: "l4", count: 1, pool: "gpu" },
    gpuOffers: [
      {
        pool: "gpu",
        gpuNames: ["l4"],
        resource: "nvidia.com/gpu",
        sharing: "none",
        perGpu: 1,
        perNode: 1,
        memoryMiB: 22_888,
        taints: [],
      },
    ],
    replicas: { min: 1, max: 4 },
    startupSeconds: 600,
    requestTimeoutSeconds: 30,
  },
  InferenceGraph: fullestGraph,
};
