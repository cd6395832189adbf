import { metricSource } from "../family";

/** Prometheus about itself. */
export const prometheus = metricSource({
  name: "prometheus",
  origin: "github.com/prometheus/prometheus v0.315.0",
  metrics: {
    gauge: {
      prometheus_build_info: "version revision branch goversion goos goarch tags",
      prometheus_config_last_reload_successful: "",
      prometheus_config_last_reload_success_timestamp_seconds: "",
      prometheus_notifications_alertmanagers_discovered: "",
      prometheus_notifications_queue_length: "alertmanager",
      prometheus_notifications_queue_capacity: "",
      prometheus_rule_group_last_duration_seconds: "rule_group",
      prometheus_rule_group_interval_seconds: "rule_group",
      prometheus_tsdb_head_series: "",
      prometheus_tsdb_storage_blocks_bytes: "",
      prometheus_tsdb_wal_storage_size_bytes: "",
      prometheus_tsdb_retention_limit_bytes: "",
      prometheus_tsdb_lowest_timestamp_seconds: "",
      prometheus_remote_storage_shards_desired: "remote_name url",
      prometheus_remote_storage_shards_max: "remote_name url",
      prometheus_remote_storage_samples_pending: "remote_name url",
      prometheus_remote_storage_queue_highest_timestamp_seconds: "remote_name url",
      prometheus_remote_storage_queue_highest_sent_timestamp_seconds: "remote_name url",
      prometheus_ready: "",
    },
    counter: {
      prometheus_rule_evaluations_total: "rule_group",
      prometheus_rule_evaluation_failures_total: "rule_group",
      prometheus_rule_group_iterations_missed_total: "rule_group",
      prometheus_notifications_sent_total: "alertmanager",
      prometheus_notifications_errors_total: "alertmanager",
      prometheus_notifications_dropped_total: "alertmanager",
      prometheus_tsdb_head_samples_appended_total: "type",
      prometheus_tsdb_compactions_failed_total: "",
      prometheus_tsdb_reloads_failures_total: "",
      prometheus_tsdb_wal_corruptions_total: "",
      prometheus_tsdb_checkpoint_creations_failed_total: "",
      prometheus_target_scrapes_exceeded_sample_limit_total: "",
      prometheus_target_scrapes_sample_duplicate_timestamp_total: "",
      prometheus_remote_storage_samples_failed_total: "remote_name url",
      prometheus_remote_storage_samples_dropped_total: "remote_name url reason",
      prometheus_remote_storage_samples_total: "remote_name url",
      prometheus_http_requests_total: "handler code",
    },
    histogram: { prometheus_http_request_duration_seconds: "handler" },
    summary: { prometheus_engine_query_duration_seconds: "slice" },
  },
});

/** Alertmanager. */
export const alertmanager = metricSource({
  name: "alertmanager",
  origin: "github.com/prometheus/alertmanager v0.34.0",
  metrics: {
    gauge: {
      alertmanager_alerts: "state",
      alertmanager_silences: "state",
      alertmanager_cluster_members: "",
      alertmanager_cluster_failed_peers: "",
      alertmanager_cluster_peer_info: "peer",
      alertmanager_config_last_reload_successful: "",
      alertmanager_config_last_reload_success_timestamp_seconds: "",
      alertmanager_config_hash: "",
    },
    counter: {
      alertmanager_notifications_total: "integration",
      alertmanager_notifications_failed_total: "integration reason",
    },
  },
});

/** Loki. */
export const loki = metricSource({
  name: "loki",
  origin: "github.com/grafana/loki/v3 v3.7.8",
  metrics: {
    counter: {
      loki_distributor_bytes_received_total:
        "tenant retention_hours is_internal_stream policy format",
      loki_distributor_lines_received_total:
        "tenant retention_hours is_internal_stream policy format",
      loki_discarded_samples_total: "reason tenant retention_hours policy format",
    },
    gauge: { loki_build_info: "version revision branch goversion goos goarch tags" },
    histogram: { loki_request_duration_seconds: "method route status_code ws" },
  },
});

/** Fluent Bit. */
export const fluentBit = metricSource({
  name: "fluent-bit",
  origin: "Fluent Bit 5.1 administration/monitoring (metrics of version 1)",
  metrics: {
    counter: {
      fluentbit_input_bytes_total: "name",
      fluentbit_input_records_total: "name",
      fluentbit_output_proc_bytes_total: "name",
      fluentbit_output_proc_records_total: "name",
      fluentbit_output_errors_total: "name",
      fluentbit_output_retries_total: "name",
      fluentbit_output_retries_failed_total: "name",
      fluentbit_output_dropped_records_total: "name",
    },
  },
});

/** Tempo and the OpenTelemetry collector. */
export const tracing = metricSource({
  name: "tracing",
  origin: "Tempo 2.10 and the internal metrics of the OpenTelemetry collector",
  metrics: {
    counter: {
      tempo_distributor_spans_received_total: "tenant",
      tempo_discarded_spans_total: "reason tenant",
      otelcol_receiver_accepted_spans_total: "receiver transport",
      otelcol_receiver_refused_spans_total: "receiver transport",
      otelcol_exporter_sent_spans_total: "exporter",
      otelcol_exporter_send_failed_spans_total: "exporter",
    },
    gauge: { otelcol_exporter_queue_size: "exporter", otelcol_exporter_queue_capacity: "exporter" },
  },
});
