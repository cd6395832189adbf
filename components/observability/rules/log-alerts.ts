import type { RuleGroup } from "./rule";
import { thresholds } from "./thresholds";

const lokiRequests = (matchers = ""): string =>
  `sum by (route) (rate(loki_request_duration_seconds_count${matchers}[5m]))`;

/** Rate of a counter of the collector; whether its name ends in `_total` depends on how its metrics are configured. */
const collectorRate = (counter: string): string =>
  `rate({__name__=~"otelcol_${counter}_spans(_total)?"}[5m])`;

/** Alerts about logs and traces on their way. */
export const logAlerts: RuleGroup = {
  name: "log-alerts",
  rules: [
    {
      alert: "LokiDown",
      expr: 'max by (namespace, statefulset) (kube_statefulset_status_replicas_ready{namespace="monitoring",statefulset="loki"}) == 0',
      for: "10m",
      severity: "warning",
      owner: "platform",
      summary: "Loki has no ready replica",
      description:
        "Logs wait on the nodes and are lost when their files are rotated. Look at its pod: volume, access to its bucket.",
    },
    {
      alert: "LokiRequestsFailing",
      expr: `${lokiRequests('{status_code=~"5.."}')} / (${lokiRequests()} > 0) > ${thresholds.lokiErrorRatio}`,
      for: "15m",
      severity: "warning",
      owner: "platform",
      summary:
        "Loki fails {{ $value | humanizePercentage }} of the requests to {{ $labels.route }}",
      description:
        "Logs are not written or not found. Look at the logs of Loki and at its access to S3.",
    },
    {
      alert: "LogsDiscarded",
      expr: "sum by (reason) (rate(loki_discarded_samples_total[5m])) > 0",
      for: "15m",
      severity: "info",
      owner: "platform",
      summary: "Loki discards {{ $value | humanize }} log lines a second: {{ $labels.reason }}",
      description: "These lines are lost. The reason says which limit they exceed.",
    },
    {
      alert: "LogShippingFailing",
      expr: "sum by (pod, name) (rate(fluentbit_output_retries_failed_total[5m]) or rate(fluentbit_output_errors_total[5m])) > 0",
      for: "10m",
      severity: "warning",
      owner: "platform",
      summary: "Fluent Bit {{ $labels.pod }} cannot deliver to {{ $labels.name }}",
      description:
        "Logs of its node are late or lost. Look whether Loki answers, and at the logs of this pod.",
    },
    {
      alert: "LogAgentsMissing",
      expr: 'max by (namespace, daemonset) (kube_daemonset_status_number_unavailable{namespace="monitoring",daemonset=~"fluent-bit.*"}) > 0',
      for: "15m",
      severity: "warning",
      owner: "platform",
      summary: "{{ $value }} nodes have no running log agent",
      description: "Logs of their pods are not kept. Look at the pods of the DaemonSet fluent-bit.",
    },
    {
      alert: "TracesLost",
      expr: `sum by (pod) (${collectorRate("exporter_send_failed")} or ${collectorRate("exporter_enqueue_failed")} or ${collectorRate("receiver_refused")}) > 0`,
      for: "15m",
      severity: "info",
      owner: "platform",
      summary: "Collector {{ $labels.pod }} loses {{ $value | humanize }} spans a second",
      description:
        "Traces have gaps. Look whether Tempo answers and whether the collector has memory.",
    },
  ],
};
