import { versions } from "../../versions";
import type { Problem } from "../../internal/problems";
import {
  CACHE_PATH,
  containerSecurity,
  HTTP_PORT,
  httpGet,
  MODEL_PATH,
  ports,
  runtimeResources,
  type ImageOf,
  type NamedServingRuntime,
  type RuntimeDefinition,
} from "./runtime";

/** Tasks of KServe's Hugging Face server. */
export const huggingFaceTasks = [
  "fill_mask",
  "sequence_classification",
  "token_classification",
  "text_generation",
  "text2text_generation",
  "text_embedding",
] as const;

/** KServe's Hugging Face server: Transformers models on CPU or GPU, for classification, embedding and text. */
export interface HuggingFaceRuntime {
  readonly name: "huggingface";
  /** What the model does. Default: what its configuration says. */
  readonly task?: (typeof huggingFaceTasks)[number];
  /** Longest input in tokens. Default: what the model's configuration says. */
  readonly maxModelLength?: number;
}

export const huggingface: RuntimeDefinition<HuggingFaceRuntime> = {
  servingRuntimes: (image) => [
    servingRuntime("platform-huggingface-cpu", image(versions.images.huggingFaceServerCpu)),
    servingRuntime("platform-huggingface-gpu", image(versions.images.huggingFaceServerGpu)),
  ],
  plan: ({ task, maxModelLength }, { service, gpus }) => ({
    runtime: gpus > 0 ? "platform-huggingface-gpu" : "platform-huggingface-cpu",
    modelFormat: "huggingface",
    protocol: "v2",
    args: [
      `--model_name=${service}`,
      ...(task === undefined ? [] : [`--task=${task}`]),
      ...(maxModelLength === undefined ? [] : [`--max_model_len=${maxModelLength}`]),
    ],
    env: [],
    startup: httpGet("/v2/health/ready"),
    readiness: httpGet("/v2/health/ready"),
    liveness: httpGet("/v2/health/live"),
    sharedMemory: gpus > 1,
    writesCache: true,
    leastStartupSeconds: 0,
    exitSeconds: 0,
    metrics: { port: HTTP_PORT, path: "/metrics" },
  }),
  problems: ({ maxModelLength }) => lengthProblems(maxModelLength),
};

function servingRuntime(name: string, image: ReturnType<ImageOf>): NamedServingRuntime {
  return {
    name,
    spec: {
      supportedModelFormats: [{ name: "huggingface" }],
      protocolVersions: ["v2", "v1"],
      containers: [
        {
          name: "kserve-container",
          image,
          args: [`--model_dir=${MODEL_PATH}`, `--http_port=${HTTP_PORT}`],
          ports: ports(["http"]),
          env: [
            { name: "HOME", value: CACHE_PATH },
            { name: "HF_HOME", value: `${CACHE_PATH}/huggingface` },
            { name: "HF_HUB_DISABLE_TELEMETRY", value: "1" },
          ],
          resources: runtimeResources,
          securityContext: containerSecurity,
        },
      ],
    },
  };
}

function lengthProblems(length: number | undefined): Problem[] {
  if (length === undefined || (Number.isInteger(length) && length >= 1)) return [];
  return [
    {
      path: "maxModelLength",
      reason: `${length} is not a number of tokens. Write a whole number from 1.`,
    },
  ];
}
