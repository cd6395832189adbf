import { fullestGraph, smallestGraph } from "./graph-example";
import type { InferenceGraphArgs } from "./inference-graph";
import type { ModelServiceArgs } from "./model-service";
import type { ServingPlatformArgs } from "./serving-platform";
import type { ServingTarget } from "./serving-target";

const gateway = {
  reference: "inference-gateway/inference",
  domain: "models.example.com",
  scheme: "https",
} as const;

const target: ServingTarget = { namespace: "fraud", serviceAccountName: "models", gateway };

/** The fewest arguments that work. */
export const smallest: {
  ServingPlatform: ServingPlatformArgs;
  ModelService: ModelServiceArgs;
  InferenceGraph: InferenceGraphArgs;
} = {
  ServingPlatform: { gateway },
  ModelService: {
    target,
    service: "scorer",
    runtime: { name: "triton" },
    source: "pvc://models/scorer",
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
    target: {
      ...target,
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
          spot: false,
        },
      ],
      readableBuckets: [{ bucketName: "models-1234567", prefix: "tenants/fraud/" }],
    },
    service: "scorer",
    runtime: {
      name: "triton",
      format: "onnx",
      modelControl: { loadModels: ["scorer"], apiKey: { secret: "repository", key: "key" } },
      responseCacheMiB: 256,
    },
    source: "s3://models-1234567/tenants/fraud/scorer/",
    resources: { cpu: "4", memory: "16Gi" },
    gpu: { name: "l4", count: 1, pool: "gpu" },
    size: { parametersBillions: 7, precision: "fp16", cacheGiB: 4 },
    scaling: {
      engine: "keda",
      min: 1,
      max: 4,
      triggers: [{ metric: "tritonQueueTime", thresholdMilliseconds: 50 }],
    },
    startupSeconds: 600,
    requestTimeoutSeconds: 30,
    slo: {
      availability: 99.9,
      latency: { p50: "25 ms", p95: "100 ms", p99: "250 ms" },
      errorBudgetDays: 30,
    },
    logger: { url: "http://audit.fraud.svc.cluster.local", mode: "request" },
    transformer: {
      image: "registry.example.com/fraud/features:1.4.0",
      resources: { cpu: "500m", memory: "1Gi" },
      args: ["--protocol=v2"],
      environment: { LOG_LEVEL: "info" },
      secrets: { FEATURE_STORE_TOKEN: { secret: "feature-store", key: "token" } },
      readinessPath: "/v2/health/ready",
      livenessPath: "/v2/health/live",
      replicas: { min: 1, max: 2 },
    },
    explainer: {
      image: "registry.example.com/fraud/explainer:1.4.0",
      resources: { cpu: "1", memory: "2Gi" },
    },
    environment: { TF_CPP_MIN_LOG_LEVEL: "1" },
    secrets: { LICENCE: { secret: "licence", key: "text" } },
    cacheVolume: { sizeGiB: 20 },
    priorityClassName: "models",
  },
  InferenceGraph: fullestGraph,
};
