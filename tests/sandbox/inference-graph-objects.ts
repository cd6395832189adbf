import { kserveValues } from "../../components/serving/serving-values";
import type { GraphNodes } from "../../components/serving/graph-nodes";
import { planGraph, type InferenceGraphRequest } from "../../components/serving/graph-plan";
import { planInferenceService } from "../../components/serving/plan";
import type { NamedServingRuntime } from "../../components/serving/runtimes/runtime";
import { kserveConfig } from "../../sandbox/plugins/kubernetes/kserve-config";
import { plain } from "../../sandbox/plugins/properties";
import type { ManifestObject } from "../../sandbox/toolchain/manifest-object";

/** Namespaces of the test: one that enforces no Pod Security level, and one as a tenant has it. */
export const namespaces = {
  open: namespaceObject("open", {}),
  restricted: namespaceObject("restricted", { "pod-security.kubernetes.io/enforce": "restricted" }),
} as const;

function namespaceObject(name: string, labels: Record<string, string>): ManifestObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** A node that kwok keeps ready, with room for the pods of the test. */
export const node: ManifestObject = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "node", annotations: { "kwok.x-k8s.io/node": "fake" } },
  status: {
    capacity: { cpu: "16", memory: "64Gi", pods: "50" },
    allocatable: { cpu: "16", memory: "64Gi", pods: "50" },
  },
};

const gateway = {
  reference: "inference-gateway/inference",
  domain: "models.example.com",
  scheme: "http",
} as const;
const config = kserveConfig(plain(kserveValues(gateway, "system")));

/** KServe as the platform installs it, without routes of models: nothing in this test would accept them. */
export const kserveOptions = {
  config: { ...config, ingress: { ...config["ingress"], disableIngressCreation: true } },
};

/** The object as it travels: JSON, without what is not set. */
function manifest(object: object): ManifestObject {
  return JSON.parse(JSON.stringify(object)) as ManifestObject;
}

/** A ServiceAccount for models and routers. */
export function serviceAccount(namespace: string): ManifestObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "models", namespace } };
}

/** A model as `ModelService` writes it. */
export function inferenceService(name: string, namespace: string): ManifestObject {
  const storageUri = "hf://example/model";
  return manifest({
    apiVersion: "serving.kserve.io/v1beta1",
    kind: "InferenceService",
    metadata: {
      name,
      namespace,
      annotations: { "serving.kserve.io/deploymentMode": "Standard" },
    },
    spec: planInferenceService(
      {
        service: name,
        namespace,
        runtime: { name: "triton" },
        resources: { cpu: "1", memory: "1Gi" },
        scaling: { min: 1, max: 1 },
        hasSource: true,
      },
      { source: storageUri, serviceAccountName: "models" },
    ).spec,
  });
}

/** A ClusterServingRuntime as the platform installs it. */
export function servingRuntime({ name, spec }: NamedServingRuntime): ManifestObject {
  return manifest({
    apiVersion: "serving.kserve.io/v1alpha1",
    kind: "ClusterServingRuntime",
    metadata: { name },
    spec,
  });
}

/** What the rules look at, for a graph of these nodes. */
export function graphRequest(nodes: GraphNodes, graph = "flow"): InferenceGraphRequest {
  return {
    graph,
    namespace: "open",
    nodes,
    resources: { cpu: "250m", memory: "256Mi" },
    replicas: { min: 1, max: 3 },
  };
}

/** The InferenceGraph of a request, as the component plans it. */
export function inferenceGraph(
  request: InferenceGraphRequest,
  annotations: Record<string, string>,
): ManifestObject {
  return manifest({
    apiVersion: "serving.kserve.io/v1alpha1",
    kind: "InferenceGraph",
    metadata: { name: request.graph, namespace: request.namespace, annotations },
    spec: planGraph(request, "models"),
  });
}
