import * as path from "node:path";

import { JsonFile } from "../json-file";
import type { SandboxPaths } from "../paths";
import type { Report } from "../progress";
import { type IstiodOptions, startIstiod } from "./istiod";
import { type KarpenterOptions, startKarpenter } from "./karpenter";
import { type KserveOptions, removeKserveWebhooks, startKserve } from "./kserve";
import {
  removeLocalModelWebhook,
  startLocalModelAgents,
  startLocalModelController,
} from "./localmodel";
import { type LwsOptions, removeLwsWebhooks, startLws } from "./lws";
import { answers } from "./probe";
import { isRunning } from "./process-identity";
import { type ProcessRecord, readRecords } from "./process-records";
import { stopProcess } from "./process-stop";

/** Controllers that Helm releases bring and that run here as processes, with what each is given. */
export interface ControllerOptions {
  istiod: IstiodOptions;
  karpenter: KarpenterOptions;
  "kserve-controller": KserveOptions;
  "kserve-localmodel-controller": object;
  "kserve-localmodel-agents": object;
  "lws-controller": LwsOptions;
}

/** One of these controllers. */
export type ControllerName = keyof ControllerOptions;

/** Options by controller: what is wanted, whether it runs now or not. */
type Wanted = Partial<ControllerOptions>;

/**
 * Starts a controller, or starts it anew when its options have changed, and remembers it: {@link startRecordedControllers}
 * brings it back after a stop. Does nothing when it runs with the same options.
 *
 * @throws ControlPlaneError with the end of its log when it does not start.
 */
export async function startController<Name extends ControllerName>(
  paths: SandboxPaths,
  name: Name,
  options: ControllerOptions[Name],
  report: Report,
): Promise<void> {
  const record = recordOf(paths, name);
  const unchanged = JSON.stringify(wantedFile(paths).read()[name]) === JSON.stringify(options);
  if (record !== undefined && unchanged && (await isReady(paths, record))) return;
  if (record !== undefined) await stopProcess(paths, record);
  wantedFile(paths).write({ ...wantedFile(paths).read(), [name]: options });
  await start(paths, name, wantedFile(paths).read(), report);
}

/** Stops a controller, takes away its webhooks and forgets it. */
export async function stopController(paths: SandboxPaths, name: ControllerName): Promise<void> {
  const others = Object.entries(wantedFile(paths).read()).filter(([wanted]) => wanted !== name);
  wantedFile(paths).write(Object.fromEntries(others));
  if (name === "kserve-controller") await removeKserveWebhooks(paths);
  if (name === "kserve-localmodel-controller") await removeLocalModelWebhook(paths);
  if (name === "lws-controller") await removeLwsWebhooks(paths);
  const record = recordOf(paths, name);
  if (record !== undefined) await stopProcess(paths, record);
}

/** Starts every remembered controller that does not run; used after the control plane was started again. */
export async function startRecordedControllers(paths: SandboxPaths, report: Report): Promise<void> {
  const wanted = wantedFile(paths).read();
  for (const name of Object.keys(wanted) as ControllerName[]) {
    const record = recordOf(paths, name);
    if (record !== undefined && (await isReady(paths, record))) continue;
    if (record !== undefined) await stopProcess(paths, record);
    await start(paths, name, wanted, report);
  }
}

async function start(
  paths: SandboxPaths,
  name: ControllerName,
  { istiod, karpenter, "kserve-controller": kserve, "lws-controller": lws }: Wanted,
  report: Report,
): Promise<void> {
  if (name === "istiod" && istiod !== undefined) await startIstiod(paths, istiod, report);
  if (name === "karpenter" && karpenter !== undefined) {
    await startKarpenter(paths, karpenter, report);
  }
  if (name === "kserve-controller" && kserve !== undefined) {
    await startKserve(paths, kserve, report);
  }
  if (name === "kserve-localmodel-controller") await startLocalModelController(paths, report);
  if (name === "kserve-localmodel-agents") await startLocalModelAgents(paths, report);
  if (name === "lws-controller" && lws !== undefined) await startLws(paths, lws, report);
}

async function isReady(paths: SandboxPaths, record: ProcessRecord): Promise<boolean> {
  return isRunning(record) && answers(paths, record.readyUrl);
}

function recordOf(paths: SandboxPaths, name: ControllerName): ProcessRecord | undefined {
  return readRecords(paths).find((record) => record.name === name);
}

function wantedFile(paths: SandboxPaths): JsonFile<Wanted> {
  return new JsonFile(path.join(paths.controlPlane, "controllers.json"), {});
}
