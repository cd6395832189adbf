import { imageRepository, type Artifacts } from "../internal/artifacts";
import type { ChartValues } from "../internal/release";
import { versions } from "../versions";
import { COLLECTOR_NAME, collectorPods, otlpPorts } from "../internal/otlp";
import { TEMPO_OTLP_ADDRESS } from "./defaults";
import {
  resources,
  restrictedContainer,
  restrictedPod,
  systemNodes,
  type ObservabilityRequest,
} from "./request";

/** Address of the pod, which the chart puts into the environment. */
const podAddress = "${env:MY_POD_IP}";

/**
 * Values of the OpenTelemetry collector: two replicas that take spans over OTLP, gather them and hand them to Tempo. What
 * is sampled is decided where a trace begins, in the mesh, so nothing is dropped here.
 */
export function collectorValues(
  request: ObservabilityRequest,
  artifacts: Artifacts | undefined,
): ChartValues {
  const { repository, tag } = versions.images.openTelemetryCollector;
  return {
    mode: "deployment",
    fullnameOverride: COLLECTOR_NAME,
    replicaCount: 2,
    image: { repository: imageRepository(repository, artifacts), tag },
    // Binary of the Kubernetes distribution.
    command: { name: "otelcol-k8s" },
    nodeSelector: systemNodes(request),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: collectorPods },
      },
    ],
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    resources: resources("100m", 256, 512),
    podSecurityContext: { ...restrictedPod, runAsUser: collectorUser, runAsGroup: collectorUser },
    securityContext: restrictedContainer,
    // It asks the API server for nothing.
    serviceAccount: { automountServiceAccountToken: false },
    ports: {
      "jaeger-compact": { enabled: false },
      "jaeger-thrift": { enabled: false },
      "jaeger-grpc": { enabled: false },
      zipkin: { enabled: false },
      metrics: { enabled: true },
    },
    serviceMonitor: { enabled: true },
    alternateConfig: collectorConfig,
  };
}

/** User of the collector's images. */
const collectorUser = 10001;

/** In place of the configuration of the chart, which has receivers and pipelines that nobody here uses. */
const collectorConfig = {
  extensions: { health_check: { endpoint: `${podAddress}:13133` } },
  receivers: {
    otlp: {
      protocols: {
        grpc: { endpoint: `${podAddress}:${otlpPorts.grpc}` },
        http: { endpoint: `${podAddress}:${otlpPorts.http}` },
      },
    },
  },
  processors: {
    // Refuses spans before the pod runs out of memory; first in the pipeline.
    memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 20 },
    batch: { timeout: "1s" },
  },
  exporters: {
    otlp_grpc: { endpoint: TEMPO_OTLP_ADDRESS, tls: { insecure: true } },
  },
  service: {
    extensions: ["health_check"],
    telemetry: {
      metrics: {
        readers: [{ pull: { exporter: { prometheus: { host: podAddress, port: 8888 } } } }],
      },
    },
    pipelines: {
      traces: {
        receivers: ["otlp"],
        processors: ["memory_limiter", "batch"],
        exporters: ["otlp_grpc"],
      },
    },
  },
};
