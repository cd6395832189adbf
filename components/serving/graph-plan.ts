import { autoscalingDefaults } from "../autoscaling/defaults";
import type { Input } from "@pulumi/pulumi";

import type { Cpu, Memory } from "../internal/units";
import { modelServiceDefaults } from "./defaults";
import { graphDefaults } from "./graph-defaults";
import type { GraphNode, GraphNodes, GraphTarget } from "./graph-nodes";
import type { ServingRuntime } from "./runtimes/catalogue";

/** A model as a graph sees it: arguments of a `ModelService` are one. */
export interface GraphModel {
  readonly service: string;
  readonly runtime: { readonly name: ServingRuntime["name"] };
}

/** What decides how a graph is served, as far as it is known before anything exists. */
export interface InferenceGraphRequest {
  readonly graph: string;
  readonly namespace: string;
  readonly nodes: GraphNodes;
  /** Models of the namespace, where they are known: names, or with their runtime. */
  readonly models?: readonly (string | GraphModel)[];
  readonly resources: { readonly cpu: Cpu; readonly memory: Memory };
  readonly replicas: { readonly min: number; readonly max: number };
  readonly requestTimeoutSeconds?: number;
  readonly stepTimeoutSeconds?: number;
}

/** One step of a router (`InferenceStep` of `serving.kserve.io/v1alpha1`). */
interface RouterStep {
  readonly name?: string;
  readonly nodeName?: string;
  readonly serviceName?: string;
  readonly data?: "$request" | "$response";
  readonly mapPredictionsToInstances?: boolean;
  readonly weight?: number;
  readonly condition?: string;
  readonly dependency?: "Hard" | "Soft";
}

/** One node (`InferenceRouter` of `serving.kserve.io/v1alpha1`). */
interface Router {
  readonly routerType: "Sequence" | "Switch" | "Ensemble" | "Splitter";
  readonly steps: readonly RouterStep[];
}

/** Spec of an InferenceGraph (`serving.kserve.io/v1alpha1`), as far as this platform sets it. */
export interface InferenceGraphSpec {
  readonly nodes: Readonly<Record<string, Router>>;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly scaleMetric: "cpu";
  readonly scaleTarget: number;
  readonly resources: Readonly<
    Record<"requests" | "limits", { readonly cpu: Cpu; readonly memory: Memory }>
  >;
  readonly routerTimeouts: {
    readonly serverRead: number;
    readonly serverWrite: number;
    readonly serviceClient: number;
  };
  readonly serviceAccountName: Input<string>;
}

/** A gjson path that every JSON document has. */
const everyRequest = "@this";

/** The spec of a request. Expects valid arguments (`graph-rules.ts`). */
export function planGraph(
  request: InferenceGraphRequest,
  serviceAccountName: Input<string>,
): InferenceGraphSpec {
  const whole = requestTimeout(request);
  return {
    nodes: Object.fromEntries(
      Object.entries(request.nodes).map(([name, node]) => [name, planNode(node)]),
    ),
    minReplicas: request.replicas.min,
    maxReplicas: request.replicas.max,
    scaleMetric: "cpu",
    scaleTarget: autoscalingDefaults.cpuPercent,
    resources: { requests: request.resources, limits: request.resources },
    routerTimeouts: {
      serverRead: whole,
      serverWrite: whole,
      // KServe's default is no limit: a model that hangs would hold its requests until the router ends.
      serviceClient: request.stepTimeoutSeconds ?? whole,
    },
    serviceAccountName,
  };
}

/** Seconds that a request to the graph may take. */
export function requestTimeout(
  request: Pick<InferenceGraphRequest, "requestTimeoutSeconds">,
): number {
  return request.requestTimeoutSeconds ?? modelServiceDefaults.requestTimeoutSeconds;
}

function planNode(node: GraphNode): Router {
  switch (node.type) {
    case "sequence":
      return { routerType: "Sequence", steps: node.steps.map(dependentStep) };
    case "ensemble":
      return { routerType: "Ensemble", steps: node.steps.map(dependentStep) };
    case "splitter":
      return { routerType: "Splitter", steps: node.steps.map(plainStep) };
    case "switch": {
      const steps = node.steps.map(plainStep);
      if (node.otherwise === undefined) return { routerType: "Switch", steps };
      return {
        routerType: "Switch",
        steps: [...steps, { ...plainStep(node.otherwise), condition: everyRequest }],
      };
    }
  }
}

type Planned = Omit<RouterStep, "nodeName" | "serviceName" | "dependency">;

function plainStep({ model, node, ...step }: GraphTarget & Planned): RouterStep {
  return { ...step, ...(model === undefined ? { nodeName: node } : { serviceName: model }) };
}

function dependentStep({
  dependency = graphDefaults.dependency,
  ...step
}: GraphTarget & Planned & { readonly dependency?: "hard" | "soft" }): RouterStep {
  return { ...plainStep(step), dependency: dependency === "hard" ? "Hard" : "Soft" };
}
