import { GPU_RESOURCES } from "./allocation-rules";
import type { RuleGroup } from "./rule";
import { thresholds } from "./thresholds";

const model = "{{ $labels.namespace }}/{{ $labels.model_service }}";
const ofModel = "on (namespace, pod) group_left (model_service, component) pod:model_service:info";

/** Reasons for which a container waits and will not start by itself. */
const stuck =
  "CrashLoopBackOff|ImagePullBackOff|ErrImagePull|InvalidImageName|CreateContainerConfigError|CreateContainerError|RunContainerError";

/** A container that crashes is seen waiting only now and then; five minutes of it are looked at. */
const waiting = (metric: string): string =>
  `max by (namespace, pod, container, reason) (max_over_time(${metric}{reason=~"${stuck}"}[5m]) > 0)`;

const deployments = 'deployment=~".+-(predictor|transformer|explainer)"';

/** Alerts about pods that do not come up. */
export const startAlerts: RuleGroup = {
  name: "start-alerts",
  rules: [
    {
      alert: "GpuPodsPending",
      expr: `count by (namespace, resource) (group by (namespace, pod, resource) (kube_pod_container_resource_requests{${GPU_RESOURCES},node=""}) and on (namespace, pod) (kube_pod_status_phase{phase="Pending"} == 1))`,
      for: "15m",
      severity: "warning",
      owner: "platform",
      summary:
        "{{ $value }} pods of {{ $labels.namespace }} have been waiting for {{ $labels.resource }}",
      description:
        "No node has room for them, and none has come in 15 minutes. Look at the events of the pods, the limits of the node pools and errors of Karpenter.",
    },
    {
      alert: "ModelStartFailing",
      expr: `count by (namespace, model_service, component, container, reason) ((${waiting("kube_pod_container_status_waiting_reason")} or ${waiting("kube_pod_init_container_status_waiting_reason")}) * ${ofModel})`,
      for: "5m",
      severity: "warning",
      owner: "tenant",
      summary: `${model} does not start: {{ $labels.container }} is in {{ $labels.reason }}`,
      description:
        "{{ $value }} pods of the {{ $labels.component }} are affected. storage-initializer could not fetch the model; kserve-container could not load it. Look at the logs of that container.",
    },
    {
      alert: "ModelUnavailable",
      expr: `(max by (namespace, deployment) (kube_deployment_status_replicas_available{${deployments}}) == 0) and on (namespace, deployment) (kube_deployment_spec_replicas{${deployments}} > 0)`,
      for: "20m",
      severity: "critical",
      owner: "tenant",
      summary: "{{ $labels.namespace }}/{{ $labels.deployment }} has no ready replica",
      description:
        "Longer than a new node, an image and a model need. Look at the events and logs of its pods.",
    },
    {
      alert: "ModelLoaderFailed",
      expr: 'max by (namespace, job_name) (kube_job_failed{condition="true",job_name=~"load-.+"}) > 0',
      severity: "warning",
      owner: "tenant",
      summary: "{{ $labels.namespace }}/{{ $labels.job_name }} did not load its model",
      description:
        "The version is not in the repository, and its services keep the one before. Look at the logs of the Job.",
    },
    {
      // A pod that becomes ready again after an hour had no cold start.
      alert: "ModelColdStartLong",
      expr: `(max by (namespace, pod) (kube_pod_status_ready_time) - on (namespace, pod) max by (namespace, pod) (kube_pod_created > time() - 3600) > ${thresholds.coldStartSeconds}) * ${ofModel}`,
      severity: "info",
      owner: "tenant",
      summary: `A pod of ${model} took {{ $value | humanizeDuration }} to become ready`,
      description:
        "{{ $labels.pod }} was ready more than 10 minutes after it was made. Look how long it waited for a node, for its image and for its model.",
    },
  ],
};
