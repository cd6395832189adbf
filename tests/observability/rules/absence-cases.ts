import type { RuleCase } from "../../support/promtool";

const MINUTES = "x30";

/** A ready pod of a model. */
function readyModel(name: string, container = "kserve-container"): RuleCase["series"] {
  const pod = `job="kube-state-metrics",namespace="fraud",pod="${name}"`;
  return {
    [`kube_pod_info{${pod}}`]: `1${MINUTES}`,
    [`kube_pod_status_ready{${pod},condition="true"}`]: `1${MINUTES}`,
    [`kube_pod_container_status_ready{${pod},container="${container}"}`]: `1${MINUTES}`,
  };
}

const target = (name: string): string =>
  `up{job="models",namespace="fraud",pod="${name}",model_service="scorer",component="predictor"}`;

const gateway = 'namespace="inference-gateway",pod="inference-istio-6f-x"';
const controller = (namespace: string, deployment: string): string =>
  `kube_deployment_status_replicas_available{job="kube-state-metrics",namespace="${namespace}",deployment="${deployment}"}`;
const scrapeFailures = `istio_agent_scrape_failures_total{job="models",namespace="fraud",pod="scorer-predictor-a-x",model_service="scorer",component="predictor",type="application"}`;
const allocatable =
  'kube_node_status_allocatable{job="kube-state-metrics",node="node-1",resource="nvidia_com_gpu",unit="integer"}';

const stateMetrics = { 'up{job="kube-state-metrics",pod="k"}': `1${MINUTES}` };

const silent = {
  KubeStateMetricsMissing: [],
  ModelMetricsMissing: [],
  ModelRuntimeMetricsFailing: [],
  GpuMetricsMissing: [],
  GatewayMetricsMissing: [],
  PlatformMetricsMissing: [],
};

export const absenceCases: readonly RuleCase[] = [
  {
    name: "everything that is there is scraped",
    series: {
      ...stateMetrics,
      ...readyModel("scorer-predictor-a-x"),
      [target("scorer-predictor-a-x")]: `1${MINUTES}`,
      [scrapeFailures]: `3${MINUTES}`,
      [allocatable]: `1${MINUTES}`,
      'DCGM_FI_DEV_GPU_TEMP{job="nvidia-dcgm-exporter",node="node-1",gpu="0"}': `50${MINUTES}`,
      [`kube_pod_status_ready{${gateway},condition="true"}`]: `1${MINUTES}`,
      [`up{job="gateway",${gateway}}`]: `1${MINUTES}`,
      [controller("istio-system", "istiod")]: `2${MINUTES}`,
      'up{job="istiod",namespace="istio-system"}': `1${MINUTES}`,
    },
    at: "25m",
    alerts: silent,
  },
  {
    name: "nothing of it is there",
    series: stateMetrics,
    at: "25m",
    alerts: silent,
  },
  {
    name: "kube-state-metrics is down",
    series: { 'up{job="kube-state-metrics",pod="k"}': `0${MINUTES}` },
    at: "25m",
    alerts: { ...silent, KubeStateMetricsMissing: [{ labels: {} }] },
  },
  {
    name: "there is no target of kube-state-metrics",
    series: {},
    at: "25m",
    alerts: { ...silent, KubeStateMetricsMissing: [{ labels: {} }] },
  },
  {
    name: "nothing that is there is scraped: without a target, or with one that does not answer",
    series: {
      ...stateMetrics,
      ...readyModel("scorer-predictor-a-x"),
      ...readyModel("scorer-predictor-a-y"),
      [target("scorer-predictor-a-y")]: `0${MINUTES}`,
      [allocatable]: `4${MINUTES}`,
      [`kube_pod_status_ready{${gateway},condition="true"}`]: `1${MINUTES}`,
      [controller("istio-system", "istiod")]: `2${MINUTES}`,
      [controller("kube-system", "karpenter")]: `2${MINUTES}`,
      'up{job="karpenter",namespace="kube-system"}': `0${MINUTES}`,
    },
    at: "25m",
    alerts: {
      ...silent,
      ModelMetricsMissing: [{ labels: { namespace: "fraud" }, value: "2" }],
      GpuMetricsMissing: [{ labels: { node: "node-1" }, value: "4" }],
      GatewayMetricsMissing: [{ labels: { namespace: "inference-gateway" }, value: "1" }],
      PlatformMetricsMissing: [
        { labels: { controller: "istiod" } },
        { labels: { controller: "karpenter" } },
      ],
    },
  },
  {
    name: "the leader of a group must be scraped, its workers need not; other pods are no models",
    series: {
      ...stateMetrics,
      ...readyModel("chat-0"),
      ...readyModel("chat-0-1"),
      ...readyModel("web-1", "web"),
      'kube_pod_owner{namespace="fraud",pod="chat-0",owner_kind="StatefulSet",owner_name="chat"}': `1${MINUTES}`,
      'kube_pod_owner{namespace="fraud",pod="chat-0-1",owner_kind="StatefulSet",owner_name="chat-0"}': `1${MINUTES}`,
    },
    at: "25m",
    alerts: { ...silent, ModelMetricsMissing: [{ labels: { namespace: "fraud" }, value: "1" }] },
  },
  {
    name: "the sidecar answers but its server does not",
    series: {
      ...stateMetrics,
      ...readyModel("scorer-predictor-a-x"),
      [target("scorer-predictor-a-x")]: `1${MINUTES}`,
      [scrapeFailures]: "0+2x30",
    },
    at: "25m",
    alerts: {
      ...silent,
      ModelRuntimeMetricsFailing: [
        { labels: { namespace: "fraud", model_service: "scorer", component: "predictor" } },
      ],
    },
  },
];
