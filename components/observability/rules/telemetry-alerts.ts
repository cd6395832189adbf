import type { RuleGroup } from "./rule";
import { thresholds } from "./thresholds";

const increase = (metric: string, window: string): string => `increase(${metric}[${window}])`;

/** Numbers of the kubelet about the volumes of the namespace of the stack. */
const volume = (metric: string): string => `kubelet_volume_stats_${metric}{namespace="monitoring"}`;
const claim = "namespace, persistentvolumeclaim";
const free = `max by (${claim}) (${volume("available_bytes")} / ${volume("capacity_bytes")})`;
const freeTomorrow = `min by (${claim}) (predict_linear(${volume("available_bytes")}[6h], 86400))`;

/** Alerts about Prometheus and Alertmanager, on which all other alerts depend. */
export const telemetryAlerts: RuleGroup = {
  name: "telemetry-alerts",
  rules: [
    {
      alert: "RuleEvaluationFailing",
      expr: `sum by (rule_group) (${increase("prometheus_rule_evaluation_failures_total", "5m")}) > 0`,
      for: "10m",
      severity: "critical",
      owner: "platform",
      summary: "Rules of {{ $labels.rule_group }} cannot be evaluated",
      description: "Alerts of this group are blind. The page Rules of Prometheus shows the error.",
    },
    {
      alert: "MetricsDatabaseFailing",
      expr: `sum(${increase("prometheus_tsdb_wal_corruptions_total", "1h")} or ${increase("prometheus_tsdb_compactions_failed_total", "1h")}) > 0`,
      severity: "critical",
      owner: "platform",
      summary: "The database of Prometheus is damaged or cannot be compacted",
      description:
        "Metrics may be lost. Look at the logs of Prometheus and whether its volume is full.",
    },
    {
      alert: "RemoteWriteBehind",
      expr: `max by (remote_name) (max_over_time(prometheus_remote_storage_queue_highest_timestamp_seconds[5m]) - max_over_time(prometheus_remote_storage_queue_highest_sent_timestamp_seconds[5m])) > ${thresholds.remoteWriteLagSeconds}`,
      for: "15m",
      severity: "warning",
      owner: "platform",
      summary: "Remote write to {{ $labels.remote_name }} lags by {{ $value | humanizeDuration }}",
      description:
        "The remote store misses the newest metrics, and after two hours loses them. Look whether it answers and at its limits.",
    },
    {
      alert: "AlertmanagerUnreachable",
      expr: "(max(max_over_time(prometheus_notifications_alertmanagers_discovered[5m])) < 1) or max(increase(prometheus_notifications_dropped_total[5m])) > 0 or absent(prometheus_notifications_alertmanagers_discovered)",
      for: "10m",
      severity: "critical",
      owner: "platform",
      summary: "Prometheus cannot hand its alerts to Alertmanager",
      description:
        "Nobody is told of anything. Look whether the pods of Alertmanager are ready, and at the page Status of Prometheus.",
    },
    {
      alert: "NotificationsFailing",
      expr: `sum by (integration) (${increase("alertmanager_notifications_failed_total", "10m")}) > 0`,
      for: "10m",
      severity: "critical",
      owner: "platform",
      summary: "Alertmanager cannot notify by {{ $labels.integration }}",
      description:
        "Whoever is told this way hears nothing. Look at the logs of Alertmanager: address, credentials, egress.",
    },
    {
      alert: "TelemetryVolumeFilling",
      expr: `${free} < ${thresholds.volumeFreeRatio} or ${free} < 0.4 and on (${claim}) ${freeTomorrow} < 0`,
      for: "30m",
      severity: "warning",
      owner: "platform",
      summary:
        "Volume {{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left",
      description:
        "It is full or will be within a day, and then metrics or logs are lost. Enlarge it or keep data for fewer days.",
    },
  ],
};
