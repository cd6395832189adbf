import { fromPodLabel, jobLabel, podLabelSource, type Monitor } from "./monitor";
import { sidecarEndpoint } from "./proxy-endpoint";

/** Job of everything that serves a model. */
const MODELS_JOB = "models";

/** Labels of pods: KServe sets the first three, LeaderWorkerSet the last. */
const podLabels = {
  service: "serving.kserve.io/inferenceservice",
  component: "component",
  graph: "serving.kserve.io/inferencegraph",
  workerIndex: "leaderworkerset.sigs.k8s.io/worker-index",
} as const;

/**
 * Samples of one pod: a proxy has some hundreds and twenty buckets for each caller and answer, a Triton with summaries
 * about sixty for each version of a model. What goes beyond is a fault that would fill Prometheus.
 */
const POD_SAMPLE_LIMIT = 50_000;

/** Label `app` of the leader of a model on several nodes, which is that of KServe's pods (`components/serving/names.ts`). */
const modelApp = { sourceLabels: [podLabelSource("app")], regex: "isvc\\.(.+)-predictor" } as const;

/** Monitors of what serves models, in every namespace. */
export const modelMonitors: readonly Monitor[] = [
  {
    name: "models",
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { any: true },
      selector: { matchExpressions: [{ key: podLabels.service, operator: "Exists" }] },
      sampleLimit: POD_SAMPLE_LIMIT,
      podMetricsEndpoints: [
        sidecarEndpoint([
          jobLabel(MODELS_JOB),
          fromPodLabel(podLabels.service, "model_service"),
          fromPodLabel(podLabels.component, "component"),
        ]),
      ],
    },
  },
  {
    // No sidecar: its processes talk to each other without the mesh. Only the leader answers.
    name: "multi-node-models",
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { any: true },
      selector: { matchLabels: { [podLabels.workerIndex]: "0" } },
      sampleLimit: POD_SAMPLE_LIMIT,
      podMetricsEndpoints: [
        {
          port: "http",
          relabelings: [
            { action: "keep", ...modelApp },
            jobLabel(MODELS_JOB),
            { ...modelApp, targetLabel: "model_service" },
            { targetLabel: "component", replacement: "predictor" },
          ],
        },
      ],
    },
  },
  {
    // What the router of a graph asks of models is counted by its own sidecar.
    name: "inference-graphs",
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { any: true },
      selector: { matchExpressions: [{ key: podLabels.graph, operator: "Exists" }] },
      sampleLimit: POD_SAMPLE_LIMIT,
      podMetricsEndpoints: [
        sidecarEndpoint([
          jobLabel("inference-graphs"),
          fromPodLabel(podLabels.graph, "inference_graph"),
        ]),
      ],
    },
  },
];
