import type * as pulumi from "@pulumi/pulumi";

import type { ChartValues } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import type { AlertmanagerPlan } from "./alertmanager-config";
import { observabilityDefaults, PROMETHEUS_SERVICE_ACCOUNT } from "./defaults";
import { grafanaValues } from "./grafana-values";
import { prometheusMemoryMiB, usableMetricGiB } from "./metric-storage";
import type { RemoteWritePlan } from "./remote-write";
import { resources, systemNodes, volumeClaim, type ObservabilityRequest } from "./request";

/** What Prometheus is told besides its size. */
export interface PrometheusSurroundings {
  /** Labels of everything that leaves Prometheus: alerts and remote writes. */
  readonly externalLabels: Readonly<Record<string, pulumi.Input<string>>>;
  readonly alertmanager: AlertmanagerPlan;
  readonly remoteWrite: RemoteWritePlan["remoteWrite"];
  /** Role with which remote writes are signed. */
  readonly roleArn?: pulumi.Input<string>;
  /** Whether there are traces to link to. */
  readonly traces: boolean;
}

/** Values of kube-prometheus-stack: monitors of every namespace, storage that survives, nothing that EKS hides. */
export function prometheusValues(
  request: ObservabilityRequest,
  surroundings: PrometheusSurroundings,
): ChartValues {
  const nodeSelector = systemNodes(request);
  return {
    fullnameOverride: "prometheus",
    // EKS runs these itself and lets nobody scrape them; kube-proxy answers on the loopback address of its node only.
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    defaultRules: {
      rules: {
        etcd: false,
        kubeControllerManager: false,
        kubeProxy: false,
        kubeSchedulerAlerting: false,
        kubeSchedulerRecording: false,
      },
    },
    // The chart asks cAdvisor every 10 seconds, which is a third of all samples; the platform's rates need no more than 30.
    kubelet: { serviceMonitor: { cAdvisorInterval: "30s" } },
    prometheusOperator: { nodeSelector, resources: resources("50m", 128) },
    prometheus: {
      serviceAccount: {
        name: PROMETHEUS_SERVICE_ACCOUNT,
        ...(surroundings.roleArn !== undefined && {
          annotations: { "eks.amazonaws.com/role-arn": surroundings.roleArn },
        }),
      },
      prometheusSpec: prometheusSpec(request, surroundings),
    },
    alertmanager: alertmanagerValues(request, surroundings.alertmanager),
    grafana: grafanaValues(request, surroundings),
    "kube-state-metrics": kubeStateMetricsValues(nodeSelector),
    "prometheus-node-exporter": {
      tolerations: [{ operator: "Exists" }],
      resources: resources("25m", 32, 128),
    },
  };
}

function prometheusSpec(
  request: ObservabilityRequest,
  { externalLabels, remoteWrite }: PrometheusSurroundings,
): ChartValues {
  return {
    nodeSelector: systemNodes(request),
    externalLabels,
    retention: `${request.metricRetentionDays}d`,
    retentionSize: `${usableMetricGiB(request)}GiB`,
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    ruleSelectorNilUsesHelmValues: false,
    probeSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    enableFeatures: ["exemplar-storage"],
    exemplars: { maxSize: observabilityDefaults.exemplars },
    resources: resources("500m", prometheusMemoryMiB(request.metricSeries)),
    storageSpec: {
      volumeClaimTemplate: { spec: volumeClaim(request.storageClass, request.metricStorageGiB) },
    },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
    ...(remoteWrite.length > 0 && { remoteWrite }),
  };
}

function alertmanagerValues(
  request: ObservabilityRequest,
  { config, secrets }: AlertmanagerPlan,
): ChartValues {
  return {
    config,
    alertmanagerSpec: {
      nodeSelector: systemNodes(request),
      resources: resources("25m", 64, 256),
      secrets: [...new Set(secrets.map(({ secret }) => secret))],
      // Silences, and what has been told of already: without them a restart would tell of everything again.
      storage: {
        volumeClaimTemplate: {
          spec: volumeClaim(request.storageClass, observabilityDefaults.alertStorageGiB),
        },
      },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
    },
  };
}

/** Labels of nodes and pods that metrics carry: each is a label of one series an object, so none but those that are asked for. */
const nodeLabels = [
  "node.kubernetes.io/instance-type",
  "karpenter.sh/capacity-type",
  "eks.amazonaws.com/capacityType",
  "topology.kubernetes.io/zone",
  NODE_POOL_LABEL,
];
const podLabels = ["serving.kserve.io/inferenceservice", "component"];

function kubeStateMetricsValues(nodeSelector: ChartValues): ChartValues {
  return {
    nodeSelector,
    resources: resources("50m", 128, 512),
    metricLabelsAllowlist: [`nodes=[${nodeLabels.join(",")}]`, `pods=[${podLabels.join(",")}]`],
    // Namespace, pod and node of a series are those of the object that it tells of.
    prometheus: { monitor: { honorLabels: true } },
  };
}
