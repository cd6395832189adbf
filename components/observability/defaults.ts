import { COLLECTOR_NAME } from "../internal/otlp";

/** Defaults of `Observability`, each with its reason. */
export const observabilityDefaults = {
  /** Days that metrics are kept: two weekly cycles, so that a week can be compared with the one before. */
  metricRetentionDays: 15,
  /** GiB of Prometheus' volume: 15 days of the series below, with room for half as many again. */
  metricStorageGiB: 50,
  /**
   * Series that are scraped at one time: about 2,000 of a node (node exporter, kubelet, what Kubernetes says of its pods) and
   * 1,000 of a replica of a model (proxy and server), so 60 nodes with 150 replicas, and the control plane.
   */
  metricSeries: 300_000,
  /** Exemplars that are kept in memory, of all series together: Prometheus' own default. */
  exemplars: 100_000,
  /** GiB of Alertmanager's volume: silences and what has been told of, a few MiB; EBS has none smaller. */
  alertStorageGiB: 1,
  /** Days that logs are kept in S3. */
  logRetentionDays: 30,
  /** GiB of Loki's volume: write-ahead log and index cache; the logs themselves are in S3. */
  logStorageGiB: 10,
  /** Days that traces are kept: long enough for a look back at the incident of the week. */
  traceRetentionDays: 7,
  /** GiB of Tempo's volume: write-ahead log of the last half hour. */
  traceStorageGiB: 10,
  /** Percentage of requests whose trace is taken: Istio's own default, and little beside the requests themselves. */
  samplingPercent: 1,
} as const;

/** ServiceAccount of Loki, as its chart names it after the release. */
export const LOKI_SERVICE_ACCOUNT = "loki";

/**
 * URL of Prometheus inside the cluster: kube-prometheus-stack names the Service `<fullnameOverride>-prometheus`
 * (`templates/prometheus/service.yaml`).
 */
export const PROMETHEUS_ADDRESS = "http://prometheus-prometheus.monitoring.svc.cluster.local:9090";

/** Host of the OpenTelemetry collector inside the cluster: the mesh and the model servers send it their spans. */
export const TRACE_COLLECTOR_HOST = `${COLLECTOR_NAME}.monitoring.svc.cluster.local`;

/** ServiceAccount of Prometheus, as its chart names it after `fullnameOverride`. */
export const PROMETHEUS_SERVICE_ACCOUNT = "prometheus-prometheus";

/** ServiceAccount of Tempo, as its chart names it after the release. */
export const TEMPO_SERVICE_ACCOUNT = "tempo";

/** Host of Loki inside the cluster: the gateway of its chart, on port 80. */
export const LOKI_HOST = "loki-gateway.monitoring.svc.cluster.local";

/** URL of Tempo's API inside the cluster. */
export const TEMPO_ADDRESS = "http://tempo.monitoring.svc.cluster.local:3200";

/** Where Tempo takes spans over gRPC: `host:port`. */
export const TEMPO_OTLP_ADDRESS = "tempo.monitoring.svc.cluster.local:4317";
