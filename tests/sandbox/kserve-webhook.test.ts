import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { planInferenceService } from "../../components/serving/plan";
import type { ModelServiceRequest } from "../../components/serving/request";
import { modelServiceProblems } from "../../components/serving/rules";
import { platformRuntimes } from "../../components/serving/serving-runtimes";
import { applyObjects, openApi } from "../../sandbox/controlplane/apply";
import { startControlPlane, stopAll } from "../../sandbox/controlplane/control-plane";
import { startController } from "../../sandbox/controlplane/controllers";
import { sandboxPaths } from "../../sandbox/paths";
import { referenceOf } from "../../sandbox/plugins/kubernetes/manifest";
import { waitUntilGone } from "../../sandbox/plugins/kubernetes/wait";
import { plain, type Properties } from "../../sandbox/plugins/properties";
import { manifestDocuments } from "../../sandbox/toolchain/manifests";
import { modelRequest } from "../support/model-requests";
import { kserveOptions, namespaces, servingRuntime } from "./inference-graph-objects";

/** Building the executables on an empty cache, and starting them. */
const startSeconds = 1800;

interface WebhookCase {
  readonly title: string;
  readonly change: Partial<ModelServiceRequest>;
  /** What the webhook says; `undefined` where it takes what the rules refuse. */
  readonly webhook?: RegExp;
}

/** Requests that the rules refuse, and what KServe's webhook says to the InferenceService that would be made of them. */
const refused: readonly WebhookCase[] = [
  {
    title: "a name with capitals",
    change: { service: "Scorer" },
    webhook: /Scorer/,
  },
  {
    title: "fewer replicas at most than at least",
    change: { scaling: { min: 3, max: 2 } },
    webhook: /'MinReplicas' cannot be greater than MaxReplicas/,
  },
  {
    title: "a negative number of replicas",
    change: { scaling: { min: -1, max: 2 } },
    webhook: /'MinReplicas' cannot be less than 0/,
  },
  {
    title: "a variable that would replace the code of the server",
    change: { environment: { PYTHONPATH: "/tmp" } },
    webhook: /setting PYTHONPATH in container .* is not allowed/,
  },
  // KServe takes these, and does something else than what was meant.
  { title: "no limit of replicas", change: { scaling: { min: 1, max: 0 } } },
  { title: "replicas down to zero without KEDA", change: { scaling: { min: 0, max: 1 } } },
  { title: "a place that no initializer knows", change: { source: "ftp://models/x" } },
  { title: "a claim without a name", change: { source: "pvc://" } },
  { title: "a way out of the folder", change: { source: "s3://models-1/../x" } },
];

describe("rules of models before KServe's webhook", function () {
  this.timeout(startSeconds * 1000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "kserve-webhook-"));
  const paths = sandboxPaths("dev", folder);
  const report = (): void => undefined;

  before(async () => {
    await startControlPlane(paths, report);
    await applyObjects(paths.kubeconfig, [
      ...(await manifestDocuments("gateway-api")),
      ...(await manifestDocuments("kserve-crds")),
      ...Object.values(namespaces),
    ]);
    await startController(paths, "kserve-controller", kserveOptions, report);
    await applyObjects(paths.kubeconfig, platformRuntimes(undefined).map(servingRuntime));
  });
  after(async () => {
    await stopAll(paths);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** What admission says to a service, which does not stay: `undefined` where it takes it. */
  async function admission(object: Properties): Promise<string | undefined> {
    const api = openApi(paths.kubeconfig);
    try {
      await api.create(object, referenceOf(object));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    await api.delete(referenceOf(object), { propagationPolicy: "Background" });
    // KServe holds it with a finalizer, and the next one may have its name.
    await waitUntilGone(api, referenceOf(object), 60);
    return undefined;
  }

  it("are kept by what the platform plans, for every runtime without GPUs", async () => {
    for (const name of ["triton", "onnxruntime", "sklearn", "tensorflow", "torchserve"] as const) {
      const request = modelRequest({ service: name, runtime: { name } });
      assert.deepEqual(modelServiceProblems(request), []);
      assert.equal(await admission(inferenceService(request)), undefined, name);
    }
  });

  for (const { title, change, webhook } of refused) {
    it(`refuse ${title}, ${webhook === undefined ? "which KServe takes" : "as KServe does"}`, async () => {
      const request = modelRequest(change);
      assert.notDeepEqual(modelServiceProblems(request), []);
      const said = await admission(inferenceService(request));
      if (webhook === undefined) assert.equal(said, undefined);
      else assert.match(said ?? "taken", webhook);
    });
  }

  it("have no field for what KServe refuses beside an autoscaler of its own, or a second server", async () => {
    const plan = inferenceService(modelRequest());
    const withCanary = {
      ...plan,
      spec: {
        predictor: { model: { modelFormat: { name: "triton" } } },
        canary: [{ predictor: {}, trafficPercent: 10 }],
      },
    };
    assert.match((await admission(plain(withCanary))) ?? "taken", /predictor\.name is required/);
  });
});

/** The InferenceService of a request, whether the rules accept it or not. */
function inferenceService(request: ModelServiceRequest): Properties {
  const { annotations, spec } = planInferenceService(request, {
    source: request.source,
    serviceAccountName: "models",
  });
  return plain({
    apiVersion: "serving.kserve.io/v1beta1",
    kind: "InferenceService",
    metadata: { name: request.service, namespace: "open", annotations },
    spec,
  });
}
