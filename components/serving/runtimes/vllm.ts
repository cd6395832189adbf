import type { Problem } from "../../internal/problems";
import { otlpPorts } from "../../internal/otlp";
import { versions } from "../../versions";
import {
  CACHE_PATH,
  containerSecurity,
  HTTP_PORT,
  httpGet,
  MODEL_PATH,
  ports,
  runtimeResources,
  type RuntimeDefinition,
  type RuntimePlan,
  type ServedModel,
} from "./runtime";

/** vLLM with its OpenAI-compatible API (`/v1/chat/completions`, `/v1/completions`), for language models on GPUs. */
export interface VllmRuntime {
  readonly name: "vllm";
  /**
   * GPUs over which each layer is split. Must be the number of GPUs of a pod, because vLLM leaves the others idle.
   * Default: that number.
   */
  readonly tensorParallelSize?: number;
  /** Longest prompt and answer together, in tokens. Default: what the model's configuration says. */
  readonly maxModelLength?: number;
  /** Most sequences that are answered at the same time. Default: vLLM's. */
  readonly maxSequences?: number;
  /**
   * Share of the GPU's memory that vLLM takes for weights and cache, above 0 and below 1. Default: 0.9, so that some is
   * left for CUDA itself; vLLM's own default changed between releases.
   */
  readonly gpuMemoryUtilization?: number;
  /** Number format of the weights in memory. Default: `auto`, as the model says. */
  readonly dtype?: "auto" | "bfloat16" | "float16" | "float32";
  /** How the weights are quantised. Default: as the model says. */
  readonly quantization?: "awq" | "gptq" | "fp8" | "bitsandbytes";
  /** Parser of tool calls, which also turns them on, for instance `hermes`. Default: none. */
  readonly toolCallParser?: string;
}

/** Share of the GPU's memory that vLLM takes where nothing else is said. */
export const VLLM_MEMORY_SHARE = 0.9;

/** Seconds until vLLM answers at least: it compiles kernels and captures CUDA graphs before the first request. */
export const VLLM_STARTUP_SECONDS = 600;

export const vllm: RuntimeDefinition<VllmRuntime> = {
  servingRuntimes: (image) => [
    {
      name: "platform-vllm",
      spec: {
        supportedModelFormats: [{ name: "vllm" }],
        containers: [
          {
            name: "kserve-container",
            image: image(versions.images.vllm),
            command: ["vllm", "serve"],
            args: [MODEL_PATH, `--port=${HTTP_PORT}`],
            ports: ports(["http"]),
            env: vllmEnvironment.map(([name, value]) => ({ name, value })),
            resources: runtimeResources,
            securityContext: containerSecurity,
          },
        ],
      },
    },
  ],
  plan: (args, model) => ({
    runtime: "platform-vllm",
    modelFormat: "vllm",
    args: [
      `--served-model-name=${model.service}`,
      `--tensor-parallel-size=${args.tensorParallelSize ?? model.gpus}`,
      ...vllmArgs(args),
      ...vllmTracing(model).args,
    ],
    env: vllmTracing(model).env,
    // The models are listed only when they can be asked.
    startup: httpGet("/v1/models"),
    readiness: httpGet("/health"),
    liveness: httpGet("/health"),
    // The processes of tensor parallelism exchange data through it.
    sharedMemory: true,
    writesCache: true,
    leastStartupSeconds: VLLM_STARTUP_SECONDS,
    exitSeconds: 0,
    metrics: { port: HTTP_PORT, path: "/metrics" },
  }),
  problems: (args, { gpus }) => [...tensorParallelProblems(args, gpus), ...vllmProblems(args)],
};

/**
 * vLLM and the libraries below it write where HOME points and ask for the name of the user, whom the image does not know:
 * pods run as user 1000.
 */
export const vllmEnvironment: readonly (readonly [name: string, value: string])[] = [
  ["HOME", CACHE_PATH],
  ["USER", "vllm"],
  ["HF_HOME", `${CACHE_PATH}/huggingface`],
  ["XDG_CACHE_HOME", CACHE_PATH],
  ["XDG_CONFIG_HOME", `${CACHE_PATH}/config`],
  ["TRITON_CACHE_DIR", `${CACHE_PATH}/triton`],
  ["TORCHINDUCTOR_CACHE_DIR", `${CACHE_PATH}/inductor`],
  ["HF_HUB_DISABLE_TELEMETRY", "1"],
  ["VLLM_NO_USAGE_STATS", "1"],
];

/** Arguments that vLLM takes on one node and on several. */
export function vllmArgs(options: Omit<VllmRuntime, "name">): string[] {
  const { maxModelLength, maxSequences, dtype, quantization, toolCallParser } = options;
  return [
    `--gpu-memory-utilization=${options.gpuMemoryUtilization ?? VLLM_MEMORY_SHARE}`,
    ...(maxModelLength === undefined ? [] : [`--max-model-len=${maxModelLength}`]),
    ...(maxSequences === undefined ? [] : [`--max-num-seqs=${maxSequences}`]),
    ...(dtype === undefined ? [] : [`--dtype=${dtype}`]),
    ...(quantization === undefined ? [] : [`--quantization=${quantization}`]),
    ...(toolCallParser === undefined
      ? []
      : ["--enable-auto-tool-choice", `--tool-call-parser=${toolCallParser}`]),
  ];
}

/**
 * How vLLM emits spans: of the requests that the mesh has sampled, and of no others. Its release brings the packages of
 * OpenTelemetry along.
 */
export function vllmTracing({
  service,
  namespace,
  traceCollector,
}: ServedModel): Pick<RuntimePlan, "args" | "env"> {
  if (traceCollector === undefined) return { args: [], env: [] };
  return {
    args: [`--otlp-traces-endpoint=http://${traceCollector}:${otlpPorts.grpc}`],
    env: [
      { name: "OTEL_EXPORTER_OTLP_TRACES_INSECURE", value: "true" },
      { name: "OTEL_SERVICE_NAME", value: service },
      { name: "OTEL_RESOURCE_ATTRIBUTES", value: `service.namespace=${namespace}` },
      { name: "OTEL_TRACES_SAMPLER", value: "parentbased_always_off" },
    ],
  };
}

function tensorParallelProblems({ tensorParallelSize }: VllmRuntime, gpus: number): Problem[] {
  if (tensorParallelSize === undefined || gpus === 0 || tensorParallelSize === gpus) return [];
  return [
    {
      path: "tensorParallelSize",
      reason: `${tensorParallelSize} is not the number of GPUs of a pod, which is ${gpus}. Write ${gpus} or leave it out, or set gpu.count to ${tensorParallelSize}.`,
    },
  ];
}

function vllmProblems(options: VllmRuntime): Problem[] {
  const { gpuMemoryUtilization: share, toolCallParser: parser } = options;
  const problems: Problem[] = [];
  for (const path of ["tensorParallelSize", "maxModelLength", "maxSequences"] as const) {
    const value = options[path];
    if (value !== undefined && (!Number.isInteger(value) || value < 1)) {
      problems.push({
        path,
        reason: `${value} is not a number of them. Write a whole number from 1.`,
      });
    }
  }
  if (share !== undefined && !(share > 0 && share < 1)) {
    problems.push({
      path: "gpuMemoryUtilization",
      reason: `${share} is not a share of memory. Write a number above 0 and below 1, for instance 0.9.`,
    });
  }
  if (parser !== undefined && !/^[a-z0-9_]+$/.test(parser)) {
    problems.push({
      path: "toolCallParser",
      reason: `"${parser}" is not the name of a parser. Write one of those of vLLM, for instance hermes.`,
    });
  }
  return problems;
}
