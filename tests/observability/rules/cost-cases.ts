import { findInstanceType } from "../../../components/nodes/instance-types";
import type { RuleCase } from "../../support/promtool";

const MINUTES = "x20";

/** Labels of a node as kube-state-metrics shows them. */
function node(name: string, labels: Readonly<Record<string, string>>): string {
  const shown = Object.entries(labels).map(([label, value]) => `,label_${label}="${value}"`);
  return `kube_node_labels{job="kube-state-metrics",node="${name}"${shown.join("")}}`;
}

const type = "node_kubernetes_io_instance_type";
const zone = "topology_kubernetes_io_zone";
const karpenter = "karpenter_sh_capacity_type";
const eks = "eks_amazonaws_com_capacity_type";

const allocatable = (name: string, resource = "nvidia_com_gpu"): string =>
  `kube_node_status_allocatable{job="kube-state-metrics",node="${name}",resource="${resource}",unit="integer"}`;

/** Requests and phase of a pod. */
function pod(
  namespace: string,
  name: string,
  on: string,
  { gpus = 1, phase = "Running", resource = "nvidia_com_gpu" } = {},
): Readonly<Record<string, string>> {
  const where = on === "" ? "" : `,node="${on}"`;
  const identity = `job="kube-state-metrics",namespace="${namespace}",pod="${name}"`;
  return {
    [`kube_pod_info{${identity}${where}}`]: `1${MINUTES}`,
    [`kube_pod_status_phase{${identity},phase="${phase}"}`]: `1${MINUTES}`,
    [`kube_pod_container_resource_requests{${identity}${where},container="kserve-container",resource="${resource}",unit="integer"}`]: `${gpus}${MINUTES}`,
    [`kube_pod_container_resource_requests{${identity}${where},container="kserve-container",resource="cpu",unit="core"}`]: `2${MINUTES}`,
  };
}

const price = (name: string): number =>
  findInstanceType(name)?.onDemandUsdPerHour["us-east-1"] ?? Number.NaN;

const g6 = price("g6.12xlarge");
const element = (...labels: readonly (readonly [string, string])[]): string =>
  `{${labels.map(([label, value]) => `${label}="${value}"`).join(",")}}`;

const costOf = (name: string, instance: string, capacity: string): string =>
  element(["node", name], ["instance_type", instance], ["capacity_type", capacity]);

const utilization = (namespace: string, name: string, gpu: string): string =>
  `DCGM_FI_PROF_GR_ENGINE_ACTIVE{job="nvidia-dcgm-exporter",namespace="gpu-operator",pod="x",node="node-1",gpu="${gpu}",UUID="GPU-${gpu}",modelName="NVIDIA L4",exported_namespace="${namespace}",exported_pod="${name}"}`;

const gpuNode = {
  [node("node-1", {
    [type]: "g6.12xlarge",
    [zone]: "us-east-1a",
    [karpenter]: "on-demand",
  })]: `1${MINUTES}`,
  [allocatable("node-1")]: `4${MINUTES}`,
};

export const costCases: readonly RuleCase[] = [
  {
    name: "prices of the table",
    series: {},
    at: "10m",
    samples: {
      'platform:instance_hourly_dollars{instance_type="g6.12xlarge"}': {
        '{instance_type="g6.12xlarge",capacity_type="on-demand",region="us-east-1"}': g6,
        '{instance_type="g6.12xlarge",capacity_type="spot",region="us-east-1"}': g6 * 0.35,
        '{instance_type="g6.12xlarge",capacity_type="reserved",region="us-east-1"}': g6,
      },
      // The table does not know its price.
      'platform:instance_hourly_dollars{instance_type="p5e.48xlarge"}': {},
    },
  },
  {
    name: "nodes of Karpenter and of EKS, by their kind of capacity",
    series: {
      [node("a", { [type]: "g6.12xlarge", [zone]: "us-east-1a", [karpenter]: "on-demand" })]:
        `1${MINUTES}`,
      [node("b", { [type]: "g6.12xlarge", [zone]: "us-east-1b", [karpenter]: "spot" })]:
        `1${MINUTES}`,
      [node("c", { [type]: "g6.12xlarge", [zone]: "us-east-1c", [eks]: "SPOT" })]: `1${MINUTES}`,
      [node("d", { [type]: "g6.12xlarge", [zone]: "us-east-1d", [eks]: "ON_DEMAND" })]:
        `1${MINUTES}`,
      [node("e", { [type]: "g6.12xlarge", [zone]: "us-east-1e", [eks]: "CAPACITY_BLOCK" })]:
        `1${MINUTES}`,
    },
    at: "10m",
    samples: {
      "node:hourly_cost_dollars:sum": {
        [costOf("a", "g6.12xlarge", "on-demand")]: g6,
        [costOf("b", "g6.12xlarge", "spot")]: g6 * 0.35,
        [costOf("c", "g6.12xlarge", "spot")]: g6 * 0.35,
        [costOf("d", "g6.12xlarge", "on-demand")]: g6,
        [costOf("e", "g6.12xlarge", "reserved")]: g6,
      },
      "platform:nodes_unpriced:count": {},
      'node:instance:info{node="a"}': {
        '{node="a",instance_type="g6.12xlarge",capacity_type="on-demand",region="us-east-1"}': 1,
      },
    },
  },
  {
    name: "a node without a known price is counted, and not as free",
    series: {
      [node("a", { [type]: "p5e.48xlarge", [zone]: "us-east-1a", [karpenter]: "reserved" })]:
        "1x100",
      // Prices of another region, and of a local zone, are others.
      [node("b", { [type]: "g6.12xlarge", [zone]: "eu-west-1a", [karpenter]: "spot" })]: "1x100",
      [node("c", { [type]: "g6.12xlarge", [zone]: "us-east-1-bos-1a", [karpenter]: "spot" })]:
        "1x100",
      [node("d", { [type]: "g6.12xlarge", [zone]: "us-east-1a" })]: "1x100",
    },
    at: "80m",
    samples: {
      "node:hourly_cost_dollars:sum": {},
      "platform:nodes_unpriced:count": {
        '{instance_type="p5e.48xlarge",capacity_type="reserved"}': 1,
        '{instance_type="g6.12xlarge",capacity_type="spot"}': 2,
        '{instance_type="g6.12xlarge"}': 1,
      },
    },
    alerts: {
      NodesUnpriced: [
        { labels: { instance_type: "p5e.48xlarge", capacity_type: "reserved" }, value: "1" },
        { labels: { instance_type: "g6.12xlarge", capacity_type: "spot" }, value: "2" },
        { labels: { instance_type: "g6.12xlarge" }, value: "1" },
      ],
    },
  },
  {
    name: "GPUs that are there and held; a pod that has ended or waits holds none",
    series: {
      ...gpuNode,
      ...pod("fraud", "scorer-predictor-abc-x1", "node-1", { gpus: 2 }),
      ...pod("support", "chat-predictor-abc-x2", "node-1", { phase: "Pending" }),
      ...pod("fraud", "job-1", "node-1", { phase: "Succeeded" }),
      ...pod("fraud", "scorer-predictor-abc-x3", "", { phase: "Pending" }),
    },
    at: "10m",
    samples: {
      "node:gpus_allocatable:sum": { '{node="node-1",resource="nvidia_com_gpu"}': 4 },
      "node:gpus_requested:sum": { '{node="node-1",resource="nvidia_com_gpu"}': 3 },
      "pod:gpus_requested:sum": {
        '{namespace="fraud",pod="scorer-predictor-abc-x1",node="node-1",resource="nvidia_com_gpu"}': 2,
        '{namespace="support",pod="chat-predictor-abc-x2",node="node-1",resource="nvidia_com_gpu"}': 1,
      },
      "tenant:gpus_requested:sum": {
        '{namespace="fraud",resource="nvidia_com_gpu"}': 2,
        '{namespace="support",resource="nvidia_com_gpu"}': 1,
      },
    },
    alerts: { NodesUnpriced: [] },
  },
  {
    name: "what tenants and models hold and use",
    series: {
      ...gpuNode,
      ...pod("fraud", "scorer-predictor-abc-x1", "node-1", { gpus: 2 }),
      ...pod("fraud", "notebook", "node-1"),
      [utilization("fraud", "scorer-predictor-abc-x1", "0")]: `0.5${MINUTES}`,
      [utilization("fraud", "scorer-predictor-abc-x1", "1")]: `0.1${MINUTES}`,
      [utilization("fraud", "notebook", "2")]: `0${MINUTES}`,
    },
    at: "10m",
    samples: {
      "pod:gpu_hourly_cost_dollars:sum": {
        '{namespace="fraud",pod="scorer-predictor-abc-x1",node="node-1"}': g6 / 2,
        '{namespace="fraud",pod="notebook",node="node-1"}': g6 / 4,
      },
      "pod:gpu_hourly_cost_dollars:used": {
        '{namespace="fraud",pod="scorer-predictor-abc-x1",node="node-1"}': (g6 / 2) * 0.3,
        '{namespace="fraud",pod="notebook",node="node-1"}': 0,
      },
      "tenant:gpu_hourly_cost_dollars:sum": { '{namespace="fraud"}': (g6 * 3) / 4 },
      "tenant:gpu_hourly_cost_dollars:used": { '{namespace="fraud"}': (g6 / 2) * 0.3 },
      "model_service:gpu_hourly_cost_dollars:sum": {
        '{namespace="fraud",model_service="scorer",component="predictor"}': g6 / 2,
      },
      "model_service:gpu_hourly_cost_dollars:used": {
        '{namespace="fraud",model_service="scorer",component="predictor"}': (g6 / 2) * 0.3,
      },
    },
  },
  {
    name: "shares of a GPU: who has no metrics of its own counts with the mean of the node",
    series: {
      ...gpuNode,
      [allocatable("node-1")]: `0${MINUTES}`,
      [allocatable("node-1", "nvidia_com_gpu_shared")]: `16${MINUTES}`,
      ...pod("fraud", "a-predictor-abc-x1", "node-1", { resource: "nvidia_com_gpu_shared" }),
      ...pod("support", "b-predictor-abc-x1", "node-1", { resource: "nvidia_com_gpu_shared" }),
      [utilization("fraud", "a-predictor-abc-x1", "0")]: `0.4${MINUTES}`,
    },
    at: "10m",
    samples: {
      "tenant:gpu_hourly_cost_dollars:sum": {
        '{namespace="fraud"}': g6 / 16,
        '{namespace="support"}': g6 / 16,
      },
      "tenant:gpu_hourly_cost_dollars:used": {
        '{namespace="fraud"}': (g6 / 16) * 0.4,
        '{namespace="support"}': (g6 / 16) * 0.4,
      },
    },
  },
  {
    name: "without a price or without DCGM a cost is absent and not 0",
    series: {
      [allocatable("node-1")]: `4${MINUTES}`,
      ...pod("fraud", "scorer-predictor-abc-x1", "node-1"),
    },
    at: "10m",
    samples: {
      "tenant:gpus_requested:sum": { '{namespace="fraud",resource="nvidia_com_gpu"}': 1 },
      "tenant:gpu_hourly_cost_dollars:sum": {},
      "tenant:gpu_hourly_cost_dollars:used": {},
      "model_service:gpu_hourly_cost_dollars:sum": {},
    },
  },
  {
    name: "whose pod is whose model's: by name, by target, and a worker by its leader",
    series: {
      ...pod("fraud", "a-predictor-b-predictor-6f7d8-x1", "node-1"),
      // Kubernetes cut the hash of a long name.
      ...pod("fraud", "scorer-transformer-6fx9y8z", "node-1"),
      ...pod("support", "chat-0", "node-1"),
      ...pod("support", "chat-0-1", "node-2"),
      ...pod("support", "redis-0", "node-2"),
      'up{job="models",namespace="support",pod="chat-0",model_service="chat",component="predictor"}': `0${MINUTES}`,
      'kube_pod_owner{namespace="support",pod="chat-0",owner_kind="StatefulSet",owner_name="chat"}': `1${MINUTES}`,
      'kube_pod_owner{namespace="support",pod="chat-0-1",owner_kind="StatefulSet",owner_name="chat-0"}': `1${MINUTES}`,
      'kube_pod_owner{namespace="support",pod="redis-0",owner_kind="StatefulSet",owner_name="redis"}': `1${MINUTES}`,
    },
    at: "10m",
    samples: {
      "pod:model_server:info": {
        '{namespace="fraud",pod="a-predictor-b-predictor-6f7d8-x1",model_service="a-predictor-b",component="predictor"}': 1,
        '{namespace="fraud",pod="scorer-transformer-6fx9y8z",model_service="scorer",component="transformer"}': 1,
        '{namespace="support",pod="chat-0",model_service="chat",component="predictor"}': 1,
      },
      "pod:model_service:info": {
        '{namespace="fraud",pod="a-predictor-b-predictor-6f7d8-x1",model_service="a-predictor-b",component="predictor"}': 1,
        '{namespace="fraud",pod="scorer-transformer-6fx9y8z",model_service="scorer",component="transformer"}': 1,
        '{namespace="support",pod="chat-0",model_service="chat",component="predictor"}': 1,
        '{namespace="support",pod="chat-0-1",model_service="chat",component="predictor"}': 1,
      },
    },
  },
];
