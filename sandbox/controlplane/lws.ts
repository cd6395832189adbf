import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";

import type { SandboxPaths } from "../paths";
import type { Report } from "../progress";
import { ensureTools } from "../toolchain/ensure";
import { modules } from "../toolchain/go-modules";
import { type ManifestObject, parseManifests } from "../toolchain/manifest-object";
import { moduleFiles } from "../toolchain/manifests";
import { deleteObjects } from "./apply";
import { certificateFiles } from "./certificates";
import { portsFile } from "./control-plane";
import { loopback, takePorts } from "./ports";
import { certificatesFolder } from "./probe";
import { startProcess } from "./process-start";
import { applyWebhooks } from "./webhooks";

/** What the LeaderWorkerSet controller is given. */
export interface LwsOptions {
  /** Namespace of its Helm release. */
  readonly namespace: string;
}

/** Template of the `lws` chart with the registrations; it asks for nothing but the namespace of the release. */
const registrationsFile = "charts/lws/templates/webhook/webhook.yaml";

/**
 * Starts the controller of LeaderWorkerSet and its admission webhooks beside the cluster. It needs the CRDs `lws-crds`.
 *
 * @throws ControlPlaneError with the end of the log when it does not start.
 */
export async function startLws(
  paths: SandboxPaths,
  { namespace }: LwsOptions,
  report: Report,
): Promise<void> {
  const { "lws-controller": executable } = await ensureTools(["lws-controller"], report);
  const ports = await takePorts(portsFile(paths), ["lws-webhook", "lws-probe"]);
  const [webhook, probe] = [ports["lws-webhook"], ports["lws-probe"]];
  report("starting the LeaderWorkerSet controller");
  await startProcess(paths, {
    name: "lws-controller",
    executable,
    args: [
      `--kubeconfig=${paths.kubeconfig}`,
      `--config=${writeConfiguration(paths, webhook, probe)}`,
    ],
    env: {},
    ports: { webhook, probe },
    readyUrl: `http://${loopback}:${probe}/readyz`,
    readyWithinSeconds: 60,
  });
  await applyWebhooks(paths, await registrations(namespace), webhook);
}

/** Takes the webhooks away: without their controller they would refuse every set and its pods. */
export async function removeLwsWebhooks(paths: SandboxPaths): Promise<void> {
  await deleteObjects(paths.kubeconfig, await registrations("lws-system"));
}

async function registrations(namespace: string): Promise<ManifestObject[]> {
  const files = await moduleFiles(modules.lws, [registrationsFile]);
  const text = files[registrationsFile].replaceAll("{{ .Release.Namespace }}", namespace);
  return parseManifests(text, registrationsFile);
}

/** Writes the controller's configuration: on loopback, alone, with a certificate of the sandbox, without metrics. */
function writeConfiguration(paths: SandboxPaths, webhook: number, probe: number): string {
  const folder = path.join(paths.controlPlane, "lws-controller");
  const { serving, servingKey } = certificateFiles(certificatesFolder(paths));
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.copyFileSync(serving, path.join(folder, "tls.crt"));
  fs.copyFileSync(servingKey, path.join(folder, "tls.key"));
  const file = path.join(folder, "configuration.yaml");
  const configuration = {
    apiVersion: "config.lws.x-k8s.io/v1alpha1",
    kind: "Configuration",
    internalCertManagement: { enable: false },
    leaderElection: { leaderElect: false },
    webhook: { host: loopback, port: webhook, certDir: folder },
    health: { healthProbeBindAddress: `${loopback}:${probe}` },
    metrics: { bindAddress: "0" },
  };
  fs.writeFileSync(file, stringify(configuration));
  return file;
}
