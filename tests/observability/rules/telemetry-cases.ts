import type { RuleCase } from "../../support/promtool";

const DAY = 86_400;

const prometheus = 'job="prometheus",namespace="monitoring",pod="prometheus-0"';
const group = `prometheus_rule_evaluation_failures_total{${prometheus},rule_group="gpu"}`;
const corruptions = `prometheus_tsdb_wal_corruptions_total{${prometheus}}`;
const compactions = `prometheus_tsdb_compactions_failed_total{${prometheus}}`;
const discovered = `prometheus_notifications_alertmanagers_discovered{${prometheus}}`;
const dropped = `prometheus_notifications_dropped_total{${prometheus},alertmanager="a"}`;
const remote = (end: string): string =>
  `prometheus_remote_storage_queue_highest_${end}timestamp_seconds{${prometheus},remote_name="central",url="https://central"}`;
const failed = (reason: string): string =>
  `alertmanager_notifications_failed_total{job="alertmanager",namespace="monitoring",pod="a-0",integration="slack",reason="${reason}"}`;

/** Free and all bytes of a volume, in hundredths. */
function volume(claim: string, available: string): RuleCase["series"] {
  const labels = `job="kubelet",namespace="monitoring",persistentvolumeclaim="${claim}"`;
  return {
    [`kubelet_volume_stats_available_bytes{${labels}}`]: available,
    [`kubelet_volume_stats_capacity_bytes{${labels}}`]: "100x600",
  };
}

/** A certificate that ends after so many days from the start. */
function certificate(name: string, days: number): RuleCase["series"] {
  const labels = `job="cert-manager",namespace="cert-manager",exported_namespace="inference-gateway",name="${name}",issuer_name="ca",issuer_kind="ClusterIssuer",issuer_group="cert-manager.io"`;
  return {
    [`certmanager_certificate_expiration_timestamp_seconds{${labels}}`]: `${days * DAY}x100`,
    [`certmanager_certificate_ready_status{${labels},condition="True"}`]: `${days > 0 ? 1 : 0}x100`,
    [`certmanager_certificate_ready_status{${labels},condition="False"}`]: `${days > 0 ? 0 : 1}x100`,
  };
}

const tls = {
  namespace: "inference-gateway",
  exported_namespace: "inference-gateway",
  name: "gateway-tls",
};
const certificates = {
  CertificateExpiresSoon: [],
  CertificateExpiryImminent: [],
  CertificateNotReady: [],
};

export const telemetryCases: readonly RuleCase[] = [
  {
    name: "Prometheus fails in every way",
    series: {
      [group]: "0+1x30",
      [corruptions]: "0x10 1x20",
      [discovered]: "0x30",
      [remote("")]: "0+60x30",
      [remote("sent_")]: "0+30x30",
      [failed("clientError")]: "0+2x30",
    },
    at: "28m",
    alerts: {
      RuleEvaluationFailing: [{ labels: { rule_group: "gpu" } }],
      MetricsDatabaseFailing: [{ labels: {} }],
      AlertmanagerUnreachable: [{ labels: {} }],
      RemoteWriteBehind: [{ labels: { remote_name: "central" }, value: "14m 0s" }],
      NotificationsFailing: [{ labels: { integration: "slack" } }],
    },
  },
  {
    name: "Prometheus works",
    series: {
      [group]: "3x30",
      [corruptions]: "0x30",
      [compactions]: "0x30",
      [discovered]: "1x30",
      [dropped]: "7x30",
      [remote("")]: "0+60x30",
      [remote("sent_")]: "0+60x30",
      [failed("clientError")]: "5x30",
    },
    at: "28m",
    alerts: {
      RuleEvaluationFailing: [],
      MetricsDatabaseFailing: [],
      AlertmanagerUnreachable: [],
      RemoteWriteBehind: [],
      NotificationsFailing: [],
    },
  },
  {
    name: "compactions fail, alerts are dropped, and counters start anew",
    series: {
      [compactions]: "0x10 1x20",
      [discovered]: "1x30",
      [dropped]: "0+5x30",
      [group]: "9x15 0x15",
      [failed("other")]: "9x15 0x15",
    },
    at: "28m",
    alerts: {
      MetricsDatabaseFailing: [{ labels: {} }],
      AlertmanagerUnreachable: [{ labels: {} }],
      RuleEvaluationFailing: [],
      NotificationsFailing: [],
    },
  },
  {
    name: "without Prometheus' own series only the way to Alertmanager is doubted",
    series: { 'up{job="kube-state-metrics"}': "1x100" },
    at: "90m",
    alerts: {
      RuleEvaluationFailing: [],
      MetricsDatabaseFailing: [],
      AlertmanagerUnreachable: [{ labels: {} }],
      RemoteWriteBehind: [],
      NotificationsFailing: [],
      TelemetryVolumeFilling: [],
      ...certificates,
    },
  },
  {
    name: "volumes: one is full, one will be tomorrow, one is used but steady, one grows slowly",
    series: {
      ...volume("prometheus", "5x600"),
      ...volume("loki", "60-0.05x600"),
      ...volume("tempo", "16x600"),
      ...volume("alertmanager", "90-0.001x600"),
    },
    at: "560m",
    alerts: {
      TelemetryVolumeFilling: [
        { labels: { namespace: "monitoring", persistentvolumeclaim: "prometheus" }, value: "5%" },
        { labels: { namespace: "monitoring", persistentvolumeclaim: "loki" }, value: "32%" },
      ],
    },
  },
  {
    name: "a certificate ends next week",
    series: certificate("gateway-tls", 7),
    at: "90m",
    alerts: {
      ...certificates,
      CertificateExpiresSoon: [{ labels: tls, value: "6d 22h 30m 0s" }],
    },
  },
  {
    name: "a certificate ends tomorrow",
    series: certificate("gateway-tls", 1),
    at: "90m",
    alerts: {
      ...certificates,
      CertificateExpiresSoon: [{ labels: tls, value: "22h 30m 0s" }],
      CertificateExpiryImminent: [{ labels: tls, value: "22h 30m 0s" }],
    },
  },
  {
    name: "a certificate that was never issued has no end, and is not ready",
    series: certificate("gateway-tls", 0),
    at: "90m",
    alerts: { ...certificates, CertificateNotReady: [{ labels: tls }] },
  },
  {
    name: "a certificate that was renewed in time",
    series: certificate("gateway-tls", 60),
    at: "90m",
    alerts: certificates,
  },
];
