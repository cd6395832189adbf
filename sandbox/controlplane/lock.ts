import * as fs from "node:fs";
import * as path from "node:path";

import type { SandboxPaths } from "../paths";
import { ControlPlaneError } from "./error";
import { isRunning, ownIdentity, type ProcessIdentity } from "./process-identity";

interface LockHolder extends ProcessIdentity {
  /** When the operation began, ISO 8601. */
  readonly since: string;
}

/**
 * Runs one operation on a stack while no other sandbox process runs one.
 *
 * The lock lies in `<root>.lock`, beside the stack's folder, so that `down` may remove the folder while it holds it. The
 * lock of a process that has died is taken over.
 *
 * @throws ControlPlaneError when another operation runs.
 */
export async function withStackLock<Result>(
  paths: SandboxPaths,
  operation: () => Promise<Result>,
): Promise<Result> {
  const file = `${paths.root}.lock`;
  const own: LockHolder = { ...ownIdentity(), since: new Date().toISOString() };
  take(file, own, paths.stack);
  try {
    return await operation();
  } finally {
    if (sameHolder(read(file), own)) fs.rmSync(file, { force: true });
  }
}

function take(file: string, own: LockHolder, stack: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  // A link appears with its content or not at all, so no reader sees a lock without its holder.
  const written = `${file}.${own.pid}`;
  fs.writeFileSync(written, JSON.stringify(own), { mode: 0o600 });
  try {
    while (!link(written, file)) {
      const holder = read(file);
      if (holder !== undefined && isRunning(holder)) throw busy(holder, stack);
      removeStale(file, holder, `${written}.stale`);
    }
  } finally {
    fs.rmSync(written, { force: true });
  }
}

/** Moves a dead process's lock away. When another process was faster, its new lock is what got moved: it goes back. */
function removeStale(file: string, stale: LockHolder | undefined, aside: string): void {
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  if (!sameHolder(read(aside), stale)) link(aside, file);
  fs.rmSync(aside, { force: true });
}

function link(existing: string, file: string): boolean {
  try {
    fs.linkSync(existing, file);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

function read(file: string): LockHolder | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as LockHolder;
  } catch {
    return undefined;
  }
}

function sameHolder(one: LockHolder | undefined, other: LockHolder | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function busy({ pid, since }: LockHolder, stack: string): ControlPlaneError {
  return new ControlPlaneError(
    `another sandbox operation (pid ${pid}, since ${since}) is running for stack ${stack}; wait for it or stop it`,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
