import type { RuleCase } from "../../support/promtool";

const loki = 'job="loki",namespace="monitoring",pod="loki-0"';
const requests = (status: string): string =>
  `loki_request_duration_seconds_count{${loki},method="POST",route="loki_api_v1_push",status_code="${status}",ws="false"}`;
const discarded = `loki_discarded_samples_total{${loki},reason="rate_limited",tenant="fake"}`;
const shipped = (counter: string): string =>
  `fluentbit_output_${counter}_total{job="fluent-bit",namespace="monitoring",pod="fluent-bit-x",name="loki.0"}`;
const spans = (counter: string): string =>
  `otelcol_${counter}{job="collector",namespace="monitoring",pod="collector-0",exporter="otlp"}`;
const ready =
  'kube_statefulset_status_replicas_ready{job="kube-state-metrics",namespace="monitoring",statefulset="loki"}';
const agents =
  'kube_daemonset_status_number_unavailable{job="kube-state-metrics",namespace="monitoring",daemonset="fluent-bit"}';

const silent = {
  LokiDown: [],
  LokiRequestsFailing: [],
  LogsDiscarded: [],
  LogShippingFailing: [],
  LogAgentsMissing: [],
  TracesLost: [],
};

export const logCases: readonly RuleCase[] = [
  {
    name: "logs and traces are lost in every way",
    series: {
      [requests("204")]: "0+60x40",
      [requests("500")]: "0+30x40",
      [discarded]: "0+60x40",
      [shipped("errors")]: "0+1x40",
      [spans("exporter_send_failed_spans_total")]: "0+60x40",
      [spans("receiver_refused_spans")]: "0+60x40",
      [ready]: "0x40",
      [agents]: "2x40",
    },
    at: "35m",
    alerts: {
      LokiDown: [{ labels: { namespace: "monitoring", statefulset: "loki" } }],
      LokiRequestsFailing: [{ labels: { route: "loki_api_v1_push" }, value: "33.33%" }],
      LogsDiscarded: [{ labels: { reason: "rate_limited" }, value: "1" }],
      LogShippingFailing: [{ labels: { pod: "fluent-bit-x", name: "loki.0" } }],
      LogAgentsMissing: [
        { labels: { namespace: "monitoring", daemonset: "fluent-bit" }, value: "2" },
      ],
      // The two counters of one exporter are one element: the union keeps the first.
      TracesLost: [{ labels: { pod: "collector-0" }, value: "1" }],
    },
  },
  {
    name: "logs and traces arrive; counters start anew",
    series: {
      [requests("204")]: "0+60x20 0+60x20",
      [requests("500")]: "0+1x20 0+1x20",
      [discarded]: "5x20 0x20",
      [shipped("errors")]: "9x20 0x20",
      [shipped("retries_failed")]: "0x40",
      [spans("exporter_send_failed_spans_total")]: "9x20 0x20",
      [ready]: "1x40",
      [agents]: "0x40",
    },
    at: "35m",
    alerts: silent,
  },
  {
    name: "without series there is no alert",
    series: { 'up{job="kube-state-metrics"}': "1x40" },
    at: "35m",
    alerts: silent,
  },
];
