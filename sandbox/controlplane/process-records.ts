import * as fs from "node:fs";
import * as path from "node:path";

import type { SandboxPaths } from "../paths";
import type { ProcessIdentity } from "./process-identity";

/** One process that was started for a stack. */
export interface ProcessRecord extends ProcessIdentity {
  /** Unique in the stack, for instance `kube-apiserver`. */
  readonly name: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Ports on loopback by what they serve. */
  readonly ports: Readonly<Record<string, number>>;
  /** Executable and arguments. */
  readonly command: readonly string[];
  /** File that receives its output. */
  readonly log: string;
  /** Address that answers 200 once it is ready; an `https` one is asked with the administrator's certificate. */
  readonly readyUrl: string;
}

/** The recorded processes in the order in which they were started. */
export function readRecords(paths: SandboxPaths): readonly ProcessRecord[] {
  if (!fs.existsSync(paths.processes)) return [];
  return JSON.parse(fs.readFileSync(paths.processes, "utf8")) as ProcessRecord[];
}

/** Adds a record; one of the same name is replaced. */
export function addRecord(paths: SandboxPaths, record: ProcessRecord): void {
  const others = readRecords(paths).filter(({ name }) => name !== record.name);
  writeRecords(paths, [...others, record]);
}

/** Forgets a process. */
export function removeRecord(paths: SandboxPaths, name: string): void {
  writeRecords(
    paths,
    readRecords(paths).filter((record) => record.name !== name),
  );
}

// Reading and writing happen without a pause in between: two calls in one process cannot lose a record.
function writeRecords(paths: SandboxPaths, records: readonly ProcessRecord[]): void {
  fs.mkdirSync(path.dirname(paths.processes), { recursive: true });
  const temporary = `${paths.processes}.${process.pid}`;
  fs.writeFileSync(temporary, `${JSON.stringify(records, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(temporary, paths.processes);
}
