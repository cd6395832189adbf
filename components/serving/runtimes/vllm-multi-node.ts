import type { Problem } from "../../internal/problems";
import { HTTP_PORT, httpGet, type RuntimeDefinition } from "./runtime";
import { VLLM_STARTUP_SECONDS, vllmArgs, vllmTracing } from "./vllm";

/**
 * vLLM over several nodes: a leader and `nodes - 1` workers in a LeaderWorkerSet, joined by vLLM's own multiprocessing
 * executor. Every layer is split over the GPUs of a pod (tensor parallelism), the layers over the pods (pipeline
 * parallelism). KServe 0.20 deletes the workers of a model in Standard mode, so it has no part in this. The number of
 * pods follows from the model, so it does not scale.
 */
export interface VllmMultiNodeRuntime {
  readonly name: "vllmMultiNode";
  /** Pods, each with the GPUs of `gpu` on one node. */
  readonly nodes: number;
  /** Longest prompt and answer together, in tokens. Default: what the model's configuration says. */
  readonly maxModelLength?: number;
}

export const vllmMultiNode: RuntimeDefinition<VllmMultiNodeRuntime> = {
  servingRuntimes: () => [],
  plan: (options, model) => ({
    args: [
      `--served-model-name=${model.service}`,
      `--tensor-parallel-size=${model.gpus}`,
      `--pipeline-parallel-size=${options.nodes}`,
      ...vllmArgs({
        ...(options.maxModelLength !== undefined && { maxModelLength: options.maxModelLength }),
      }),
      ...vllmTracing(model).args,
    ],
    env: vllmTracing(model).env,
    startup: httpGet("/v1/models"),
    readiness: httpGet("/health"),
    liveness: httpGet("/health"),
    sharedMemory: true,
    writesCache: true,
    leastStartupSeconds: VLLM_STARTUP_SECONDS,
    exitSeconds: 0,
    metrics: { port: HTTP_PORT, path: "/metrics" },
  }),
  problems: ({ nodes, maxModelLength }) => [
    ...countProblem("nodes", nodes, 2, "one node is served by vllm"),
    ...(maxModelLength === undefined
      ? []
      : countProblem("maxModelLength", maxModelLength, 1, "it counts tokens")),
  ],
};

function countProblem(path: string, value: number, least: number, why: string): Problem[] {
  if (Number.isInteger(value) && value >= least) return [];
  return [
    { path, reason: `${value} is not possible: ${why}. Write a whole number from ${least}.` },
  ];
}
