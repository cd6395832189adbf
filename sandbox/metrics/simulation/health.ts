import { GATEWAY_NAMESPACE } from "@inference-platform/components/mesh/defaults";

import { SampleMaker, type Sample } from "../sample";
import type { SimulatedCluster } from "./cluster";
import { containerSamples } from "./containers";
import { histogramOf } from "./load";

/** Makes the samples of one part of the platform about itself. */
type Health = (cluster: SimulatedCluster, at: number) => Sample[];

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100];

const prometheus: Health = ({ conditions, start }, at) => {
  const maker = new SampleMaker("prometheus");
  const gauge = maker.sample.bind(maker);
  const faults = (at - start) * conditions.faultsPerSecond;
  const group = { rule_group: "models" };
  const alertmanager = { alertmanager: "http://alertmanager-operated:9093/api/v2/alerts" };
  const remote = { remote_name: "long-term", url: "https://metrics.example.com/api/v1/write" };
  return [
    gauge("prometheus_build_info", { version: "3.14.0" }, 1),
    gauge("prometheus_ready", {}, 1),
    gauge("prometheus_config_last_reload_successful", {}, conditions.broken ? 0 : 1),
    gauge("prometheus_config_last_reload_success_timestamp_seconds", {}, start),
    gauge("prometheus_notifications_alertmanagers_discovered", {}, conditions.broken ? 0 : 1),
    gauge("prometheus_notifications_queue_length", alertmanager, conditions.broken ? 9500 : 0),
    gauge("prometheus_notifications_queue_capacity", {}, 10_000),
    gauge("prometheus_notifications_sent_total", alertmanager, (at - start) * 0.1),
    gauge("prometheus_notifications_errors_total", alertmanager, faults),
    gauge("prometheus_notifications_dropped_total", alertmanager, faults),
    gauge("prometheus_rule_evaluations_total", group, (at - start) * 2),
    gauge("prometheus_rule_evaluation_failures_total", group, faults),
    gauge("prometheus_rule_group_iterations_missed_total", group, faults),
    gauge("prometheus_rule_group_last_duration_seconds", group, conditions.broken ? 90 : 0.2),
    gauge("prometheus_rule_group_interval_seconds", group, 30),
    gauge("prometheus_tsdb_head_series", {}, 84_000),
    gauge(
      "prometheus_tsdb_storage_blocks_bytes",
      {},
      conditions.broken ? 49.9 * 2 ** 30 : 9 * 2 ** 30,
    ),
    gauge("prometheus_tsdb_wal_storage_size_bytes", {}, 2 ** 28),
    gauge("prometheus_tsdb_retention_limit_bytes", {}, 45 * 2 ** 30),
    gauge("prometheus_tsdb_head_samples_appended_total", { type: "float" }, (at - start) * 2800),
    gauge("prometheus_tsdb_compactions_failed_total", {}, faults),
    gauge("prometheus_tsdb_reloads_failures_total", {}, faults),
    gauge("prometheus_tsdb_wal_corruptions_total", {}, faults),
    gauge("prometheus_target_scrapes_exceeded_sample_limit_total", {}, faults),
    gauge("prometheus_target_scrapes_sample_duplicate_timestamp_total", {}, 0),
    gauge("prometheus_remote_storage_samples_total", remote, (at - start) * 2800),
    gauge("prometheus_remote_storage_samples_failed_total", remote, faults * 2800),
    gauge("prometheus_remote_storage_samples_pending", remote, 100),
    gauge("prometheus_remote_storage_queue_highest_timestamp_seconds", remote, at),
    gauge(
      "prometheus_remote_storage_queue_highest_sent_timestamp_seconds",
      remote,
      at - (conditions.broken ? 3600 : 5),
    ),
  ];
};

const alertmanager: Health = ({ conditions, start }, at) => {
  const maker = new SampleMaker("alertmanager");
  const gauge = maker.sample.bind(maker);
  const sent = (at - start) * 0.01;
  return [
    gauge("alertmanager_config_last_reload_successful", {}, conditions.broken ? 0 : 1),
    gauge("alertmanager_config_last_reload_success_timestamp_seconds", {}, start),
    gauge("alertmanager_alerts", { state: "active" }, conditions.broken ? 12 : 1),
    gauge("alertmanager_alerts", { state: "suppressed" }, 0),
    gauge("alertmanager_cluster_members", {}, 1),
    gauge("alertmanager_cluster_failed_peers", {}, conditions.broken ? 1 : 0),
    gauge("alertmanager_notifications_total", { integration: "webhook" }, sent),
    gauge(
      "alertmanager_notifications_failed_total",
      { integration: "webhook", reason: "serverError" },
      conditions.broken ? sent : 0,
    ),
  ];
};

const loki: Health = ({ conditions, start }, at) => {
  const maker = new SampleMaker("loki");
  const gauge = maker.sample.bind(maker);
  const lines = { tenant: "fake", retention_hours: "720" };
  const route = { method: "POST", route: "loki_api_v1_push", ws: "false" };
  const requests = (code: string, perSecond: number) =>
    maker.histogram(
      "loki_request_duration_seconds",
      { ...route, status_code: code },
      histogramOf({ median: 0.02, shape: 3 }, (at - start) * perSecond, seconds),
    );
  return [
    gauge("loki_build_info", { version: "3.7.6" }, 1),
    gauge("loki_distributor_bytes_received_total", lines, (at - start) * 52_000),
    gauge("loki_distributor_lines_received_total", lines, (at - start) * 240),
    gauge(
      "loki_discarded_samples_total",
      { ...lines, reason: "rate_limited" },
      (at - start) * conditions.faultsPerSecond,
    ),
    ...requests("204", 12),
    ...requests("500", conditions.faultsPerSecond * 100),
  ];
};

const fluentBit: Health = ({ conditions, start }, at) => {
  const maker = new SampleMaker("fluent-bit");
  const gauge = maker.sample.bind(maker);
  const faults = (at - start) * conditions.faultsPerSecond;
  const output = { name: "loki.0" };
  return [
    gauge("fluentbit_input_records_total", { name: "tail.0" }, (at - start) * 60),
    gauge("fluentbit_input_bytes_total", { name: "tail.0" }, (at - start) * 13_000),
    gauge("fluentbit_output_proc_records_total", output, (at - start) * 60),
    gauge("fluentbit_output_proc_bytes_total", output, (at - start) * 13_000),
    gauge("fluentbit_output_errors_total", output, faults),
    gauge("fluentbit_output_retries_total", output, faults),
    gauge("fluentbit_output_retries_failed_total", output, faults),
    gauge("fluentbit_output_dropped_records_total", output, faults * 10),
  ];
};

const tracing: Health = ({ conditions, start }, at) => {
  const maker = new SampleMaker("tracing");
  const gauge = maker.sample.bind(maker);
  const faults = (at - start) * conditions.faultsPerSecond;
  const receiver = { receiver: "otlp", transport: "grpc" };
  const exporter = { exporter: "otlp" };
  return [
    gauge("tempo_distributor_spans_received_total", { tenant: "single-tenant" }, (at - start) * 9),
    gauge(
      "tempo_discarded_spans_total",
      { tenant: "single-tenant", reason: "rate_limited" },
      faults,
    ),
    gauge("otelcol_receiver_accepted_spans_total", receiver, (at - start) * 9),
    gauge("otelcol_receiver_refused_spans_total", receiver, faults),
    gauge("otelcol_exporter_sent_spans_total", exporter, (at - start) * 9),
    gauge("otelcol_exporter_send_failed_spans_total", exporter, faults),
    gauge("otelcol_exporter_queue_size", exporter, conditions.broken ? 990 : 2),
    gauge("otelcol_exporter_queue_capacity", exporter, 1000),
  ];
};

const kserveController: Health = ({ conditions, start }, at) => {
  const maker = new SampleMaker("kserve-controller");
  const gauge = maker.sample.bind(maker);
  const controller = "inferenceservice";
  const faults = (at - start) * conditions.faultsPerSecond;
  return [
    gauge(
      "controller_runtime_reconcile_total",
      { controller, result: "success" },
      (at - start) * 0.2,
    ),
    gauge("controller_runtime_reconcile_total", { controller, result: "error" }, faults),
    gauge("controller_runtime_reconcile_errors_total", { controller }, faults),
    gauge("controller_runtime_active_workers", { controller }, 1),
    gauge(
      "workqueue_depth",
      { name: controller, controller, priority: "" },
      conditions.broken ? 60 : 0,
    ),
    gauge("workqueue_retries_total", { name: controller, controller }, faults),
    ...maker.histogram(
      "controller_runtime_reconcile_time_seconds",
      { controller },
      histogramOf({ median: 0.05, shape: 3 }, (at - start) * 0.2, seconds),
    ),
  ];
};

const kubelet: Health = (cluster, at) => {
  const { conditions } = cluster;
  const maker = new SampleMaker("kubelet");
  const gauge = maker.sample.bind(maker);
  const claims = ["prometheus-prometheus-db-prometheus-prometheus-0", "storage-loki-0"];
  const volumes = claims.flatMap((persistentvolumeclaim) => {
    const labels = { namespace: "monitoring", persistentvolumeclaim };
    const size = 50 * 2 ** 30;
    const free = size * (conditions.broken ? 0.01 : 0.7);
    return [
      gauge("kubelet_volume_stats_capacity_bytes", labels, size),
      gauge("kubelet_volume_stats_available_bytes", labels, free),
      gauge("kubelet_volume_stats_used_bytes", labels, size - free),
    ];
  });
  return [...volumes, ...containerSamples(cluster, at)];
};

const certManager: Health = ({ conditions }, at) => {
  const maker = new SampleMaker("cert-manager");
  const labels = {
    name: "inference-gateway",
    namespace: GATEWAY_NAMESPACE,
    issuer_name: "gateway",
    issuer_kind: "ClusterIssuer",
    issuer_group: "cert-manager.io",
  };
  const days = conditions.broken ? 1 : 60;
  return [
    maker.sample("certmanager_certificate_expiration_timestamp_seconds", labels, at + days * 86400),
    ...["True", "False", "Unknown"].map((condition) =>
      maker.sample(
        "certmanager_certificate_ready_status",
        { ...labels, condition },
        (condition === "True") === !conditions.broken && condition !== "Unknown" ? 1 : 0,
      ),
    ),
  ];
};

const flagger: Health = ({ canaries }) => {
  const maker = new SampleMaker("flagger");
  return canaries.flatMap(({ namespace, name, weight }) => [
    // 0: under way, 1: succeeded, 2: failed.
    maker.sample("flagger_canary_status", { name, namespace }, 0),
    maker.sample("flagger_canary_weight", { workload: `${name}-primary`, namespace }, 100 - weight),
    maker.sample("flagger_canary_weight", { workload: name, namespace }, weight),
    maker.sample(
      "flagger_canary_metric_analysis",
      { name, namespace, metric: "request-success-rate" },
      99.9,
    ),
  ]);
};

/** What the parts of the platform that observe it say about themselves, by the name of their job and source. */
export const healthExporters: readonly {
  readonly job: string;
  readonly source: string;
  readonly samples: Health;
}[] = [
  { job: "prometheus-prometheus", source: "prometheus", samples: prometheus },
  { job: "prometheus-alertmanager", source: "alertmanager", samples: alertmanager },
  { job: "loki", source: "loki", samples: loki },
  { job: "fluent-bit", source: "fluent-bit", samples: fluentBit },
  { job: "tempo", source: "tracing", samples: tracing },
  { job: "kserve-controller", source: "kserve-controller", samples: kserveController },
  { job: "cert-manager", source: "cert-manager", samples: certManager },
  { job: "flagger", source: "flagger", samples: flagger },
  { job: "kubelet", source: "kubelet", samples: kubelet },
];
