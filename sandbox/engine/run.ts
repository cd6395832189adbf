import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import { repositoryRoot, type SandboxPaths } from "../paths";
import { killTree } from "../process-tree";
import type { Operation, OperationMessage, OperationResult } from "./messages";

/** How an operation is run. */
export interface OperationRun {
  readonly paths: SandboxPaths;
  readonly environment: NodeJS.ProcessEnv;
  readonly onEvent: (event: EngineEvent) => void;
  /** Ends the operation: the engine finishes what it is at, writes its state and stops. */
  readonly signal: AbortSignal;
}

/** The engine refused or failed; the message is its own. */
export class OperationError extends Error {}

/** The operation was ended from outside. */
export class OperationCancelled extends Error {}

/** Milliseconds in which a cancelled engine has to end by itself. */
const cancelGrace = 20_000;

/** Runs one operation of the engine in a process of its own, and waits for its end. */
export async function runOperation(
  operation: Operation,
  run: OperationRun,
): Promise<OperationResult> {
  run.signal.throwIfAborted();
  const child = startProcess(operation, run);
  const exited = new Promise<void>((resolve) =>
    child.once("exit", () => {
      resolve();
    }),
  );
  const cancelling = cancelOn(run.signal, child, exited);
  const answer = await answerOf(child, run.onEvent, exited);
  await exited;
  await cancelling();
  if (run.signal.aborted) throw new OperationCancelled(`${operation} was cancelled`);
  if (answer?.kind === "result") return answer.result;
  throw new OperationError(
    answer?.message ??
      `The process of ${operation} ended without a result. See ${logFile(run.paths, operation)}.`,
  );
}

function startProcess(operation: Operation, run: OperationRun): ChildProcess {
  fs.mkdirSync(run.paths.logs, { recursive: true });
  const log = fs.openSync(logFile(run.paths, operation), "a");
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      path.join(repositoryRoot, "sandbox", "engine", "operation.ts"),
      operation,
      run.paths.stack,
    ],
    {
      cwd: repositoryRoot,
      env: run.environment,
      // A group of its own, so that Ctrl-C reaches the engine once, through us.
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
    },
  );
  fs.closeSync(log);
  return child;
}

function logFile(paths: SandboxPaths, operation: Operation): string {
  return path.join(paths.logs, `${operation}.log`);
}

type Answer = Exclude<OperationMessage, { readonly kind: "event" }>;

function answerOf(
  child: ChildProcess,
  onEvent: (event: EngineEvent) => void,
  exited: Promise<void>,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    child.on("message", (message) => {
      const told = message as OperationMessage;
      if (told.kind === "event") onEvent(told.event);
      else resolve(told);
    });
    void exited.then(() => {
      resolve(undefined);
    });
  });
}

/** Asks the process to end when the signal comes, and ends it and all that it started when it does not listen. */
function cancelOn(
  signal: AbortSignal,
  child: ChildProcess,
  exited: Promise<void>,
): () => Promise<void> {
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending = endGently(child, exited);
  };
  signal.addEventListener("abort", end, { once: true });
  return async () => {
    signal.removeEventListener("abort", end);
    await ending;
  };
}

async function endGently(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill("SIGINT");
  const timer = setTimeout(() => {
    if (child.pid !== undefined) killTree(child.pid);
  }, cancelGrace);
  await exited;
  clearTimeout(timer);
}
