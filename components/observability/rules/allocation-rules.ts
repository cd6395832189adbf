import { copyLabel, extractLabel } from "./labels";
import type { RuleGroup } from "./rule";

/** Resources of GPUs as kube-state-metrics writes them: whole, shared, and instances of MIG. */
export const GPU_RESOURCES = 'resource=~"nvidia_com_.+"';

/** Names of the pods of KServe's Deployments. Kubernetes cuts into the hash when a name is long. */
const podName = "(.+)-(predictor|transformer|explainer)-[a-z0-9]+(-[a-z0-9]+)?";

const labels = "namespace, pod, model_service, component";

/** A model's pod by its name; it is known before it is scraped. */
const byName = `group by (${labels}) (${extractLabel(
  extractLabel(`kube_pod_info{pod=~"${podName}"}`, "pod", podName, "model_service"),
  "pod",
  podName,
  "component",
  "$2",
)})`;

/** A pod of another name by what Prometheus knows of its target: leaders of groups over several nodes. */
const byTarget = `group by (${labels}) (up{job="models",model_service!=""})`;

/** Workers of a group belong to a StatefulSet that LeaderWorkerSet names after the pod of their leader. */
export const WORKERS = copyLabel(
  'kube_pod_owner{owner_kind="StatefulSet"}',
  "owner_name",
  "leader",
);

/** GPUs that nodes have and pods hold, and whose pod is whose model's. */
export const allocationRules: RuleGroup = {
  name: "allocation",
  rules: [
    { record: "pod:model_server:info", expr: `${byName} or on (namespace, pod) ${byTarget}` },
    {
      record: "pod:model_service:info",
      expr: `pod:model_server:info or on (namespace, pod) group by (${labels}) (${WORKERS} * on (namespace, leader) group_left (model_service, component) ${copyLabel("pod:model_server:info", "pod", "leader")})`,
    },
    {
      record: "node:gpus_allocatable:sum",
      expr: `sum by (node, resource) (kube_node_status_allocatable{${GPU_RESOURCES}})`,
    },
    {
      // A pod that has ended keeps its requests, but not its GPUs.
      record: "pod:gpus_requested:sum",
      expr: `sum by (namespace, pod, node, resource) (kube_pod_container_resource_requests{${GPU_RESOURCES},node!=""}) and on (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"} == 1)`,
    },
    {
      record: "node:gpus_requested:sum",
      expr: "sum by (node, resource) (pod:gpus_requested:sum)",
    },
    {
      record: "tenant:gpus_requested:sum",
      expr: "sum by (namespace, resource) (pod:gpus_requested:sum)",
    },
  ],
};
