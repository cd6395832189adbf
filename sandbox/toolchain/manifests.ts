import * as fs from "node:fs/promises";
import * as path from "node:path";

import { cacheFolder, contentHash, writeAtomically } from "./cache";
import { moduleContent, modules, type PinnedModule } from "./go-modules";
import { kustomizedFiles } from "./kustomization";
import { type ManifestObject, parseManifests, withoutDescriptions } from "./manifest-object";

/** Where in a module the objects lie: the files named, or those that a folder's `kustomization.yaml` lists, or all of a folder. */
type ManifestSource = { readonly module: PinnedModule } & (
  | { readonly files: readonly string[] }
  | { readonly kustomization: string }
  | { readonly folder: string }
);

const sources = {
  /** CRDs of the standard channel and the admission policy that guards their upgrade. */
  "gateway-api": { module: modules.gatewayApi, folder: "config/crd/standard" },
  /** CRDs of the `kserve-crd` chart. */
  "kserve-crds": { module: modules.kserve, kustomization: "config/crd/full" },
  /** CRDs of the `kserve-localmodel-crd` chart. */
  "kserve-localmodel-crds": { module: modules.kserve, kustomization: "config/crd/full/localmodel" },
  /** ConfigMap `inferenceservice-config`. */
  "kserve-configmap": {
    module: modules.kserve,
    files: ["config/configmap/inferenceservice.yaml"],
  },
  /** Webhook registrations; their service names are placeholders that the installer replaces. */
  "kserve-webhooks": { module: modules.kserve, files: ["config/webhook/manifests.yaml"] },
  "istio-crds": {
    module: modules.istioApi,
    files: ["kubernetes/customresourcedefinitions.gen.yaml"],
  },
  "prometheus-operator-crds": {
    module: modules.prometheusOperator,
    folder: "example/prometheus-operator-crd",
  },
  "cert-manager-crds": { module: modules.certManager, folder: "deploy/crds" },
  /** CRDs of the `keda` chart. */
  "keda-crds": { module: modules.keda, folder: "config/crd/bases" },
  /** CRDs of the `lws` chart. */
  "lws-crds": { module: modules.lws, folder: "charts/lws/crds" },
  /** CRDs of the `karpenter-crd` chart. */
  "karpenter-crds": { module: modules.karpenterProvider, folder: "pkg/apis/crds" },
  /** What kwok does to nodes and pods: initialise, keep ready, run, complete, delete. */
  "kwok-stages": {
    module: modules.kwok,
    files: [
      "kustomize/stage/node/fast/node-initialize.yaml",
      "kustomize/stage/node/heartbeat/node-heartbeat.yaml",
      "kustomize/stage/pod/fast/pod-ready.yaml",
      "kustomize/stage/pod/fast/pod-complete.yaml",
      "kustomize/stage/pod/fast/pod-delete.yaml",
    ],
  },
} as const satisfies Readonly<Record<string, ManifestSource>>;

/** Sets of Kubernetes objects that come from pinned Go modules. */
export type ManifestName = keyof typeof sources;

/**
 * Objects of one set, as their project published them; the texts that describe the fields of resource definitions are
 * left out, which makes those a third as large and every operation on them as much faster.
 *
 * The module is fetched through the Go module proxy and its checksum compared once; later calls read a JSON file of the
 * user's cache.
 *
 * @throws ToolchainError when Go is missing, the module cannot be fetched or is not the pinned one.
 */
export async function manifestDocuments(name: ManifestName): Promise<ManifestObject[]> {
  const source: ManifestSource = sources[name];
  return cached(name, source, async () => {
    const root = await moduleContent(source.module);
    const files = await filesOf(source, root);
    const objects: ManifestObject[] = [];
    for (const file of files) {
      const text = await fs.readFile(file, "utf8");
      objects.push(...parseManifests(text, `${source.module.path}/${path.relative(root, file)}`));
    }
    return objects.map((object) => withoutDescriptions(object));
  });
}

/** Texts of some files of a pinned module by their path inside it, kept in the user's cache. */
export async function moduleFiles<File extends string>(
  module: PinnedModule,
  files: readonly File[],
): Promise<Record<File, string>> {
  return cached(path.basename(module.path), { module, files }, async () => {
    const root = await moduleContent(module);
    const texts = files.map(async (file): Promise<[File, string]> => [
      file,
      await fs.readFile(path.join(root, file), "utf8"),
    ]);
    return Object.fromEntries(await Promise.all(texts)) as Record<File, string>;
  });
}

async function filesOf(source: ManifestSource, root: string): Promise<string[]> {
  if ("files" in source) {
    return source.files.map((file) => path.join(root, file));
  }
  if ("kustomization" in source) return kustomizedFiles(path.join(root, source.kustomization));
  const folder = path.join(root, source.folder);
  const entries = (await fs.readdir(folder)).sort();
  const manifests = entries.filter(
    (entry) => entry.endsWith(".yaml") && entry !== "kustomization.yaml",
  );
  return manifests.map((entry) => path.join(folder, entry));
}

async function cached<Value>(
  name: string,
  source: ManifestSource,
  produce: () => Promise<Value>,
): Promise<Value> {
  const file = path.join(
    cacheFolder(),
    "manifests",
    `${name}-${contentHash([JSON.stringify(source), "2"])}.json`,
  );
  try {
    return JSON.parse(await fs.readFile(file, "utf8")) as Value;
  } catch {
    const value = await produce();
    await writeAtomically(file, JSON.stringify(value));
    return value;
  }
}
