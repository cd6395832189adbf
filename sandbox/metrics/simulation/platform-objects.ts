import { KEDA_NAMESPACE } from "@inference-platform/components/autoscaling/defaults";
import { GATEWAY_NAMESPACE } from "@inference-platform/components/mesh/defaults";

import { SampleMaker, type Sample } from "../sample";
import type { SimulatedCluster } from "./cluster";

const maker = new SampleMaker("kube-state-metrics");
const gauge = maker.sample.bind(maker);

/** Deployments of the controllers that are scraped. */
const controllers: Readonly<Record<string, string>> = {
  istiod: "istio-system",
  "keda-operator": KEDA_NAMESPACE,
  karpenter: "kube-system",
  "kserve-controller-manager": "kserve",
};

const monitoring = "monitoring";

/** What kube-state-metrics says of the platform's own workloads and of Jobs that load models. */
export function platformObjectSamples({
  conditions,
  gatewayPods,
  models,
  nodes,
}: SimulatedCluster): Sample[] {
  const failed = conditions.broken ? 1 : 0;
  const loki = { namespace: monitoring, statefulset: "loki" };
  const logAgents = { namespace: monitoring, daemonset: "fluent-bit" };
  return [
    ...Object.entries(controllers).map(([deployment, namespace]) =>
      gauge("kube_deployment_status_replicas_available", { namespace, deployment }, 1),
    ),
    ...gatewayPods.flatMap((pod) =>
      ["true", "false", "unknown"].map((condition) =>
        gauge(
          "kube_pod_status_ready",
          { namespace: GATEWAY_NAMESPACE, pod, uid: pod, condition },
          condition === "true" ? 1 : 0,
        ),
      ),
    ),
    gauge("kube_statefulset_replicas", loki, 1),
    gauge("kube_statefulset_status_replicas_ready", loki, 1 - failed),
    gauge("kube_daemonset_status_desired_number_scheduled", logAgents, nodes.length),
    gauge("kube_daemonset_status_number_ready", logAgents, nodes.length - failed),
    gauge("kube_daemonset_status_number_unavailable", logAgents, failed),
    ...models.map(({ namespace, name }) =>
      gauge(
        "kube_job_failed",
        { namespace, job_name: `load-${name}-2`, condition: "true" },
        failed,
      ),
    ),
  ];
}
