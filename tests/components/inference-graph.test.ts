import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { InferenceGraph, type GraphNode, type GraphNodes } from "../../components";
import { fullest, smallest } from "../../components/serving/example";
import { planGraph } from "../../components/serving/graph-plan";
import { record, resolved } from "../support/recorder";
import { at, one, refusal, typeNames } from "../support/recorded";

describe("InferenceGraph", () => {
  it("is an InferenceGraph and a route", async () => {
    const { resources, result } = await record(
      () => new InferenceGraph("graph", smallest.InferenceGraph),
    );
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:InferenceGraph graph",
      "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute graph-route",
      "kubernetes:serving.kserve.io/v1alpha1:InferenceGraph graph-inference-graph",
    ]);
    assert.deepEqual(one(resources, "graph-route").dependsOn, ["graph-inference-graph"]);
    assert.equal(await resolved(result.graph), "canary");
    assert.equal(await resolved(result.namespace), "fraud");
    assert.equal(await resolved(result.url), "https://canary-fraud.models.example.com");
  });

  it("asks for a plain deployment with a bounded autoscaler, in a pod that a restricted namespace admits", async () => {
    const { resources } = await record(() => new InferenceGraph("graph", smallest.InferenceGraph));
    const { inputs } = one(resources, "graph-inference-graph");
    assert.deepEqual(inputs.metadata, {
      name: "canary",
      namespace: "fraud",
      labels: { "app.kubernetes.io/part-of": "inference-platform" },
      annotations: {
        "serving.kserve.io/deploymentMode": "Standard",
        "serving.kserve.io/autoscalerClass": "hpa",
        "inject.istio.io/templates": "sidecar,restricted",
      },
    });
    assert.deepEqual(inputs.spec, {
      nodes: {
        root: {
          routerType: "Splitter",
          steps: [
            { serviceName: "scorer", weight: 90 },
            { serviceName: "scorer-next", weight: 10 },
          ],
        },
      },
      minReplicas: 1,
      maxReplicas: 3,
      scaleMetric: "cpu",
      scaleTarget: 70,
      resources: {
        requests: { cpu: "250m", memory: "256Mi" },
        limits: { cpu: "250m", memory: "256Mi" },
      },
      routerTimeouts: { serverRead: 60, serverWrite: 60, serviceClient: 60 },
      serviceAccountName: "models",
    });
  });

  it("writes every kind of node as KServe reads it", async () => {
    const { resources } = await record(() => new InferenceGraph("graph", fullest.InferenceGraph));
    const spec = at(one(resources, "graph-inference-graph").inputs, "spec");
    assert.deepEqual(at(spec, "nodes"), {
      root: {
        routerType: "Sequence",
        steps: [
          { name: "features", serviceName: "features", dependency: "Hard" },
          {
            name: "detect",
            nodeName: "detect",
            data: "$response",
            mapPredictionsToInstances: true,
            dependency: "Hard",
          },
          {
            name: "score",
            nodeName: "score",
            data: "$request",
            condition: 'predictions.#(label=="suspicious")',
            dependency: "Hard",
          },
        ],
      },
      detect: {
        routerType: "Splitter",
        steps: [
          { name: "stable", serviceName: "detector", weight: 95 },
          { name: "next", serviceName: "detector-next", weight: 5 },
        ],
      },
      score: {
        routerType: "Switch",
        steps: [
          { name: "large", nodeName: "both", condition: "[@this].#(amount>1000)" },
          { name: "small", serviceName: "scorer", condition: "@this" },
        ],
      },
      both: {
        routerType: "Ensemble",
        steps: [
          { name: "scorer", serviceName: "scorer", dependency: "Hard" },
          { name: "scorer-large", serviceName: "scorer-large", dependency: "Soft" },
        ],
      },
    });
    assert.deepEqual(at(spec, "routerTimeouts"), {
      serverRead: 30,
      serverWrite: 30,
      serviceClient: 10,
    });
    assert.deepEqual([at(spec, "minReplicas"), at(spec, "maxReplicas")], [2, 4]);
    assert.deepEqual(at(spec, "resources", "limits"), { cpu: "500m", memory: "512Mi" });
  });

  it("routes its host to the Service of the router, as long as a request may take", async () => {
    const { resources } = await record(() => new InferenceGraph("graph", fullest.InferenceGraph));
    const { inputs } = one(resources, "graph-route");
    assert.deepEqual(inputs.metadata, {
      name: "triage",
      namespace: "fraud",
      labels: { "app.kubernetes.io/part-of": "inference-platform" },
    });
    assert.deepEqual(inputs.spec, {
      parentRefs: [{ name: "inference", namespace: "inference-gateway" }],
      hostnames: ["triage-fraud.models.example.com"],
      rules: [{ backendRefs: [{ name: "triage", port: 80 }], timeouts: { request: "30s" } }],
    });
  });

  it("takes a gateway that is known later", async () => {
    const { result } = await record(
      () =>
        new InferenceGraph("graph", {
          ...smallest.InferenceGraph,
          gateway: { domain: pulumi.output("later.example.com"), scheme: pulumi.output("http") },
        }),
    );
    assert.equal(await resolved(result.url), "http://canary-fraud.later.example.com");
  });

  it("is refused with every problem at once", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new InferenceGraph("graph", {
            ...smallest.InferenceGraph,
            graph: "scorer",
            replicas: { min: 0, max: 1 },
          }),
      ),
      [
        'InferenceGraph "graph": 2 inputs are wrong',
        'graph: "scorer" is the name of a model too, and both would answer at the host scorer-fraud. Choose another name.',
        'replicas.min: 0 is not possible with a HorizontalPodAutoscaler: it keeps at least 1 replica, and KServe would silently run 1. Write 1 or more; only scaling with engine: "keda" goes to 0.',
      ],
    );
  });
});

describe("nodes of an inference graph", () => {
  it("let through only what KServe reads", () => {
    const model = "scorer";
    const wrong: GraphNode[] = [
      // @ts-expect-error weights belong to a splitter
      { type: "ensemble", steps: [{ model, weight: 1 }] },
      // @ts-expect-error and a splitter wants them
      { type: "splitter", steps: [{ model }] },
      // @ts-expect-error a switch wants conditions
      { type: "switch", steps: [{ model }] },
      // @ts-expect-error an ensemble reads none
      { type: "ensemble", steps: [{ model, condition: "x" }] },
      // @ts-expect-error the first step of a sequence has no answer to look at
      { type: "sequence", steps: [{ model, condition: "x" }] },
      // @ts-expect-error nor one to take
      { type: "sequence", steps: [{ model, data: "$response" }] },
      // @ts-expect-error a later one says what it takes
      { type: "sequence", steps: [{ model }, { model }] },
      // @ts-expect-error a splitter has one step at a time: nothing depends on it
      { type: "splitter", steps: [{ model, weight: 100, dependency: "hard" }] },
      // @ts-expect-error only a switch has another way
      { type: "ensemble", steps: [{ model }], otherwise: { model } },
      // @ts-expect-error a step has one target
      { type: "ensemble", steps: [{ model, node: "next" }] },
      // @ts-expect-error and never none
      { type: "ensemble", steps: [{ name: "a" }] },
      // @ts-expect-error at least one step
      { type: "ensemble", steps: [] },
    ];
    // @ts-expect-error a graph has a root
    const nodes: GraphNodes = { start: { type: "ensemble", steps: [{ model }] } };
    assert.equal(wrong.length + Object.keys(nodes).length, 13);
  });

  it("keep a weight of zero", () => {
    const { nodes } = planGraph(
      {
        graph: "g",
        namespace: "n",
        nodes: {
          root: {
            type: "splitter",
            steps: [
              { model: "a", weight: 100 },
              { model: "b", weight: 0 },
            ],
          },
        },
        resources: { cpu: "1", memory: "1Gi" },
        replicas: { min: 1, max: 1 },
      },
      "models",
    );
    assert.deepEqual(
      nodes.root?.steps.map(({ weight }) => weight),
      [100, 0],
    );
  });
});
