import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Command } from "commander";

import { repositoryRoot } from "../paths";
import { measureModelServices } from "./model-services";
import { MemoryPeak } from "./processes";

interface Measured {
  readonly seconds: number;
  readonly output: string;
}

interface BenchOptions {
  readonly cold: boolean;
}

/**
 * Measures what a user waits for and prints it as JSON, in seconds and MiB. Nothing is asserted. `--cold` builds every
 * tool with empty caches first, which takes many minutes.
 */
async function main({ cold }: BenchOptions): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sandbox-bench-"));
  const environment = { ...process.env, SANDBOX_FOLDER: path.join(folder, "stacks") };
  try {
    const coldStart = cold ? await measureColdStart(folder) : undefined;
    const modelServices = measureModelServices();
    const figures = await measureWarm(environment, folder);
    process.stdout.write(
      `${JSON.stringify({ machine: machine(), coldStart, modelServices, ...figures }, undefined, 2)}\n`,
    );
  } finally {
    await sandbox(environment, "down");
    // The module cache of Go is read-only.
    spawnSync("chmod", ["-R", "u+w", folder]);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function machine(): object {
  return {
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** The first `up` of a new user: no tool, no Go module, no build result. */
async function measureColdStart(folder: string): Promise<object> {
  const environment = {
    ...process.env,
    SANDBOX_FOLDER: path.join(folder, "cold"),
    XDG_CACHE_HOME: path.join(folder, "cache"),
    GOCACHE: path.join(folder, "go-build"),
    GOMODCACHE: path.join(folder, "go-mod"),
  };
  const up = await sandbox(environment, "up");
  await sandbox(environment, "down");
  return { upSeconds: up.seconds, ...stepSeconds(up.output) };
}

async function measureWarm(environment: NodeJS.ProcessEnv, folder: string): Promise<object> {
  const memory = new MemoryPeak([folder, path.join(repositoryRoot, "sandbox"), "pulumi "]);
  const up = await sandbox(environment, "up");
  const secondUp = await sandbox(environment, "up");
  const previews = [
    await sandbox(environment, "preview"),
    await sandbox(environment, "preview"),
    await sandbox(environment, "preview"),
  ];
  const refresh = await sandbox(environment, "refresh");
  const destroy = await sandbox(environment, "destroy");
  return {
    warmUp: { upSeconds: up.seconds, ...stepSeconds(up.output) },
    unchangedUpSeconds: secondUp.seconds,
    unchangedPreviewSeconds: previews.map(({ seconds }) => seconds),
    unchangedPreviewStep: previews.map(({ output }) => stepSeconds(output)),
    refreshSeconds: refresh.seconds,
    destroySeconds: destroy.seconds,
    peakMemoryMiB: memory.stop(),
    programImportSeconds: [importSeconds(), importSeconds(), importSeconds()],
  };
}

/** Seconds of each finished step, as the command line printed them. */
function stepSeconds(output: string): { readonly steps: Record<string, number> } {
  const steps = [...output.matchAll(/^✔ ([A-Za-z ]+?)(?::.*)? \[([\d.]+)(m?)s\]/gm)];
  return {
    steps: Object.fromEntries(steps.map(([, title = "", amount = ""]) => [title, Number(amount)])),
  };
}

/** A process that does nothing but load what the program loads. */
function importSeconds(): number {
  const started = performance.now();
  const program = path.join(repositoryRoot, "stacks", "platform", "platform-stack.ts");
  const done = spawnSync(process.execPath, ["--import", "tsx", program], { cwd: repositoryRoot });
  if (done.status !== 0) throw new Error(done.stderr.toString());
  return seconds(started);
}

async function sandbox(environment: NodeJS.ProcessEnv, command: string): Promise<Measured> {
  process.stderr.write(`measuring ${command}\n`);
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", "tsx", path.join(repositoryRoot, "sandbox", "cli.ts"), command],
    { cwd: repositoryRoot, env: environment, stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${output}`);
  return { seconds: seconds(started), output };
}

function seconds(started: number): number {
  return Number(((performance.now() - started) / 1000).toFixed(1));
}

new Command("bench")
  .description("measure the sandbox and print the figures as JSON")
  .option(
    "--cold",
    "also measure the first start with empty caches (about 20 minutes on 2 cores)",
    false,
  )
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
