import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";

import { istiodValues } from "../../components/mesh/plan";
import { fullestGraph, smallestGraph } from "../../components/serving/graph-example";
import { inferenceGraphProblems } from "../../components/serving/graph-rules";
import { platformRuntimes } from "../../components/serving/serving-runtimes";
import { applyObjects, openApi } from "../../sandbox/controlplane/apply";
import { startControlPlane, stopAll } from "../../sandbox/controlplane/control-plane";
import { startController } from "../../sandbox/controlplane/controllers";
import { sandboxPaths } from "../../sandbox/paths";
import { referenceOf } from "../../sandbox/plugins/kubernetes/manifest";
import {
  asProperties,
  asString,
  plain,
  valueAt,
  type Properties,
} from "../../sandbox/plugins/properties";
import { manifestDocuments } from "../../sandbox/toolchain/manifests";
import type { ManifestObject } from "../../sandbox/toolchain/manifest-object";
import { model, refused } from "./inference-graph-cases";
import {
  graphRequest,
  inferenceGraph,
  inferenceService,
  kserveOptions,
  namespaces,
  node,
  serviceAccount,
  servingRuntime,
} from "./inference-graph-objects";
import { untilWithin } from "./until";

/** Building the executables on an empty cache, and starting them. */
const startSeconds = 1800;
const until = untilWithin(60);

/** Spec of the pod template that the mesh lays over pods which ask for it; the injector itself does not run here. */
function restrictedTemplate(): Properties {
  const path = ["sidecarInjectorWebhook", "templates", "restricted"];
  const text =
    asString(valueAt(plain(istiodValues({ systemPool: "system", apiKeys: false })), path)) ?? "";
  return asProperties(valueAt(parse(text) as Properties, ["spec"]));
}

describe("InferenceGraph before KServe's webhook and controller", function () {
  this.timeout(startSeconds * 1000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "inference-graph-"));
  const paths = sandboxPaths("dev", folder);
  const report = (): void => undefined;

  before(async () => {
    await startControlPlane(paths, report);
    await applyObjects(paths.kubeconfig, [
      ...(await manifestDocuments("gateway-api")),
      ...(await manifestDocuments("kserve-crds")),
      ...Object.values(namespaces),
      node,
    ]);
    await startController(paths, "kserve-controller", kserveOptions, report);
    await applyObjects(paths.kubeconfig, platformRuntimes(undefined).map(servingRuntime));
  });
  after(async () => {
    await stopAll(paths);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const api = (): ReturnType<typeof openApi> => openApi(paths.kubeconfig);

  /** What admission says to an object, which does not stay: `undefined` where it takes it. */
  async function admission(object: Properties): Promise<string | undefined> {
    try {
      await api().create(object, referenceOf(object));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    await api().delete(referenceOf(object), {});
    return undefined;
  }

  async function condition(object: ManifestObject, type: string): Promise<Properties> {
    const conditions = await until(
      `${object.kind} ${object.metadata.name} says ${type}`,
      async () => {
        const found = valueAt(await api().get(referenceOf(plain(object))), [
          "status",
          "conditions",
        ]);
        return Array.isArray(found) ? found.map(asProperties) : [];
      },
      (found) => found.some((each) => each["type"] === type && each["status"] === "True"),
    );
    return conditions.find((each) => each["type"] === type) ?? {};
  }

  for (const [title, nodes, kserve] of refused) {
    it(`refused by the rules, ${kserve === "accepted" ? "not by KServe" : "and by KServe"}: ${title}`, async () => {
      const request = graphRequest(nodes);
      assert.notDeepEqual(inferenceGraphProblems(request), []);
      const said = await admission(plain(inferenceGraph(request, {})));
      if (kserve === "accepted") assert.equal(said, undefined);
      else assert.match(said ?? "", kserve);
    });
  }

  for (const { graph, nodes } of [smallestGraph, fullestGraph]) {
    it(`accepted by both: the example ${graph}`, async () => {
      const request = graphRequest(nodes, graph);
      assert.deepEqual(inferenceGraphProblems(request), []);
      assert.equal(await admission(plain(inferenceGraph(request, {}))), undefined);
    });
  }

  it("becomes a router that calls its models, and waits for those that are not there", async () => {
    const { open } = namespaces;
    // A name of its own: the Deployments of the graphs before are collected in their own time.
    const nodes = {
      root: {
        type: "sequence",
        steps: [{ model: "detector" }, { model: "scorer", data: "$response" }],
      },
    } as const;
    const request = graphRequest(nodes, "routed");
    const graph = inferenceGraph(request, { "serving.kserve.io/deploymentMode": "Standard" });
    const reference = { ...referenceOf(plain(graph)), apiVersion: "apps/v1", kind: "Deployment" };
    await applyObjects(paths.kubeconfig, [
      serviceAccount(open.metadata.name),
      inferenceService("detector", open.metadata.name),
      graph,
    ]);
    await condition(inferenceService("detector", open.metadata.name), "Ready");
    assert.equal(await api().get(reference), undefined);
    await applyObjects(paths.kubeconfig, [inferenceService("scorer", open.metadata.name)]);
    await condition({ ...graph, apiVersion: "apps/v1", kind: "Deployment" }, "Available");
    await condition(graph, "Ready");

    const deployment = await api().get(reference);
    const container = ["spec", "template", "spec", "containers", 0];
    const [flag, json] = valueAt(deployment, [...container, "args"]) as [string, string];
    assert.equal(flag, "--graph-json");
    const calls = valueAt(JSON.parse(json) as Properties, ["nodes", "root", "steps"]);
    assert.deepEqual(
      (calls as Properties[]).map((step) => step["serviceUrl"]),
      ["detector", "scorer"].map(
        (name) => `http://${name}-predictor.open.svc.cluster.local/v2/models/${name}/infer`,
      ),
    );
    const service = await api().get({ ...reference, apiVersion: "v1", kind: "Service" });
    assert.deepEqual(valueAt(service, ["spec", "ports", 0, "port"]), 80);
    assert.deepEqual(valueAt(service, ["spec", "ports", 0, "name"]), "routed");
    const found = await api().get(referenceOf(plain(graph)));
    assert.equal(valueAt(found, ["status", "url"]), "http://routed-open.models.example.com");
  });

  it("needs the template of the mesh in a restricted namespace, and hands its annotation on", async () => {
    const namespace = namespaces.restricted.metadata.name;
    const request = {
      ...graphRequest({ root: { type: "ensemble", steps: [{ model }] } }),
      namespace,
    };
    const graph = inferenceGraph(request, {
      "serving.kserve.io/deploymentMode": "Standard",
      "inject.istio.io/templates": "sidecar,restricted",
    });
    await applyObjects(paths.kubeconfig, [
      serviceAccount(namespace),
      inferenceService(model, namespace),
      graph,
    ]);
    const deployment = { ...graph, apiVersion: "apps/v1", kind: "Deployment" };
    const failure = await condition(deployment, "ReplicaFailure");
    assert.match(
      asString(failure["message"]) ?? "",
      /violates PodSecurity "restricted:latest": seccompProfile/,
    );
    // KServe reads that there is a condition, and not what it says.
    await condition(graph, "Ready");

    const found = await api().get(referenceOf(plain(deployment)));
    const template = asProperties(valueAt(found, ["spec", "template"]));
    const [metadata, spec] = [asProperties(template["metadata"]), asProperties(template["spec"])];
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...metadata, name: "router", namespace },
      spec,
    };
    assert.equal(
      valueAt(metadata, ["annotations", "inject.istio.io/templates"]),
      "sidecar,restricted",
    );
    assert.match((await admission(pod)) ?? "", /violates PodSecurity/);
    assert.equal(
      await admission({ ...pod, spec: { ...spec, ...restrictedTemplate() } }),
      undefined,
    );
  });
});
