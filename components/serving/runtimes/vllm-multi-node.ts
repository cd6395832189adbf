import type { types } from "@pulumi/kubernetes";

import type { Problem } from "../../internal/problems";
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
} from "./runtime";
import { VLLM_STARTUP_SECONDS, vllmEnvironment } from "./vllm";

/**
 * vLLM over several nodes: KServe's Hugging Face server with its vLLM backend on a Ray cluster of one head and
 * `nodes - 1` workers. Every layer is split over the GPUs of a pod (tensor parallelism), the layers over the nodes
 * (pipeline parallelism). KServe fixes the number of pods, so it does not scale.
 */
export interface VllmMultiNodeRuntime {
  readonly name: "vllmMultiNode";
  /** Pods, each on a node of its own. */
  readonly nodes: number;
  /** Longest prompt and answer together, in tokens. Default: what the model's configuration says. */
  readonly maxModelLength?: number;
}

/** Name of the container of workers, as KServe wants it. */
export const WORKER_CONTAINER = "worker-container";

/** Port of the Ray head: Ray's default. */
const RAY_PORT = 6379;

/** Seconds between two looks for a node that is not there yet. */
const PATIENCE_SECONDS = 5;

const volumeMounts = [
  { name: "cache", mountPath: CACHE_PATH },
  { name: "dshm", mountPath: "/dev/shm" },
];

export const vllmMultiNode: RuntimeDefinition<VllmMultiNodeRuntime> = {
  servingRuntimes: (image) => [
    {
      name: "platform-vllm-multi-node",
      spec: {
        supportedModelFormats: [{ name: "huggingface" }],
        protocolVersions: ["v2", "v1"],
        containers: [
          {
            ...container(
              "kserve-container",
              image(versions.images.huggingFaceServerGpu),
              headScript,
            ),
            ports: ports(["http"]),
          },
        ],
        workerSpec: {
          pipelineParallelSize: 1,
          tensorParallelSize: 1,
          containers: [
            {
              ...container(
                WORKER_CONTAINER,
                image(versions.images.huggingFaceServerGpu),
                workerScript,
              ),
              volumeMounts,
              startupProbe: { ...headAnswers, periodSeconds: 10, failureThreshold: 360 },
              livenessProbe: { ...headAnswers, periodSeconds: 30, failureThreshold: 4 },
            },
          ],
          volumes: [
            { name: "cache", emptyDir: {} },
            { name: "dshm", emptyDir: { medium: "Memory" } },
          ],
        },
      },
    },
  ],
  plan: ({ maxModelLength }, { service }) => ({
    runtime: "platform-vllm-multi-node",
    modelFormat: "huggingface",
    protocol: "v2",
    args: [
      `--model_name=${service}`,
      ...(maxModelLength === undefined ? [] : [`--max_model_len=${maxModelLength}`]),
    ],
    env: [],
    startup: httpGet("/v2/health/ready"),
    readiness: httpGet("/v2/health/ready"),
    liveness: httpGet("/v2/health/live"),
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

/** The head of the Ray cluster waits until every node has joined, and then serves. */
const headScript = [
  `ray start --head --port=${RAY_PORT} --disable-usage-stats --include-dashboard=false`,
  `python3 -c 'import os, ray, time`,
  `ray.init(address="auto", log_to_driver=False)`,
  `while sum(node["Alive"] for node in ray.nodes()) < int(os.environ["RAY_NODE_COUNT"]):`,
  `    time.sleep(${PATIENCE_SECONDS})'`,
  `exec python3 -m huggingfaceserver --model_dir=${MODEL_PATH} --http_port=${HTTP_PORT} \\`,
  `  --tensor-parallel-size="$TENSOR_PARALLEL_SIZE" --pipeline-parallel-size="$PIPELINE_PARALLEL_SIZE" "$@"`,
].join("\n");

/** A worker joins the head and ends with it. */
const workerScript = [
  `head="$HEAD_SVC.$POD_NAMESPACE.svc.cluster.local:${RAY_PORT}"`,
  `until ray health-check --address "$head"; do sleep ${PATIENCE_SECONDS}; done`,
  `exec ray start --address="$head" --disable-usage-stats --block`,
].join("\n");

const headAnswers = {
  exec: {
    command: [
      "sh",
      "-c",
      `ray health-check --address "$HEAD_SVC.$POD_NAMESPACE.svc.cluster.local:${RAY_PORT}"`,
    ],
  },
  timeoutSeconds: 30,
} satisfies types.input.core.v1.Probe;

function container(name: string, image: string, script: string): types.input.core.v1.Container {
  return {
    name,
    image,
    command: ["bash", "-euc", script, name],
    env: [
      ...vllmEnvironment.map(([variable, value]) => ({ name: variable, value })),
      {
        name: "POD_NAMESPACE",
        valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } },
      },
    ],
    resources: runtimeResources,
    securityContext: containerSecurity,
  };
}

function countProblem(path: string, value: number, least: number, why: string): Problem[] {
  if (Number.isInteger(value) && value >= least) return [];
  return [
    { path, reason: `${value} is not possible: ${why}. Write a whole number from ${least}.` },
  ];
}
