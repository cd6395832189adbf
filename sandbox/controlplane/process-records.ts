import { JsonFile } from "../json-file";
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
  return recordFile(paths).read();
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
  recordFile(paths).write(records);
}

function recordFile(paths: SandboxPaths): JsonFile<readonly ProcessRecord[]> {
  return new JsonFile(paths.processes, []);
}
