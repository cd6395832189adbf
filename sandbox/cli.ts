import { spawnSync } from "node:child_process";
import * as fs from "node:fs";

import { Command, Option } from "commander";

import {
  capacityFile,
  type CapacityOptions,
  capacityText,
  capacityTypes,
  changedCapacity,
} from "./commands/capacity";
import type { DashboardOptions } from "./commands/dashboard";
import { destroy, preview, print, refresh, up } from "./commands/operations";
import { SandboxSession } from "./commands/sandbox-session";
import { controlPlaneStatus, stopAll } from "./controlplane/control-plane";
import { withStackLock } from "./controlplane/lock";
import { pluginChoices, type PluginChoice } from "./engine/official-plugins";
import { committedConfig, configuredStacks, readAwsRegion } from "./engine/project";
import { OperationCancelled } from "./engine/run";
import { sandboxPaths, type SandboxPaths } from "./paths";
import { descendants, killTree } from "./process-tree";
import { table } from "./summary/tables";
import { ensureTools } from "./toolchain/ensure";

interface StackOptions {
  readonly stack: string;
}

interface OperationOptions extends StackOptions {
  readonly configFile?: string;
  readonly plugins: PluginChoice;
}

/** Exit code of a process that Ctrl-C ended. */
const interrupted = 130;

const stackOption = (): Option =>
  new Option("-s, --stack <stack>", "environment to work on")
    .default("dev")
    .choices(configuredStacks());

function operationCommand(
  name: string,
  description: string,
  operation: (session: SandboxSession) => Promise<void>,
): Command {
  return new Command(name)
    .description(description)
    .addOption(stackOption())
    .option("--config-file <path>", "configuration instead of Pulumi.<stack>.yaml")
    .addOption(
      new Option("--plugins <kind>", "`official`: the installed Kubernetes plugin of Pulumi")
        .default("stand-in")
        .choices(pluginChoices),
    )
    .action(async ({ stack, configFile, plugins }: OperationOptions) => {
      await guarded(sandboxPaths(stack), async (signal, paths) => {
        const session = new SandboxSession(
          paths,
          configFile ?? committedConfig(stack),
          plugins,
          signal,
        );
        try {
          await operation(session);
        } finally {
          await session.close();
        }
      });
    });
}

/** Runs an operation alone on its stack. Ctrl-C ends it and everything that runs for the stack. */
async function guarded(
  paths: SandboxPaths,
  operation: (signal: AbortSignal, paths: SandboxPaths) => Promise<void>,
): Promise<void> {
  const cancel = new AbortController();
  const onSignal = (): void => {
    if (cancel.signal.aborted) killTree(process.pid);
    process.stderr.write(
      "\nStopping: the engine finishes what it is at. Once more ends everything at once.\n",
    );
    cancel.abort(new OperationCancelled("stopped"));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  await withStackLock(paths, async () => {
    try {
      await operation(cancel.signal, paths);
    } catch (error) {
      if (!cancel.signal.aborted) throw error;
      for (const pid of descendants(process.pid)) killTree(pid);
      await stopAll(paths);
      process.stderr.write("Stopped; no process is left. The next `up` goes on from here.\n");
      process.exitCode = interrupted;
    }
  });
}

async function status({ stack }: StackOptions): Promise<void> {
  const paths = sandboxPaths(stack);
  const processes = await controlPlaneStatus(paths);
  if (processes.length === 0) {
    print(`Stack ${stack} is not running. Start it with: npm run sandbox -- up --stack ${stack}`);
    return;
  }
  print(
    `Processes\n${table(
      ["process", "pid", "state"],
      processes.map(({ name, pid, alive, ready }) => [
        name,
        String(pid),
        ready ? "ready" : alive ? "not ready" : "ended",
      ]),
    )}`,
  );
  const { summary } = await import("./summary/summary.js");
  print(await summary(paths, readAwsRegion(paths)));
}

async function kubectl(args: readonly string[], { stack }: StackOptions): Promise<void> {
  const paths = sandboxPaths(stack);
  if (!fs.existsSync(paths.kubeconfig)) {
    throw new Error(
      `Stack ${stack} is not running. Start it with: npm run sandbox -- up --stack ${stack}`,
    );
  }
  const tools = await ensureTools(["kubectl"], (message) => process.stderr.write(`${message}\n`));
  const done = spawnSync(tools.kubectl, ["--kubeconfig", paths.kubeconfig, ...args], {
    stdio: "inherit",
  });
  process.exitCode = done.status ?? 1;
}

/** Writes what the simulated EC2 lacks, if told to, and shows it. */
function capacity({ stack, ...options }: StackOptions & CapacityOptions): void {
  const file = capacityFile(sandboxPaths(stack));
  const before = file.read();
  const after = changedCapacity(before, options);
  if (after !== before) file.write(after);
  print(capacityText(after));
}

/** Serves the dashboards until Ctrl-C. */
async function dashboard({ stack, ...options }: StackOptions & DashboardOptions): Promise<void> {
  const { serveDashboards } = await import("./commands/dashboard.js");
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => {
        resolve();
      });
  });
  const report = (message: string): void => {
    process.stdout.write(`${message}\n`);
  };
  await serveDashboards(sandboxPaths(stack), options, report, stopped);
}

async function down({ stack }: StackOptions): Promise<void> {
  const paths = sandboxPaths(stack);
  const { removeStack } = await import("./commands/remove-stack.js");
  await withStackLock(paths, () => removeStack(paths));
  print(`Stack ${stack}: every process is stopped and everything is removed.`);
}

const program = new Command("sandbox")
  .description(
    "The whole platform on this machine: the real Pulumi engine, Kubernetes, Istio and KServe, with AWS simulated.",
  )
  .enablePositionalOptions()
  .showHelpAfterError("(--help lists the commands)");

program
  .addCommand(operationCommand("up", "bring the stack up (what happens without a command)", up))
  .addCommand(operationCommand("preview", "show what up would change, under the policies", preview))
  .addCommand(operationCommand("refresh", "compare the state with what is there", refresh))
  .addCommand(operationCommand("destroy", "take the stack down as on AWS", destroy))
  .addCommand(
    new Command("status")
      .description("processes, nodes, models, cost and findings")
      .addOption(stackOption())
      .action(status),
  )
  .addCommand(
    new Command("kubectl")
      .description("run kubectl against the stack's cluster")
      .addOption(stackOption())
      .argument("[args...]")
      .passThroughOptions()
      .allowUnknownOption()
      .helpOption(false)
      .action(kubectl),
  )
  .addCommand(
    new Command("capacity")
      .description("make the simulated EC2 short of capacity for Karpenter, or show what it lacks")
      .addOption(stackOption())
      .addOption(
        new Option("--unavailable <capacity>", "launches of this kind fail").choices(capacityTypes),
      )
      .option("--restore", "every launch succeeds again, at once")
      .option("--reservation <id>", "add a capacity reservation, with --type and --zone")
      .option("--type <instance type>", "only this instance type")
      .option("--zone <zone>", "only this availability zone")
      .option("--count <instances>", "instances of the reservation (default: 1)")
      .action(capacity),
  )
  .addCommand(
    new Command("dashboard")
      .description("serve the dashboards on loopback, with simulated metrics of what runs")
      .addOption(stackOption())
      .option("--port <port>", "port on loopback (default: a free one)")
      .action(dashboard),
  )
  .addCommand(
    new Command("down")
      .description("stop every process of the stack and remove everything")
      .addOption(stackOption())
      .action(down),
  );

/** Without a command, `up`: `npm run sandbox` alone brings the stack up. */
function withDefaultCommand(args: readonly string[]): string[] {
  const [first] = args;
  const asksForHelp = first === "-h" || first === "--help";
  if (first !== undefined && (asksForHelp || !first.startsWith("-"))) return [...args];
  return ["up", ...args];
}

program
  .parseAsync(withDefaultCommand(process.argv.slice(2)), { from: "user" })
  .catch((error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
