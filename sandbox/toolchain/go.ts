import { spawn } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as readline from "node:readline";

import { ToolchainError } from "./error";
import { goFailure } from "./go-failure";

/** Oldest Go release that the pinned modules accept; the `go` line of every `sandbox/tools/<tool>/go.mod`. */
const oldestGo = { major: 1, minor: 26 };

/** One run of the `go` command. */
interface GoRun {
  /** What is being done, for messages: `building etcd v3.7.3`. */
  readonly task: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** File that receives what `go` prints to its error stream; removed again when the run succeeds. */
  readonly log: string;
  /** Called with each line of the error stream. */
  readonly onLine?: (line: string) => void;
}

/** Runs `go` and returns its standard output. Rejects with a ToolchainError that says what to do. */
export async function runGo(run: GoRun): Promise<string> {
  await fs.mkdir(path.dirname(run.log), { recursive: true });
  const { code, output, errors } = await collect(run);
  if (code === 0) return output;
  const printed = `${errors}\n${output}`;
  // On a full disk the log cannot be written either; the message still holds the reason.
  await fs.writeFile(run.log, printed).catch(() => undefined);
  throw goFailure(run.task, printed, run.log);
}

interface GoResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function collect(run: GoRun): Promise<GoResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("go", run.args, {
      cwd: run.cwd,
      env: { ...process.env, GOWORK: "off", CGO_ENABLED: "0", ...run.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    readline.createInterface({ input: child.stderr }).on("line", (line) => {
      errors += `${line}\n`;
      run.onLine?.(line);
    });
    child.on("error", (error) => {
      reject(goNotStarted(error));
    });
    child.on("close", (code) => {
      resolve({ code, output, errors });
    });
  });
}

function goNotStarted(error: Error): ToolchainError {
  return new ToolchainError(
    "go-missing",
    `The command go could not be run (${error.message}): install Go ${oldestGo.major}.${oldestGo.minor} or newer from https://go.dev/dl and put its bin folder on PATH.`,
    { cause: error },
  );
}

/** What `go env` says about this machine. */
export interface GoEnvironment {
  /** For instance `go1.26.8`. */
  readonly GOVERSION: string;
  /** `auto`: go may fetch the release that a module asks for. `local`: it may not. */
  readonly GOTOOLCHAIN: string;
  readonly GOCACHE: string;
  readonly GOMODCACHE: string;
}

/** Reads the environment of `go` and refuses a release that is too old and may not fetch a newer one. */
export async function requireGo(logs: string): Promise<GoEnvironment> {
  const output = await runGo({
    task: "Reading the Go environment",
    args: ["env", "-json", "GOVERSION", "GOTOOLCHAIN", "GOCACHE", "GOMODCACHE"],
    cwd: os.tmpdir(),
    log: path.join(logs, `go-env-${process.pid}.log`),
  });
  const environment = JSON.parse(output) as GoEnvironment;
  const problem = goVersionProblem(environment);
  if (problem !== undefined) throw new ToolchainError("go-too-old", problem);
  return environment;
}

/** Why this Go release cannot build the tools, or undefined when it can. */
export function goVersionProblem(
  environment: Pick<GoEnvironment, "GOVERSION" | "GOTOOLCHAIN">,
): string | undefined {
  const [, major, minor] = /^(?:devel )?go(\d+)\.(\d+)/.exec(environment.GOVERSION) ?? [];
  const found = { major: Number(major), minor: Number(minor) };
  const newEnough =
    found.major > oldestGo.major ||
    (found.major === oldestGo.major && found.minor >= oldestGo.minor);
  // Go fetches the release that a go.mod asks for since 1.21, unless it is told to stay local.
  const fetchesNewer =
    found.major === 1 && found.minor >= 21 && /auto/.test(environment.GOTOOLCHAIN);
  if (newEnough || fetchesNewer) return undefined;
  return `The go command on PATH is ${environment.GOVERSION} with GOTOOLCHAIN=${environment.GOTOOLCHAIN} and the sandbox needs go${oldestGo.major}.${oldestGo.minor} or newer: install it from https://go.dev/dl, or set GOTOOLCHAIN=auto.`;
}
