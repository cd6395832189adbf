import * as fs from "node:fs";
import * as path from "node:path";

import type { SandboxPaths } from "../paths";
import type { Report } from "../progress";
import { ensureTools } from "../toolchain/ensure";
import { manifestDocuments } from "../toolchain/manifests";
import type { ManifestObject } from "../toolchain/manifest-object";
import { applyObjects, deleteObjects } from "./apply";
import { certificateFiles } from "./certificates";
import { portsFile } from "./control-plane";
import { asJsonObject, type JsonObject, mergeJson } from "./json-merge";
import { loopback, takePorts } from "./ports";
import { certificatesFolder } from "./probe";
import { startProcess } from "./process-start";
import { applyWebhooks } from "./webhooks";

/** What KServe's controller is given. */
export interface KserveOptions {
  /**
   * Changes to the ConfigMap `inferenceservice-config` by section, merged into KServe's own, for instance
   * `{ deploy: { defaultDeploymentMode: "Standard" }, ingress: { enableGatewayApi: true } }`.
   */
  readonly config: Readonly<Record<string, JsonObject>>;
}

const namespace: ManifestObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "kserve" },
};

/**
 * Starts KServe's controller and its admission webhooks beside the cluster. It needs the CRDs `kserve-crds` and, with
 * `ingress.enableGatewayApi`, `gateway-api`.
 *
 * @throws ControlPlaneError with the end of the log when it does not start.
 */
export async function startKserve(
  paths: SandboxPaths,
  options: KserveOptions,
  report: Report,
): Promise<void> {
  const { "kserve-controller": executable } = await ensureTools(["kserve-controller"], report);
  const [configMap] = await manifestDocuments("kserve-configmap");
  if (configMap === undefined) throw new Error("KServe's module holds no ConfigMap");
  await applyObjects(paths.kubeconfig, [namespace, configuredMap(configMap, options.config)]);
  const ports = await takePorts(portsFile(paths), [
    "kserve-webhook",
    "kserve-metrics",
    "kserve-probe",
  ]);
  const [webhook, metrics, probe] = [
    ports["kserve-webhook"],
    ports["kserve-metrics"],
    ports["kserve-probe"],
  ];
  report("starting the KServe controller");
  await startProcess(paths, {
    name: "kserve-controller",
    executable,
    args: [
      `--kubeconfig=${paths.kubeconfig}`,
      `--webhook-port=${webhook}`,
      `--metrics-addr=${loopback}:${metrics}`,
      `--health-probe-addr=${loopback}:${probe}`,
    ],
    env: { POD_NAMESPACE: "kserve", TMPDIR: writeServingCertificate(paths, "kserve-controller") },
    ports: { webhook, metrics, probe },
    readyUrl: `http://${loopback}:${probe}/readyz`,
    readyWithinSeconds: 90,
  });
  await applyWebhooks(paths, await manifestDocuments("kserve-webhooks"), webhook);
}

/** Takes the webhooks away: without their controller they would refuse every model and its pods. */
export async function removeKserveWebhooks(paths: SandboxPaths): Promise<void> {
  await deleteObjects(paths.kubeconfig, await manifestDocuments("kserve-webhooks"));
}

/** The ConfigMap with changed sections; each section is a JSON text. */
export function configuredMap(
  configMap: ManifestObject,
  changes: KserveOptions["config"],
): ManifestObject {
  const data = { ...asJsonObject(configMap["data"]) };
  for (const [section, change] of Object.entries(changes)) {
    const before = data[section];
    const parsed = typeof before === "string" ? (JSON.parse(before) as JsonObject) : {};
    data[section] = JSON.stringify(mergeJson(parsed, change), null, 2);
  }
  return { ...configMap, data };
}

/** The webhook servers of KServe read their certificate below the temporary folder: each has one of its own. */
export function writeServingCertificate(paths: SandboxPaths, controller: string): string {
  const temporary = path.join(paths.controlPlane, controller);
  const target = path.join(temporary, "k8s-webhook-server", "serving-certs");
  const { serving, servingKey } = certificateFiles(certificatesFolder(paths));
  fs.mkdirSync(target, { recursive: true, mode: 0o700 });
  fs.copyFileSync(serving, path.join(target, "tls.crt"));
  fs.copyFileSync(servingKey, path.join(target, "tls.key"));
  return temporary;
}
