import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { SandboxPaths } from "../paths";
import { ControlPlaneError } from "./error";
import { answers } from "./probe";
import { isRunning, processStartTime } from "./process-identity";
import { addRecord, type ProcessRecord } from "./process-records";

/** A process that is to run for a stack. */
export interface ProcessSpec extends Pick<ProcessRecord, "name" | "ports" | "readyUrl"> {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder; the stack's folder by default. */
  readonly cwd?: string;
  /** How long it may take until it is ready. */
  readonly readyWithinSeconds: number;
}

const pollMilliseconds = 100;

/**
 * Starts a process in its own process group, records it and waits until it is ready.
 *
 * @throws ControlPlaneError with the end of its log when it ends or does not get ready in time.
 */
export async function startProcess(paths: SandboxPaths, spec: ProcessSpec): Promise<void> {
  const record = launch(paths, spec);
  addRecord(paths, record);
  const deadline = Date.now() + spec.readyWithinSeconds * 1000;
  while (!(await answers(paths, record.readyUrl))) {
    if (!isRunning(record)) throw startFailure(record, "ended at its start");
    if (Date.now() > deadline) {
      throw startFailure(record, `was not ready after ${spec.readyWithinSeconds} s`);
    }
    await sleep(pollMilliseconds);
  }
  // Another program on the same port might have answered in its place.
  if (!isRunning(record)) throw startFailure(record, "ended at its start");
}

function launch(paths: SandboxPaths, spec: ProcessSpec): ProcessRecord {
  const log = path.join(paths.logs, `${spec.name}.log`);
  fs.mkdirSync(paths.logs, { recursive: true });
  if (fs.existsSync(log)) fs.renameSync(log, `${log}.previous`);
  const output = fs.openSync(log, "w", 0o600);
  try {
    const child = spawn(spec.executable, spec.args, {
      cwd: spec.cwd ?? paths.root,
      env: { ...inheritedEnvironment(), ...spec.env },
      detached: true,
      stdio: ["ignore", output, output],
    });
    const pid = child.pid;
    // A failed spawn has no pid and tells its reason in an event that nobody awaits here.
    child.on("error", () => undefined);
    const startTime = pid === undefined ? undefined : processStartTime(pid);
    if (pid === undefined || startTime === undefined) {
      throw new ControlPlaneError(
        `${spec.name} could not be started from ${spec.executable}: remove that file and run the command again, it is then built anew.\n${logEnd(log)}`,
      );
    }
    child.unref();
    const { name, ports, readyUrl, executable, args } = spec;
    const startedAt = new Date().toISOString();
    return {
      name,
      pid,
      startTime,
      startedAt,
      ports,
      command: [executable, ...args],
      log,
      readyUrl,
    };
  } finally {
    fs.closeSync(output);
  }
}

/** What a server on loopback needs of the caller's environment; proxies, credentials and cluster settings stay out. */
function inheritedEnvironment(): Record<string, string> {
  const names = ["PATH", "HOME", "LANG", "TMPDIR"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function startFailure(record: ProcessRecord, what: string): ControlPlaneError {
  const end = logEnd(record.log);
  if (/address already in use/.test(end)) {
    const ports = Object.values(record.ports).join(", ");
    return new ControlPlaneError(
      `${record.name} could not listen on ${ports} of 127.0.0.1: another program took a port in the same moment. Run the command again: free ports are chosen anew.`,
    );
  }
  return new ControlPlaneError(
    `${record.name} (pid ${record.pid}) ${what}. The end of ${record.log}:\n${end}`,
  );
}

function logEnd(log: string): string {
  return fs.readFileSync(log, "utf8").trimEnd().split("\n").slice(-15).join("\n");
}
