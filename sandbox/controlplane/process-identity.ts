import { execFileSync } from "node:child_process";
import * as fs from "node:fs";

/** Tells one process from every other one, also after its id was given to another process. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the system started it, in the system's own notation. */
  readonly startTime: string;
}

/** Start time of a running process; undefined when there is none, or when it has ended and only waits to be reaped. */
export function processStartTime(pid: number): string | undefined {
  return process.platform === "linux" ? startTimeFromProc(pid) : startTimeFromPs(pid);
}

/** Whether this very process, not another one with its id, is running. */
export function isRunning({ pid, startTime }: ProcessIdentity): boolean {
  return processStartTime(pid) === startTime;
}

/** The process that calls. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: processStartTime(process.pid) ?? "" };
}

/** proc(5): after the command in brackets, field 3 is the state and field 22 the start time in clock ticks since boot. */
export function parseProcStat(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, startTime] = [fields[0], fields[19]];
  return state === "Z" || state === "X" ? undefined : startTime;
}

function startTimeFromProc(pid: number): string | undefined {
  try {
    return parseProcStat(fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}

function startTimeFromPs(pid: number): string | undefined {
  try {
    const printed = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    const [, state, startTime] = /^(\S+)\s+(.+)$/.exec(printed) ?? [];
    return state?.startsWith("Z") === true ? undefined : startTime;
  } catch {
    return undefined;
  }
}
