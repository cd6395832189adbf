import * as fs from "node:fs";
import * as path from "node:path";

import {
  LocalWorkspace,
  type EngineEvent,
  type OpMap,
  type Stack,
} from "@pulumi/pulumi/automation";

import { repositoryRoot, sandboxPaths, type SandboxPaths } from "../paths";
import {
  operations,
  type Operation,
  type OperationMessage,
  type OperationResult,
} from "./messages";

/**
 * The process of one operation: `node operation.ts <operation> <stack>`. A program registers its resources when it is
 * loaded, and Node loads a module once, so each operation has a process of its own. Environment: that of the engine
 * (`environment.ts`). Tells its parent events and result over IPC, and ends when the parent does.
 */
async function main(): Promise<void> {
  const [operation, stackName] = process.argv.slice(2);
  if (!isOperation(operation) || stackName === undefined) {
    throw new Error(`usage: operation.ts ${operations.join("|")} <stack>`);
  }
  const cancel = new AbortController();
  process.once("disconnect", () => {
    cancel.abort();
  });
  // For good: while nobody listens, the SDK's own handler ends this process, and the engine with it, in the middle.
  process.on("SIGINT", () => {
    cancel.abort();
  });
  const paths = sandboxPaths(stackName);
  const stack = await openStack(paths);
  tell({ kind: "result", result: await run(operation, stack, cancel.signal) });
}

async function openStack(paths: SandboxPaths): Promise<Stack> {
  fs.mkdirSync(paths.backend, { recursive: true });
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: paths.stack, projectName: "inference-platform", program: loadProgram },
    { workDir: paths.project },
  );
  // The sandbox runs one operation a stack at a time, so a lock that is left is that of an engine that was killed.
  if (hasLock(paths)) await stack.cancel();
  return stack;
}

function hasLock(paths: SandboxPaths): boolean {
  const locks = path.join(paths.backend, ".pulumi", "locks");
  return (
    fs.existsSync(locks) &&
    fs.readdirSync(locks, { recursive: true }).some((entry) => String(entry).endsWith(".json"))
  );
}

/** The very program that `pulumi up` runs; its exports are the outputs of the stack. */
async function loadProgram(): Promise<Record<string, unknown>> {
  const program = (await import(path.join(repositoryRoot, "stacks", "platform", "index.ts"))) as {
    readonly default: () => Promise<object>;
  };
  return { ...(await program.default()) };
}

async function run(
  operation: Operation,
  stack: Stack,
  signal: AbortSignal,
): Promise<OperationResult> {
  const common = { onEvent: tellEvent, signal, color: "never" } as const;
  const policyPacks = [path.join(repositoryRoot, "policy")];
  switch (operation) {
    case "preview":
      return { changes: (await stack.preview({ ...common, policyPacks })).changeSummary };
    case "up":
      return changesOf(await stack.up({ ...common, policyPacks }));
    case "refresh":
      return changesOf(await stack.refresh({ ...common, clearPendingCreates: true }));
    case "destroy":
      return changesOf(await stack.destroy(common));
  }
}

function changesOf(done: {
  readonly summary: { readonly resourceChanges?: OpMap };
}): OperationResult {
  return { changes: done.summary.resourceChanges ?? {} };
}

function tellEvent(event: EngineEvent): void {
  tell({ kind: "event", event });
}

function tell(message: OperationMessage): void {
  if (process.connected) process.send?.(message);
}

/** What the engine wrote as errors; the rest of the message is its command line and its standard output. */
function engineErrors(message: string): string {
  const errors = message.split("\n").filter((line) => line.startsWith("error: "));
  return errors.length === 0 ? message : [...new Set(errors)].join("\n");
}

function isOperation(text: string | undefined): text is Operation {
  return operations.some((operation) => operation === text);
}

main()
  .catch((error: unknown) => {
    tell({
      kind: "error",
      message: engineErrors(error instanceof Error ? error.message : String(error)),
    });
    process.exitCode = 1;
  })
  .finally(() => {
    if (process.connected) process.disconnect();
  });
