import { setTimeout as sleep } from "node:timers/promises";

import type { SandboxPaths } from "../paths";
import { ControlPlaneError } from "./error";
import { isRunning } from "./process-identity";
import { type ProcessRecord, readRecords, removeRecord } from "./process-records";

/** Time to end by itself before a process is killed: the API server drains its requests. */
const graceSeconds = 15;
const killSeconds = 5;
const pollMilliseconds = 50;

/** Stops every process that was started for the stack, the newest first, and waits until each is gone. */
export async function stopProcesses(paths: SandboxPaths): Promise<void> {
  for (const record of readRecords(paths).toReversed()) await stopProcess(paths, record);
}

/** Stops one process. Another process that has its id by now is left alone. */
export async function stopProcess(paths: SandboxPaths, record: ProcessRecord): Promise<void> {
  signal(record, "SIGTERM");
  if (!(await isGone(record, graceSeconds))) {
    signal(record, "SIGKILL");
    if (!(await isGone(record, killSeconds))) {
      throw new ControlPlaneError(
        `${record.name} (pid ${record.pid}) does not end: look at it with \`ps -p ${record.pid}\`, end it and run the command again.`,
      );
    }
  }
  removeRecord(paths, record.name);
}

function signal(record: ProcessRecord, name: "SIGTERM" | "SIGKILL"): void {
  if (!isRunning(record)) return;
  try {
    // A negative id means the process group, which each process leads.
    process.kill(-record.pid, name);
  } catch (error) {
    // It ended in between.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function isGone(record: ProcessRecord, withinSeconds: number): Promise<boolean> {
  const deadline = Date.now() + withinSeconds * 1000;
  while (isRunning(record)) {
    if (Date.now() > deadline) return false;
    await sleep(pollMilliseconds);
  }
  return true;
}
