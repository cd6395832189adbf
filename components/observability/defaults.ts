/** Defaults of `Observability`, each with its reason. */
export const observabilityDefaults = {
  /** Days that metrics are kept: two weekly cycles, so that a week can be compared with the one before. */
  metricRetentionDays: 15,
  /** GiB of Prometheus' volume: 15 days of a cluster with a few dozen nodes. */
  metricStorageGiB: 50,
  /** Days that logs are kept in S3. */
  logRetentionDays: 30,
  /** GiB of Loki's volume: write-ahead log and index cache; the logs themselves are in S3. */
  logStorageGiB: 10,
} as const;

/** ServiceAccount of Loki, as its chart names it after the release. */
export const LOKI_SERVICE_ACCOUNT = "loki";

/**
 * URL of Prometheus inside the cluster: kube-prometheus-stack names the Service `<fullnameOverride>-prometheus`
 * (`templates/prometheus/service.yaml`).
 */
export const PROMETHEUS_ADDRESS = "http://prometheus-prometheus.monitoring.svc.cluster.local:9090";

/** Host of the OpenTelemetry collector inside the cluster: the mesh and the model servers send it their spans. */
export const TRACE_COLLECTOR_HOST = "otel-collector.monitoring.svc.cluster.local";

/** Port of the collector for OTLP over gRPC, by the convention of OpenTelemetry. */
export const OTLP_GRPC_PORT = 4317;

/** Port of the collector for OTLP over HTTP, by the convention of OpenTelemetry. */
export const OTLP_HTTP_PORT = 4318;

/** Where spans are sent over gRPC: `host:port`, without a scheme. */
export const OTLP_GRPC_ADDRESS = `${TRACE_COLLECTOR_HOST}:${OTLP_GRPC_PORT}`;

/** Where spans are sent over HTTP: base URL, to which a sender adds `/v1/traces`. */
export const OTLP_HTTP_ADDRESS = `http://${TRACE_COLLECTOR_HOST}:${OTLP_HTTP_PORT}`;
