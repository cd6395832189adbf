import * as pulumi from "@pulumi/pulumi";

import { customResource } from "../internal/custom-resource";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import type { Cpu, Memory } from "../internal/units";
import { RESTRICTED_POD_TEMPLATE } from "../mesh/defaults";
import { modelServiceDefaults } from "./defaults";
import { graphDefaults } from "./graph-defaults";
import type { GraphNodes } from "./graph-nodes";
import { planGraph, type GraphModel, type InferenceGraphRequest } from "./graph-plan";
import { graphRoute, type GraphGateway } from "./graph-route";
import { inferenceGraphProblems } from "./graph-rules";

/** Arguments of `InferenceGraph`. What shapes the graph is plain. */
export interface InferenceGraphArgs {
  /**
   * Name of the graph: the first part of its host, and the name of its router. At most 58 characters, with the namespace
   * 62, and no model of the namespace may have it.
   */
  readonly graph: string;
  /** Namespace of the tenant, in which the models are too. Plain: it is a part of the host, whose length is checked. */
  readonly namespace: string;
  /** ServiceAccount of the router: the one of the tenant. Its token is not mounted. */
  readonly serviceAccountName: pulumi.Input<string>;
  /** The way in: `gateway` of the platform, or an `InferenceGateway`. */
  readonly gateway: GraphGateway;
  /** The nodes by name. Every request begins at `root`. */
  readonly nodes: GraphNodes;
  /**
   * Models of the namespace: a step that goes elsewhere is an error. Names, or arguments of `ModelService`, with which a
   * step to a model on several nodes is an error too. Default: not checked.
   */
  readonly models?: readonly (string | GraphModel)[];
  /** What one router gets. Request and limit are equal. Default: 250m CPU and 256Mi, which was not measured. */
  readonly resources?: { readonly cpu: Cpu; readonly memory: Memory };
  /** Fewest and most routers. Added above 70 percent of the requested CPU. Default: 1 to 3. */
  readonly replicas?: { readonly min: number; readonly max: number };
  /** Seconds that a request to the whole graph may take, 1 to 3600. Default: 60, that of KServe's routes. */
  readonly requestTimeoutSeconds?: number;
  /** Seconds that one call to a model may take. Default: `requestTimeoutSeconds`; KServe's own is no limit. */
  readonly stepTimeoutSeconds?: number;
}

/**
 * Models behind one host: an InferenceGraph of KServe in Standard mode, whose router calls the models, and the route that
 * KServe does not make for it. Needs `ServingPlatform`, `ServiceMesh`, a `Tenant` and its models. `up` does not wait until
 * the router runs: KServe starts it when every model is there.
 *
 * @throws pulumi.InputPropertiesError naming each wrong name, step, weight, condition, cycle and size; nothing is
 * registered then.
 */
export class InferenceGraph extends PlatformComponent {
  /** Name of the InferenceGraph, its Deployment, its Service and its route. */
  readonly graph: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;
  /** Where the graph answers, for instance `https://triage-fraud.models.example.com`. Every path is taken. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: InferenceGraphArgs, opts?: pulumi.ComponentResourceOptions) {
    const request = requestOf(args);
    refuse(`InferenceGraph "${name}"`, inferenceGraphProblems(request));
    super("InferenceGraph", name, args, opts);

    const metadata = { name: args.graph, namespace: args.namespace };
    const inferenceGraph = customResource(
      `${name}-inference-graph`,
      {
        apiVersion: "serving.kserve.io/v1alpha1",
        kind: "InferenceGraph",
        metadata: { ...metadata, labels: graphLabels, annotations: graphAnnotations },
        spec: planGraph(request, args.serviceAccountName),
      },
      { parent: this },
    );
    const route = graphRoute(request, args.gateway);
    customResource(
      `${name}-route`,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { ...metadata, labels: graphLabels },
        spec: route.spec,
      },
      { parent: this, dependsOn: [inferenceGraph] },
    );
    this.graph = inferenceGraph.metadata.name;
    this.namespace = pulumi.output(args.namespace);
    this.url = route.url;
    this.registerOutputs({ graph: this.graph, namespace: this.namespace, url: this.url });
  }
}

const graphLabels = { "app.kubernetes.io/part-of": "inference-platform" };

/** KServe copies them to the pods of the router, where the injector of Istio reads the last one. */
const graphAnnotations = {
  "serving.kserve.io/deploymentMode": "Standard",
  "serving.kserve.io/autoscalerClass": "hpa",
  // KServe gives the router no seccomp profile, and a namespace that enforces "restricted" would refuse its pods.
  "inject.istio.io/templates": `sidecar,${RESTRICTED_POD_TEMPLATE}`,
};

function requestOf(args: InferenceGraphArgs): InferenceGraphRequest {
  const { graph, namespace, nodes, models, requestTimeoutSeconds, stepTimeoutSeconds } = args;
  return {
    graph,
    namespace,
    nodes,
    models,
    resources: args.resources ?? graphDefaults.resources,
    replicas: args.replicas ?? modelServiceDefaults.replicas,
    requestTimeoutSeconds,
    stepTimeoutSeconds,
  };
}
