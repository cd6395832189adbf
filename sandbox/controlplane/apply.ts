import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { KubernetesApi, type ObjectReference } from "../plugins/kubernetes/api";
import { reminderOf } from "../plugins/kubernetes/wait";
import type { ManifestObject } from "../toolchain/manifest-object";
import { ControlPlaneError } from "./error";

const fieldManager = "inference-platform-sandbox";

/** Requests in flight at a time. */
const parallelism = 8;

/** Time within which the API server serves a new CRD. */
const establishedWithinMilliseconds = 120_000;

/**
 * Server-side applies objects as the field manager `inference-platform-sandbox`, in this order: CRDs, until they are
 * served; namespaces; everything else.
 *
 * @throws ControlPlaneError that names the object and gives the API server's reason.
 */
export async function applyObjects(
  kubeconfigPath: string,
  objects: readonly ManifestObject[],
): Promise<void> {
  const api = openApi(kubeconfigPath);
  const definitions = objects.filter(isDefinition);
  const namespaces = objects.filter(isNamespace);
  const others = objects.filter((object) => !isDefinition(object) && !isNamespace(object));
  await applyAll(api, definitions);
  await inParallel(definitions, (definition) => established(api, definition));
  await applyAll(api, namespaces);
  await applyAll(api, others);
}

/** Deletes objects; those that do not exist are no error. */
export async function deleteObjects(
  kubeconfigPath: string,
  objects: readonly ManifestObject[],
): Promise<void> {
  const api = openApi(kubeconfigPath);
  await inParallel(objects, (object) => api.delete(referenceTo(object), {}));
}

/** Client of the API server that a kubeconfig file names. */
export function openApi(kubeconfigPath: string): KubernetesApi {
  return new KubernetesApi(fs.readFileSync(kubeconfigPath, "utf8"));
}

async function applyAll(api: KubernetesApi, objects: readonly ManifestObject[]): Promise<void> {
  await inParallel(objects, async (object) => {
    try {
      const options = { force: true, dryRun: false, fieldManager };
      await api.apply(object, referenceTo(object), options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ControlPlaneError(`applying ${describe(object)} failed: ${reason}`, {
        cause: error,
      });
    }
  });
}

async function established(api: KubernetesApi, definition: ManifestObject): Promise<void> {
  const started = Date.now();
  const reference = referenceTo(definition);
  const remind = reminderOf(api, reference);
  while (!isEstablished(await api.get(reference))) {
    if (Date.now() - started > establishedWithinMilliseconds) {
      throw new ControlPlaneError(
        `${describe(definition)} is not served after ${establishedWithinMilliseconds / 1000} s: look at its status with kubectl.`,
      );
    }
    await remind();
    await sleep(200);
  }
}

function isEstablished(definition: object | undefined): boolean {
  const { status } = (definition ?? {}) as {
    status?: { conditions?: readonly { type: string; status: string }[] };
  };
  return (status?.conditions ?? []).some(
    (condition) => condition.type === "Established" && condition.status === "True",
  );
}

async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: parallelism }, worker));
}

function isDefinition({ kind }: ManifestObject): boolean {
  return kind === "CustomResourceDefinition";
}

function isNamespace({ kind, apiVersion }: ManifestObject): boolean {
  return kind === "Namespace" && apiVersion === "v1";
}

function referenceTo({ apiVersion, kind, metadata }: ManifestObject): ObjectReference {
  return { apiVersion, kind, name: metadata.name, namespace: namespaceOf(metadata) };
}

function namespaceOf({ namespace }: ManifestObject["metadata"]): string | undefined {
  return typeof namespace === "string" ? namespace : undefined;
}

function describe({ kind, metadata }: ManifestObject): string {
  return [kind, [namespaceOf(metadata), metadata.name].filter(Boolean).join("/")].join(" ");
}
