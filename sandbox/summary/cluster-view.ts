import * as fs from "node:fs";

import {
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  type V1Node,
  type V1Pod,
} from "@kubernetes/client-node";

import { gpuCounts, sumCounts, type GpuCounts } from "./gpu-resources";

/** A node, as the summary shows it. */
interface NodeView {
  readonly name: string;
  readonly pool: string;
  readonly instanceType: string;
  readonly zone: string;
  readonly capacity: string;
  /** GPUs, shares and MIG instances that the node has. */
  readonly gpus: GpuCounts;
  /** Those of them that pods hold. */
  readonly gpusHeld: GpuCounts;
  readonly taints: readonly string[];
  readonly ready: boolean;
}

/** A pod of a model. */
interface ModelPodView {
  readonly name: string;
  readonly phase: string;
  /** `undefined` while the scheduler has not placed it. */
  readonly node: string | undefined;
  readonly gpus: GpuCounts;
}

/** A model, as the summary shows it. */
export interface ModelView {
  readonly namespace: string;
  readonly name: string;
  readonly runtime: string;
  readonly ready: boolean;
  /** Why it is not ready, in the controller's words; empty when it is. */
  readonly reason: string;
  readonly url: string;
  readonly pods: readonly ModelPodView[];
}

/** A NodePool of Karpenter, as the summary shows it. */
interface KarpenterPoolView {
  readonly name: string;
  readonly nodeClass: string;
  readonly ready: boolean;
  /** Why it launches nothing, in Karpenter's words; empty when it is ready. */
  readonly reason: string;
  readonly nodes: number;
  readonly gpus: number;
  /** Most GPUs that it may have at a time; `undefined` without a limit. */
  readonly gpuLimit: number | undefined;
}

/** What the API server says of nodes, pools and models. */
export interface ClusterView {
  readonly karpenterPools: readonly KarpenterPoolView[];
  readonly nodes: readonly NodeView[];
  readonly models: readonly ModelView[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
  readonly reason?: string;
}

interface InferenceService {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly predictor: { readonly model?: { readonly runtime?: string } } };
  readonly status?: { readonly url?: string; readonly conditions?: readonly Condition[] };
}

interface LeaderWorkerSet {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

interface NodePool {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly spec: { readonly nodeClassRef: { readonly name: string } } };
    readonly limits?: Readonly<Record<string, string | number>>;
  };
  readonly status?: {
    readonly resources?: Readonly<Record<string, string>>;
    readonly conditions?: readonly Condition[];
  };
}

interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

const inferenceServices: CustomKind = {
  group: "serving.kserve.io",
  version: "v1beta1",
  plural: "inferenceservices",
};

const leaderWorkerSets: CustomKind = {
  group: "leaderworkerset.x-k8s.io",
  version: "v1",
  plural: "leaderworkersets",
};

const nodePools: CustomKind = { group: "karpenter.sh", version: "v1", plural: "nodepools" };

const gpuResource = "nvidia.com/gpu";

/** Asks the API server of a sandbox for its nodes, pools and models. */
export async function readCluster(kubeconfigPath: string): Promise<ClusterView> {
  const config = new KubeConfig();
  config.loadFromString(fs.readFileSync(kubeconfigPath, "utf8"));
  const core = config.makeApiClient(CoreV1Api);
  const custom = config.makeApiClient(CustomObjectsApi);
  const [nodes, pods, services, sets, pools] = await Promise.all([
    core.listNode(),
    core.listPodForAllNamespaces(),
    listCustom<InferenceService>(custom, inferenceServices),
    listCustom<LeaderWorkerSet>(custom, leaderWorkerSets),
    listCustom<NodePool>(custom, nodePools),
  ]);
  return {
    karpenterPools: pools.map(karpenterPoolView),
    nodes: nodes.items.map((node) => nodeView(node, pods.items)).sort(byPoolAndName),
    models: [
      ...services.map((service) => modelView(service, pods.items)),
      ...sets.map((set) => multiNodeModelView(set, pods.items)),
    ],
  };
}

async function listCustom<Item>(api: CustomObjectsApi, kind: CustomKind): Promise<Item[]> {
  try {
    const answer = (await api.listCustomObjectForAllNamespaces({
      ...kind,
      resourcePlural: kind.plural,
    })) as { readonly items: Item[] };
    return answer.items;
  } catch (error) {
    // Before KServe or Karpenter is installed, its kinds are not served.
    if (typeof error === "object" && error !== null && "code" in error && error.code === 404) {
      return [];
    }
    throw error;
  }
}

function nodeView(node: V1Node, pods: readonly V1Pod[]): NodeView {
  const labels = node.metadata?.labels ?? {};
  const name = node.metadata?.name ?? "";
  return {
    name,
    pool: labels["inference-platform.io/node-pool"] ?? labels["karpenter.sh/nodepool"] ?? "-",
    instanceType: labels["node.kubernetes.io/instance-type"] ?? "-",
    zone: labels["topology.kubernetes.io/zone"] ?? "-",
    capacity:
      labels["eks.amazonaws.com/capacityType"] ?? labels["karpenter.sh/capacity-type"] ?? "-",
    gpus: gpuCounts(node.status?.allocatable),
    gpusHeld: sumCounts(
      pods.filter((pod) => pod.spec?.nodeName === name && isActive(pod)).map(gpusOf),
    ),
    taints: (node.spec?.taints ?? []).map(
      ({ key, value, effect }) => `${key}=${value ?? ""}:${effect}`,
    ),
    ready: (node.status?.conditions ?? []).some(
      ({ type, status }) => type === "Ready" && status === "True",
    ),
  };
}

function karpenterPoolView({ metadata, spec, status }: NodePool): KarpenterPoolView {
  const conditions = status?.conditions ?? [];
  const ready = conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
  const limit = spec.limits?.[gpuResource];
  return {
    name: metadata.name,
    nodeClass: spec.template.spec.nodeClassRef.name,
    ready,
    reason: ready ? "" : reasonOf(conditions),
    nodes: Number(status?.resources?.["nodes"] ?? 0),
    gpus: Number(status?.resources?.[gpuResource] ?? 0),
    gpuLimit: limit === undefined ? undefined : Number(limit),
  };
}

function modelView(service: InferenceService, pods: readonly V1Pod[]): ModelView {
  const { name, namespace } = service.metadata;
  const conditions = service.status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === "Ready");
  return {
    namespace,
    name,
    runtime: service.spec.predictor.model?.runtime ?? "-",
    ready: ready?.status === "True",
    reason: ready?.status === "True" ? "" : reasonOf(conditions),
    url: service.status?.url ?? "",
    pods: modelPods(namespace, "serving.kserve.io/inferenceservice", name, pods),
  };
}

function multiNodeModelView(set: LeaderWorkerSet, pods: readonly V1Pod[]): ModelView {
  const { name, namespace } = set.metadata;
  const conditions = set.status?.conditions ?? [];
  const ready = conditions.some(({ type, status }) => type === "Available" && status === "True");
  return {
    namespace,
    name,
    runtime: "LeaderWorkerSet",
    ready,
    reason: ready ? "" : reasonOf(conditions),
    url: "",
    pods: modelPods(namespace, "leaderworkerset.sigs.k8s.io/name", name, pods),
  };
}

function modelPods(
  namespace: string,
  label: string,
  name: string,
  pods: readonly V1Pod[],
): ModelPodView[] {
  return pods
    .filter(
      (pod) =>
        pod.metadata?.namespace === namespace &&
        pod.metadata.labels?.[label] === name &&
        isActive(pod),
    )
    .map((pod) => ({
      name: pod.metadata?.name ?? "",
      phase: pod.status?.phase ?? "Unknown",
      node: pod.spec?.nodeName,
      gpus: gpusOf(pod),
    }));
}

function reasonOf(conditions: readonly Condition[]): string {
  const failing = conditions.find(({ type, status }) => type !== "Ready" && status !== "True");
  if (failing === undefined) return "the controller has not looked at it yet";
  return `${failing.type}: ${failing.message ?? failing.reason ?? failing.status}`;
}

function isActive(pod: V1Pod): boolean {
  return pod.status?.phase !== "Succeeded" && pod.status?.phase !== "Failed";
}

function gpusOf(pod: V1Pod): GpuCounts {
  return sumCounts(
    (pod.spec?.containers ?? []).map(({ resources }) => gpuCounts(resources?.limits)),
  );
}

function byPoolAndName(one: NodeView, other: NodeView): number {
  return other.pool.localeCompare(one.pool) || one.name.localeCompare(other.name);
}
