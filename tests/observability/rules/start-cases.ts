import type { RuleCase } from "../../support/promtool";

const pod = 'job="kube-state-metrics",namespace="fraud",pod="scorer-predictor-abc-x1"';
const info = { [`kube_pod_info{${pod}}`]: "1x90" };
const model = { namespace: "fraud", model_service: "scorer", component: "predictor" };

/** Requests of a pod that no node has, for as many GPUs. */
function unscheduled(name: string, phase: string, values = "1x40"): Record<string, string> {
  const identity = `job="kube-state-metrics",namespace="fraud",pod="${name}"`;
  return {
    [`kube_pod_container_resource_requests{${identity},container="kserve-container",resource="nvidia_com_gpu",unit="integer"}`]:
      values,
    [`kube_pod_status_phase{${identity},phase="Pending"}`]: phase === "Pending" ? values : "0x40",
    [`kube_pod_status_phase{${identity},phase="Running"}`]: phase === "Pending" ? "0x40" : values,
  };
}

const waiting = (kind: string, container: string, reason: string): string =>
  `kube_pod_${kind}_status_waiting_reason{${pod},container="${container}",reason="${reason}"}`;

const deployment = 'job="kube-state-metrics",namespace="fraud",deployment="scorer-predictor"';

const silent = { ModelStartFailing: [], ModelUnavailable: [], ModelLoaderFailed: [] };

export const startCases: readonly RuleCase[] = [
  {
    name: "pods wait for GPUs that no node has",
    series: {
      ...unscheduled("a", "Pending"),
      ...unscheduled("b", "Pending"),
      ...unscheduled("c", "Running"),
    },
    at: "30m",
    alerts: {
      GpuPodsPending: [{ labels: { namespace: "fraud", resource: "nvidia_com_gpu" }, value: "2" }],
    },
  },
  {
    name: "a pod waits as long as a new node takes",
    series: unscheduled("a", "Pending", "1x10"),
    at: "14m",
    alerts: { GpuPodsPending: [] },
  },
  {
    name: "pods that wait for something else, or have a node already",
    series: {
      'kube_pod_container_resource_requests{namespace="fraud",pod="a",resource="cpu"}': "1x40",
      'kube_pod_status_phase{namespace="fraud",pod="a",phase="Pending"}': "1x40",
      'kube_pod_container_resource_requests{namespace="fraud",pod="b",node="n",resource="nvidia_com_gpu"}':
        "1x40",
      'kube_pod_status_phase{namespace="fraud",pod="b",phase="Pending"}': "1x40",
    },
    at: "30m",
    alerts: { GpuPodsPending: [] },
  },
  {
    name: "a server crashes, now running and now waiting",
    series: {
      ...info,
      [waiting("container", "kserve-container", "CrashLoopBackOff")]:
        "0x3 1 0x2 1 0x2 1 0x2 1x5 0x2 1x10",
    },
    at: "20m",
    alerts: {
      ModelStartFailing: [
        {
          labels: { ...model, container: "kserve-container", reason: "CrashLoopBackOff" },
          value: "1",
        },
      ],
    },
  },
  {
    name: "a model cannot be fetched",
    series: {
      ...info,
      [waiting("init_container", "storage-initializer", "CrashLoopBackOff")]: "1x40",
    },
    at: "20m",
    alerts: {
      ModelStartFailing: [
        {
          labels: { ...model, container: "storage-initializer", reason: "CrashLoopBackOff" },
          value: "1",
        },
      ],
    },
  },
  {
    name: "a pod that is being made, and a crash of something that is no model",
    series: {
      ...info,
      [waiting("container", "kserve-container", "PodInitializing")]: "1x40",
      'kube_pod_info{namespace="fraud",pod="web-1"}': "1x40",
      'kube_pod_container_status_waiting_reason{namespace="fraud",pod="web-1",container="web",reason="CrashLoopBackOff"}':
        "1x40",
    },
    at: "20m",
    alerts: silent,
  },
  {
    name: "a model has no ready replica",
    series: {
      [`kube_deployment_status_replicas_available{${deployment}}`]: "0x40",
      [`kube_deployment_spec_replicas{${deployment}}`]: "2x40",
    },
    at: "30m",
    alerts: {
      ModelUnavailable: [{ labels: { namespace: "fraud", deployment: "scorer-predictor" } }],
    },
  },
  {
    name: "a model that is scaled to zero, and one with one replica left",
    series: {
      [`kube_deployment_status_replicas_available{${deployment}}`]: "0x40",
      [`kube_deployment_spec_replicas{${deployment}}`]: "0x40",
      'kube_deployment_status_replicas_available{namespace="fraud",deployment="other-predictor"}':
        "1x40",
      'kube_deployment_spec_replicas{namespace="fraud",deployment="other-predictor"}': "2x40",
    },
    at: "30m",
    alerts: silent,
  },
  {
    name: "a Job that should load a model has failed",
    series: {
      'kube_job_failed{job="kube-state-metrics",namespace="fraud",job_name="load-xgb-3-0123456789",condition="true"}':
        "1x20",
      'kube_job_failed{namespace="fraud",job_name="load-xgb-4-0123456789",condition="false"}':
        "1x20",
      'kube_job_failed{namespace="fraud",job_name="nightly-report",condition="true"}': "1x20",
    },
    at: "10m",
    alerts: {
      ModelLoaderFailed: [{ labels: { namespace: "fraud", job_name: "load-xgb-3-0123456789" } }],
    },
  },
  {
    name: "a pod needed a quarter of an hour",
    series: {
      ...info,
      [`kube_pod_created{${pod}}`]: "60x90",
      [`kube_pod_status_ready_time{${pod}}`]: "_x15 960x75",
    },
    at: "20m",
    alerts: {
      ModelColdStartLong: [
        { labels: { ...model, pod: "scorer-predictor-abc-x1" }, value: "15m 0s" },
      ],
    },
  },
  {
    name: "a pod that came up fast, and an old one that became ready again",
    series: {
      ...info,
      [`kube_pod_created{${pod}}`]: "60x90",
      [`kube_pod_status_ready_time{${pod}}`]: "240x70 4500x20",
    },
    at: "80m",
    alerts: { ModelColdStartLong: [] },
  },
  {
    name: "without series there is no alert",
    series: { 'up{job="kube-state-metrics"}': "1x60" },
    at: "50m",
    alerts: { ...silent, GpuPodsPending: [], ModelColdStartLong: [] },
  },
];
