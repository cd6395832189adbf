import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse, stringify } from "yaml";

import { repositoryRoot, sandboxPaths, type SandboxPaths } from "../../sandbox/paths";

/** A folder of its own for the stacks of a test, so that a sandbox that a person uses is left alone. */
export const sandboxFolder = fs.mkdtempSync(path.join(os.tmpdir(), "sandbox-test-"));

/** Paths of a stack of the test. */
export function testPaths(stack: string): SandboxPaths {
  return sandboxPaths(stack, sandboxFolder);
}

/** A finished run of the command line. */
export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** A run of the command line that still goes on. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves once the output has a match; rejects when the run ends without one. */
  sees(pattern: RegExp): Promise<void>;
  readonly finished: Promise<Finished>;
}

/** Starts `npm run sandbox -- <args>` as a person would, without npm in between. */
export function start(...args: readonly string[]): Running {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", path.join(repositoryRoot, "sandbox", "cli.ts"), ...args],
    {
      cwd: repositoryRoot,
      env: { ...process.env, SANDBOX_FOLDER: sandboxFolder },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const finished = new Promise<Finished>((resolve) => {
    child.once("close", (code) => {
      resolve({ code, output });
    });
  });
  const sees = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!pattern.test(output)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void finished.then(() => {
        reject(new Error(`the run ended without ${String(pattern)}:\n${output}`));
      });
    });
  return { child, sees, finished };
}

/** Runs the command line to its end. */
export function run(...args: readonly string[]): Promise<Finished> {
  return start(...args).finished;
}

/** Asks the API server of a stack. */
export async function kubectlJson<Answer>(
  stack: string,
  ...args: readonly string[]
): Promise<Answer> {
  const { code, output } = await run("kubectl", "--stack", stack, ...args, "-o", "json");
  if (code !== 0) throw new Error(output);
  return JSON.parse(output) as Answer;
}

/** Running processes that belong to the stacks of this test, as `pid command`. */
export function processesLeft(): string[] {
  return execFileSync("ps", ["-eo", "pid=,stat=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.includes(sandboxFolder) && !/^\d+\s+Z/.test(line))
    .filter((line) => !line.includes("ps -eo"));
}

/** A copy of the dev configuration with a change. */
export function changedDevConfig(change: (config: Record<string, unknown>) => void): string {
  const document = parse(fs.readFileSync(path.join(repositoryRoot, "Pulumi.dev.yaml"), "utf8")) as {
    config: Record<string, unknown>;
  };
  change(document.config);
  // Every test file takes the folder down when it ends.
  fs.mkdirSync(sandboxFolder, { recursive: true });
  const file = path.join(sandboxFolder, `changed-${Date.now()}.yaml`);
  fs.writeFileSync(file, stringify(document));
  return file;
}
