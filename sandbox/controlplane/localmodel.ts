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
import { portsFile } from "./control-plane";
import { writeServingCertificate } from "./kserve";
import { loopback, takePorts } from "./ports";
import { startProcess } from "./process-start";
import { localModelStage } from "./stages";
import { applyWebhooks } from "./webhooks";

/** Objects of the `kserve-localmodel-resources` chart, the registration of its webhook among them. */
const chartFile = "charts/kserve-localmodel-resources/files/resources.yaml";

/**
 * Starts KServe's controller of local model caches and its webhook beside the cluster. It needs the ConfigMap of KServe
 * and the CRDs `kserve-localmodel-crds`.
 *
 * @throws ControlPlaneError with the end of the log when it does not start.
 */
export async function startLocalModelController(
  paths: SandboxPaths,
  report: Report,
): Promise<void> {
  const name = "kserve-localmodel-controller";
  const { [name]: executable } = await ensureTools([name], report);
  const ports = await takePorts(portsFile(paths), ["localmodel-webhook", "localmodel-probe"]);
  const [webhook, probe] = [ports["localmodel-webhook"], ports["localmodel-probe"]];
  report("starting the controller of local model caches");
  await startProcess(paths, {
    name,
    executable,
    args: [
      `--kubeconfig=${paths.kubeconfig}`,
      `--webhook-port=${webhook}`,
      "--metrics-addr=0",
      `--health-probe-addr=${loopback}:${probe}`,
    ],
    env: { POD_NAMESPACE: "kserve", TMPDIR: writeServingCertificate(paths, name) },
    ports: { webhook, probe },
    readyUrl: `http://${loopback}:${probe}/readyz`,
    readyWithinSeconds: 60,
  });
  await applyWebhooks(paths, await registrations(), webhook);
}

/** Takes the webhook away: without its controller it would refuse every cache. */
export async function removeLocalModelWebhook(paths: SandboxPaths): Promise<void> {
  await deleteObjects(paths.kubeconfig, await registrations());
}

/**
 * Starts what stands for the agents of the cache on the nodes: a kwok that says of every model that its node is to keep
 * that it is downloaded. It does nothing else: nodes and pods are those of the other kwok, which runs before the CRDs are
 * there and would not find them later.
 */
export async function startLocalModelAgents(paths: SandboxPaths, report: Report): Promise<void> {
  const { kwok } = await ensureTools(["kwok"], report);
  const ports = await takePorts(portsFile(paths), ["localmodel-agents"]);
  const address = `${loopback}:${ports["localmodel-agents"]}`;
  const configuration = path.join(paths.controlPlane, "localmodel-agents.yaml");
  fs.writeFileSync(configuration, stringify(localModelStage));
  report("starting what stands for the agents of local model caches");
  await startProcess(paths, {
    name: "kserve-localmodel-agents",
    executable: kwok,
    args: [
      `--kubeconfig=${paths.kubeconfig}`,
      `--config=${configuration}`,
      "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=none",
      `--server-address=${address}`,
    ],
    ports: { http: ports["localmodel-agents"] },
    readyUrl: `http://${address}/healthz`,
    readyWithinSeconds: 60,
  });
}

async function registrations(): Promise<ManifestObject[]> {
  const files = await moduleFiles(modules.kserve, [chartFile]);
  return parseManifests(files[chartFile], chartFile).filter(
    ({ kind }) => kind === "ValidatingWebhookConfiguration",
  );
}
