import type { Problem } from "../../internal/problems";
import { otlpPorts } from "../../internal/otlp";
import { versions } from "../../versions";
import { secretKeyProblems, secretVariable, type SecretKey } from "../secret-key";
import {
  containerSecurity,
  GRPC_PORT,
  HTTP_PORT,
  httpGet,
  MODEL_PATH,
  ports,
  runtimeResources,
  type ImageOf,
  type RuntimeDefinition,
  type RuntimePlan,
  type ServedModel,
  type ServingRuntimeSpec,
} from "./runtime";

/** What lies in the repository. All of them load from a Triton model repository: `<model>/<version>/<file>`. */
export const tritonFormats = [
  "triton",
  "onnx",
  "tensorrt",
  "pytorch",
  "python",
  "ensemble",
] as const;

/** NVIDIA Triton Inference Server: the runtime for models on GPUs. */
export interface TritonRuntime {
  readonly name: "triton";
  /** Format of the model. Default: `triton`, a repository that may hold any backend. */
  readonly format?: (typeof tritonFormats)[number];
  /**
   * How models are loaded and unloaded while Triton runs, through its repository API (`npm run model`). Default: not at
   * all; what the repository holds is loaded at start and changes with a new pod. Triton's polling is not offered: it
   * does not wait for writers to finish.
   */
  readonly modelControl?: TritonModelControl;
  /** MiB of the response cache, for models whose configuration turns it on. Default: no cache. */
  readonly responseCacheMiB?: number;
  /**
   * Emits spans of every request that carries a trace, which behind the mesh is every request: Triton does not look at
   * whether the mesh has sampled it. For models with few requests, or for a while. Needs a platform with traces. Default:
   * `false`, the proxies of the mesh emit spans and Triton none.
   */
  readonly traceEveryRequest?: boolean;
}

/** Loading and unloading through the repository API (`--model-control-mode=explicit`). */
interface TritonModelControl {
  /** Models to load at start. Default: every model of the repository. */
  readonly loadModels?: readonly string[];
  /**
   * Secret whose value every call of the repository API must carry in the header `repository-key`. Without one, whoever
   * may ask a model could unload it.
   */
  readonly apiKey: SecretKey;
}

/** ONNX Runtime on the CPU: Triton with its ONNX Runtime backend, and no GPU in sight. */
export interface OnnxRuntime {
  readonly name: "onnxruntime";
}

/** Header of calls to the repository API. */
const REPOSITORY_KEY_HEADER = "repository-key";

const KEY_VARIABLE = "TRITON_REPOSITORY_KEY";

/** Port of Triton's metrics: its default, which KServe keeps. */
const METRICS_PORT = 8002;

export const triton: RuntimeDefinition<TritonRuntime> = {
  servingRuntimes: (image) => [
    { name: "platform-triton", spec: tritonSpec(image, tritonFormats, []) },
  ],
  plan: (args, model) => ({
    ...tritonPlan("platform-triton", args.format ?? "triton", model),
    args: [
      ...exitArgs(model),
      ...controlArgs(args.modelControl),
      ...cacheArgs(args),
      ...traceArgs(args, model),
    ],
    env:
      args.modelControl === undefined
        ? []
        : [secretVariable(KEY_VARIABLE, args.modelControl.apiKey)],
    // Models of the Python backend talk to the server through shared memory; a repository may hold some.
    sharedMemory: true,
  }),
  problems: ({ modelControl, responseCacheMiB, traceEveryRequest }, { traceCollector }) => [
    ...(modelControl === undefined
      ? []
      : [
          ...secretKeyProblems("modelControl.apiKey", modelControl.apiKey),
          ...loadModelProblems(modelControl.loadModels),
        ]),
    ...cacheProblems(responseCacheMiB),
    ...(traceEveryRequest === true && traceCollector === undefined
      ? [
          {
            path: "traceEveryRequest",
            reason:
              "has no collector to send spans to. Turn on traces on the platform, or remove it.",
          },
        ]
      : []),
  ],
};

export const onnxruntime: RuntimeDefinition<OnnxRuntime> = {
  servingRuntimes: (image) => [
    {
      name: "platform-onnxruntime",
      spec: tritonSpec(image, ["onnx"], ["--allow-gpu-metrics=false"]),
    },
  ],
  plan: (_, model) => ({
    ...tritonPlan("platform-onnxruntime", "onnx", model),
    args: exitArgs(model),
  }),
  problems: () => [],
};

function tritonSpec(
  image: ImageOf,
  formats: readonly string[],
  args: readonly string[],
): ServingRuntimeSpec {
  return {
    supportedModelFormats: formats.map((name) => ({ name })),
    protocolVersions: ["v2", "grpc-v2"],
    containers: [
      {
        name: "kserve-container",
        image: image(versions.images.tritonServer),
        args: [
          "tritonserver",
          `--model-repository=${MODEL_PATH}`,
          `--http-port=${HTTP_PORT}`,
          `--grpc-port=${GRPC_PORT}`,
          `--metrics-port=${METRICS_PORT}`,
          // The proxy beside it shows them with its own, and nobody else has to reach them.
          "--metrics-address=127.0.0.1",
          // Without them there are only sums: no quantiles, and no time to the first answer of models that stream.
          "--metrics-config=summary_latencies=true",
          "--metrics-config=histogram_latencies=true",
          ...args,
        ],
        ports: ports(["http", "grpc"]),
        resources: runtimeResources,
        securityContext: containerSecurity,
      },
    ],
  };
}

function tritonPlan(runtime: string, modelFormat: string, model: ServedModel): RuntimePlan {
  return {
    runtime,
    modelFormat,
    protocol: "v2",
    args: [],
    env: [],
    startup: httpGet("/v2/health/ready"),
    readiness: httpGet("/v2/health/ready"),
    liveness: httpGet("/v2/health/live"),
    sharedMemory: false,
    writesCache: false,
    leastStartupSeconds: 0,
    exitSeconds: exitTimeout(model),
    metrics: { port: METRICS_PORT, path: "/metrics" },
  };
}

/** Triton waits for requests in flight that long; its own default is 30 seconds. */
function exitTimeout({ requestTimeoutSeconds }: ServedModel): number {
  return Math.max(30, requestTimeoutSeconds);
}

function exitArgs(model: ServedModel): string[] {
  return [`--exit-timeout-secs=${exitTimeout(model)}`];
}

function controlArgs(control: TritonModelControl | undefined): string[] {
  if (control === undefined) return [];
  const restricted = `model-repository:${REPOSITORY_KEY_HEADER}=$(${KEY_VARIABLE})`;
  return [
    "--model-control-mode=explicit",
    ...(control.loadModels ?? ["*"]).map((model) => `--load-model=${model}`),
    `--http-restricted-api=${restricted}`,
    `--grpc-restricted-protocol=${restricted}`,
  ];
}

function cacheArgs({ responseCacheMiB }: TritonRuntime): string[] {
  if (responseCacheMiB === undefined) return [];
  return [`--cache-config=local,size=${responseCacheMiB * 1024 * 1024}`];
}

/** With rate 0, only requests that carry a trace are traced. */
function traceArgs(
  { traceEveryRequest }: TritonRuntime,
  { service, namespace, traceCollector }: ServedModel,
): string[] {
  if (traceEveryRequest !== true || traceCollector === undefined) return [];
  return [
    "mode=opentelemetry",
    `opentelemetry,url=http://${traceCollector}:${otlpPorts.http}/v1/traces`,
    `opentelemetry,resource=service.name=${service}`,
    `opentelemetry,resource=service.namespace=${namespace}`,
    "level=TIMESTAMPS",
    "rate=0",
  ].map((setting) => `--trace-config=${setting}`);
}

function cacheProblems(responseCacheMiB: number | undefined): Problem[] {
  if (
    responseCacheMiB === undefined ||
    (Number.isInteger(responseCacheMiB) && responseCacheMiB > 0)
  )
    return [];
  return [
    {
      path: "responseCacheMiB",
      reason: `${responseCacheMiB} is not a size. Write whole MiB above 0, or leave it out for no cache.`,
    },
  ];
}

function loadModelProblems(models: readonly string[] | undefined): Problem[] {
  return (models ?? []).flatMap((model, index) =>
    /^[A-Za-z0-9_.-]+$/.test(model)
      ? []
      : [
          {
            path: `modelControl.loadModels[${index}]`,
            reason: `"${model}" is not the name of a model. Write the name of its folder in the repository, or leave loadModels out to load every model.`,
          },
        ],
  );
}
