import { KEDA_NAMESPACE } from "../../autoscaling/defaults";
import { GATEWAY_NAMESPACE, GATEWAY_WORKLOAD } from "../../mesh/defaults";
import { WORKERS } from "./allocation-rules";
import { copyLabel } from "./labels";
import type { RuleGroup } from "./rule";

/** Controllers that are scraped, each with its job and the Deployment that says whether it is there at all. */
const controllers = [
  { job: "istiod", namespace: "istio-system", deployment: "istiod" },
  { job: "keda-operator", namespace: KEDA_NAMESPACE, deployment: "keda-operator" },
  { job: "karpenter", namespace: "kube-system", deployment: "karpenter" },
  { job: "kserve-controller", namespace: "kserve", deployment: "kserve-controller-manager" },
] as const;

const silentController = controllers
  .map(
    ({ job, namespace, deployment }) =>
      `label_replace(count(kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${deployment}"} > 0) unless on () (up{job="${job}"} == 1), "controller", "${job}", "", "")`,
  )
  .join(" or ");

/** The workers of a model on several nodes have no metrics of their own: their leader speaks for the group. */
const workers = `(${WORKERS} and on (namespace, leader) ${copyLabel("kube_pod_info", "pod", "leader")})`;

const ready = (matchers: string): string =>
  `kube_pod_status_ready{condition="true"${matchers}} == 1`;

/**
 * Alerts about metrics that are missing while what they are about is there: no other alert can fire on a series that does
 * not exist. That Prometheus itself is gone is told by the chart's `Watchdog`, which stops.
 */
export const absenceAlerts: RuleGroup = {
  name: "absence-alerts",
  rules: [
    {
      alert: "KubeStateMetricsMissing",
      expr: 'absent(up{job="kube-state-metrics"} == 1)',
      for: "5m",
      severity: "critical",
      owner: "platform",
      summary: "kube-state-metrics is not scraped",
      description:
        "Alerts about pods, autoscalers and costs are blind, and so are those about missing metrics. Look at its pod and its target in Prometheus.",
    },
    {
      alert: "ModelMetricsMissing",
      expr: `count by (namespace) (((${ready("")}) and on (namespace, pod) (kube_pod_container_status_ready{container="kserve-container"} == 1)) unless on (namespace, pod) (up{job="models"} == 1) unless on (namespace, pod) ${workers})`,
      for: "10m",
      severity: "critical",
      owner: "platform",
      summary: "{{ $value }} ready pods of models in {{ $labels.namespace }} are not scraped",
      description:
        "Alerts, objectives and autoscaling of these models are blind. Look at the targets of the job models in Prometheus.",
    },
    {
      alert: "ModelRuntimeMetricsFailing",
      expr: 'sum by (namespace, model_service, component) (increase(istio_agent_scrape_failures_total{job="models",type="application"}[5m])) > 0',
      for: "10m",
      severity: "warning",
      owner: "platform",
      summary:
        "The sidecars of {{ $labels.namespace }}/{{ $labels.model_service }} cannot read the metrics of its server",
      description:
        "Queue, batches and tokens are missing, though the target is up. Look at the annotations prometheus.io/port and path of the pods.",
    },
    {
      alert: "GpuMetricsMissing",
      expr: '(sum by (node) (node:gpus_allocatable:sum) > 0) unless on (node) DCGM_FI_DEV_GPU_TEMP{job="nvidia-dcgm-exporter"}',
      for: "15m",
      severity: "warning",
      owner: "platform",
      summary: "No metrics of the GPUs of {{ $labels.node }}",
      description:
        "Faults of its {{ $value }} GPUs and their use are not seen. Look at the pod of nvidia-dcgm-exporter on this node.",
    },
    {
      alert: "GatewayMetricsMissing",
      expr: `count by (namespace) ((${ready(`,namespace="${GATEWAY_NAMESPACE}",pod=~"${GATEWAY_WORKLOAD}-.+"`)}) unless on (namespace, pod) (up{job="gateway"} == 1))`,
      for: "10m",
      severity: "critical",
      owner: "platform",
      summary: "{{ $value }} ready pods of the gateway are not scraped",
      description:
        "Errors and latency of requests from outside are not seen. Look at the targets of the job gateway in Prometheus.",
    },
    {
      alert: "PlatformMetricsMissing",
      expr: silentController,
      for: "15m",
      severity: "warning",
      owner: "platform",
      summary: "{{ $labels.controller }} runs but is not scraped",
      description:
        "Alerts on its metrics are blind. Look at the targets of the job {{ $labels.controller }} in Prometheus.",
    },
  ],
};
