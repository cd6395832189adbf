import * as fs from "node:fs";
import * as path from "node:path";

import type { SandboxPaths } from "../paths";
import type { Report } from "../progress";
import { ensureTools } from "../toolchain/ensure";
import { ensureCertificates } from "./certificates";
import { writeKubeconfig } from "./kubeconfig";
import { kwokConfigurationFile, planePorts, planeProcesses, planeTools } from "./plane";
import { takePorts } from "./ports";
import { answers, certificatesFolder } from "./probe";
import { isRunning } from "./process-identity";
import { type ProcessRecord, readRecords } from "./process-records";
import { startProcess } from "./process-start";
import { stopProcesses } from "./process-stop";
import { kwokConfiguration } from "./stages";

/** One recorded process and how it is now. */
export interface ProcessStatus extends ProcessRecord {
  /** The very process that was started still runs. */
  readonly alive: boolean;
  /** It also answers on its readiness address. */
  readonly ready: boolean;
}

/** File that remembers which port was given to what. */
export function portsFile(paths: SandboxPaths): string {
  return path.join(paths.controlPlane, "ports.json");
}

/**
 * Starts a Kubernetes API server with etcd, the controllers, the scheduler and kwok on loopback, and writes the
 * administrator's kubeconfig. Ready in about 5 s once the executables exist. Does nothing when all of it runs already;
 * when only a part of it runs, everything is started anew on the same data.
 *
 * @throws ToolchainError when an executable cannot be had; ControlPlaneError with the end of the log when a process does
 * not start. Nothing keeps running then.
 */
export async function startControlPlane(paths: SandboxPaths, report: Report): Promise<void> {
  if (await isPlaneReady(paths)) {
    report("the control plane is running already");
    return;
  }
  const executables = await ensureTools(planeTools, report);
  await stopProcesses(paths);
  try {
    await startPlane(paths, executables, report);
  } catch (error) {
    await stopProcesses(paths);
    throw error;
  }
}

/** Every recorded process, in the order of their start. */
export async function controlPlaneStatus(paths: SandboxPaths): Promise<ProcessStatus[]> {
  return Promise.all(
    readRecords(paths).map(async (record) => {
      const alive = isRunning(record);
      return { ...record, alive, ready: alive && (await answers(paths, record.readyUrl)) };
    }),
  );
}

/**
 * Stops every process that was started for the stack, controllers first and etcd last, and returns when none is left. The
 * data stays: a later start brings the same objects back.
 */
export async function stopAll(paths: SandboxPaths): Promise<void> {
  await stopProcesses(paths);
}

async function isPlaneReady(paths: SandboxPaths): Promise<boolean> {
  const status = await controlPlaneStatus(paths);
  return planeTools.every((tool) => status.some(({ name, ready }) => name === tool && ready));
}

async function startPlane(
  paths: SandboxPaths,
  executables: Awaited<ReturnType<typeof ensureTools<(typeof planeTools)[number]>>>,
  report: Report,
): Promise<void> {
  fs.mkdirSync(paths.controlPlane, { recursive: true, mode: 0o700 });
  const certificates = ensureCertificates(certificatesFolder(paths));
  const ports = await takePorts(portsFile(paths), planePorts);
  writeKubeconfig(paths, certificates, ports["kube-apiserver"]);
  fs.writeFileSync(kwokConfigurationFile(paths), await kwokConfiguration());
  const processes = planeProcesses({ paths, executables, ports, certificates });

  report("starting etcd");
  await startProcess(paths, processes.etcd);
  report("starting kube-apiserver");
  await startProcess(paths, processes["kube-apiserver"]);
  report("starting kube-controller-manager, kube-scheduler and kwok");
  await Promise.all([
    startProcess(paths, processes["kube-controller-manager"]),
    startProcess(paths, processes["kube-scheduler"]),
    startProcess(paths, processes.kwok),
  ]);
  report("the control plane is ready");
}
