import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import {
  CACHE_JOB_NAMESPACE,
  planCachedModel,
  planNodeGroup,
} from "../../components/models/cache-plan";
import { MODEL_CACHE_LABEL, NODE_POOL_LABEL } from "../../components/nodes/defaults";
import { STORAGE_CONTAINER } from "../../components/serving/defaults";
import { planInferenceService } from "../../components/serving/plan";
import { kserveValues } from "../../components/serving/serving-values";
import { platformRuntimes, storageContainer } from "../../components/serving/serving-runtimes";
import { applyObjects, openApi } from "../../sandbox/controlplane/apply";
import { startControlPlane, stopAll } from "../../sandbox/controlplane/control-plane";
import { startController } from "../../sandbox/controlplane/controllers";
import { sandboxPaths } from "../../sandbox/paths";
import { kserveConfig } from "../../sandbox/plugins/kubernetes/kserve-config";
import { referenceOf } from "../../sandbox/plugins/kubernetes/manifest";
import { asString, plain, valueAt, type Properties } from "../../sandbox/plugins/properties";
import type { ManifestObject } from "../../sandbox/toolchain/manifest-object";
import { manifestDocuments } from "../../sandbox/toolchain/manifests";
import { modelRequest } from "../support/model-requests";
import { namespaces, node, serviceAccount, servingRuntime } from "./inference-graph-objects";
import { untilWithin } from "./until";

/** Building the executables on an empty cache, and starting them. */
const startSeconds = 1800;

/** How long a controller may take on a busy machine. */
const until = untilWithin(120);

const folder = "s3://published-models/scorer";
const gateway = {
  reference: "inference-gateway/inference",
  domain: "models.example.com",
  scheme: "http",
} as const;
const config = kserveConfig(plain(kserveValues(gateway, "system", true)));
/** KServe with its cache as the platform installs it, without routes of models: nothing here would accept them. */
const kserveOptions = {
  config: { ...config, ingress: { ...config["ingress"], disableIngressCreation: true } },
};

const namespace = "restricted";
const jobs = { apiVersion: "v1", kind: "Namespace", metadata: { name: CACHE_JOB_NAMESPACE } };
const group = clusterObject("LocalModelNodeGroup", "cpu", {
  ...planNodeGroup({ pool: "cpu", storageLimit: "20Gi" }),
});
const cached = cache("scorer", folder);
const fetcher = clusterObject("ClusterStorageContainer", STORAGE_CONTAINER, {
  ...storageContainer(undefined),
});

/**
 * Proves that the real API server, controllers and webhooks of KServe take what the platform plans, put a model on the
 * nodes of its pool and serve it from there. That files are downloaded is simulated: no agent and no Job runs.
 */
describe("model cache before KServe's webhooks and controllers", function () {
  this.timeout(startSeconds * 1000);
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "model-cache-"));
  const paths = sandboxPaths("dev", temporary);
  const report = (): void => undefined;
  const api = (): ReturnType<typeof openApi> => openApi(paths.kubeconfig);

  before(async () => {
    await startControlPlane(paths, report);
    await applyObjects(paths.kubeconfig, [
      ...(await manifestDocuments("gateway-api")),
      ...(await manifestDocuments("kserve-crds")),
      ...(await manifestDocuments("kserve-localmodel-crds")),
      ...Object.values(namespaces),
      jobs,
      serviceAccount(namespace),
      poolNode("keeper", { ...MODEL_CACHE_LABEL, [NODE_POOL_LABEL]: "cpu" }),
      poolNode("other", { [NODE_POOL_LABEL]: "other" }),
    ]);
    await startController(paths, "kserve-controller", kserveOptions, report);
    await startController(paths, "kserve-localmodel-controller", {}, report);
    await startController(paths, "kserve-localmodel-agents", {}, report);
    await applyObjects(paths.kubeconfig, platformRuntimes(undefined).map(servingRuntime));
    await applyObjects(paths.kubeconfig, [fetcher, group, cached]);
  });
  after(async () => {
    await stopAll(paths);
    fs.rmSync(temporary, { recursive: true, force: true });
  });

  const read = (object: ManifestObject): Promise<Properties | undefined> =>
    api().get(referenceOf(plain(object)));

  async function pods(service: string): Promise<readonly Properties[]> {
    const query = { labelSelector: `serving.kserve.io/inferenceservice=${service}` };
    return api().list("v1", "Pod", query, namespace);
  }

  it("fetches a model for the nodes of its pool and no others, before anybody asks for it", async () => {
    const status = await until(
      "the model is there",
      async () => valueAt(await read(cached), ["status"]),
      (value) => valueAt(value as Properties, ["copies", "available"]) === 1,
    );
    assert.deepEqual(valueAt(status as Properties, ["nodeStatus"]), { keeper: "NodeDownloaded" });
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "scorer-cpu", namespace: CACHE_JOB_NAMESPACE },
    };
    await until(
      "the claim of the download Jobs is bound",
      async () => valueAt(await read(claim), ["status", "phase"]),
      (phase) => phase === "Bound",
    );
  });

  it("serves a folder of the model from the node that has it, without fetching anything", async () => {
    await applyObjects(paths.kubeconfig, [service("cached", `${folder}/onnx`)]);
    const [pod = {}] = (await until(
      "the pod of the model runs",
      () => pods("cached"),
      (found) => valueAt((found as Properties[])[0], ["status", "phase"]) === "Running",
    )) as Properties[];
    assert.equal(valueAt(pod, ["spec", "nodeName"]), "keeper");
    assert.equal(valueAt(pod, ["spec", "initContainers"]), undefined);
    assert.match(JSON.stringify(valueAt(pod, ["spec", "volumes"])), /"claimName":"scorer-cpu"/);
    const mounts = valueAt(pod, ["spec", "containers", 0, "volumeMounts"]) as Properties[];
    const mount = mounts.find(({ mountPath }) => mountPath === "/mnt/models");
    assert.match(asString(mount?.["subPath"]) ?? "", /^models\/[^/]+\/onnx$/);
    assert.equal(mount?.["readOnly"], true);
  });

  it("leaves other models alone", async () => {
    await applyObjects(paths.kubeconfig, [service("plain", `${folder}-2/onnx`)]);
    const [pod = {}] = (await until(
      "there is a pod of the other model",
      () => pods("plain"),
      (found) => (found as Properties[]).length > 0,
    )) as Properties[];
    assert.match(
      JSON.stringify(valueAt(pod, ["spec", "initContainers"])),
      /"name":"storage-initializer"/,
    );
    assert.doesNotMatch(JSON.stringify(valueAt(pod, ["spec", "volumes"])), /claimName/);
  });

  it("refuses two caches of one URI, as the rules do", async () => {
    await assert.rejects(
      applyObjects(paths.kubeconfig, [cache("again", folder)]),
      /LocalModelCache scorer has the same StorageURI s3:\/\/published-models\/scorer/,
    );
  });

  it("keeps a model that is served, and lets it go afterwards", async () => {
    const remove = (object: ManifestObject): Promise<void> =>
      api().delete(referenceOf(plain(object)), {});
    await assert.rejects(remove(cached), /scorer is being used by InferenceService cached/);
    await remove(service("cached", folder));
    await until("the service is gone", () => read(service("cached", folder)), isGone);
    await until(
      "no service is noted",
      async () => valueAt(await read(cached), ["status", "inferenceServices"]),
      (services) => services === undefined || (services as readonly unknown[]).length === 0,
    );
    await remove(cached);
    await until("the cache is gone", () => read(cached), isGone);
  });
});

function isGone(value: unknown): boolean {
  return value === undefined;
}

/** The object as it travels: JSON, without what is not set. */
function manifest(object: object): ManifestObject {
  return JSON.parse(JSON.stringify(object)) as ManifestObject;
}

function clusterObject(kind: string, name: string, spec: object): ManifestObject {
  return manifest({ apiVersion: "serving.kserve.io/v1alpha1", kind, metadata: { name }, spec });
}

function cache(name: string, uri: string): ManifestObject {
  return clusterObject(
    "LocalModelCache",
    name,
    planCachedModel({ uri, size: "2Gi", nodeGroups: ["cpu"] }),
  );
}

function poolNode(name: string, labels: Readonly<Record<string, string>>): ManifestObject {
  return {
    ...node,
    metadata: {
      ...node.metadata,
      name,
      labels: { ...labels, "kubernetes.io/hostname": name },
    },
  };
}

/** A model as `ModelService` writes it. */
function service(name: string, source: string): ManifestObject {
  const { annotations, spec } = planInferenceService(modelRequest({ service: name, source }), {
    source,
    serviceAccountName: "models",
  });
  return manifest({
    apiVersion: "serving.kserve.io/v1beta1",
    kind: "InferenceService",
    metadata: { name, namespace, annotations },
    spec,
  });
}
