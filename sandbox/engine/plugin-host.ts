import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";

import { repositoryRoot, type SandboxPaths } from "../paths";
import type { PluginPorts } from "./environment";

/** The process that serves the stand-in plugins. */
export interface PluginHost {
  readonly ports: PluginPorts;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts the stand-in plugins `aws`, `eks` and `kubernetes` of a stack. Their log is `plugins.log`. */
export async function startPluginHost(paths: SandboxPaths): Promise<PluginHost> {
  fs.mkdirSync(paths.logs, { recursive: true });
  const log = fs.openSync(path.join(paths.logs, "plugins.log"), "a");
  const child = spawn(
    process.execPath,
    ["--import", "tsx", path.join(repositoryRoot, "sandbox", "plugins", "host.ts")],
    {
      cwd: repositoryRoot,
      env: { ...process.env, SANDBOX_STACK: paths.stack },
      // A group of its own: Ctrl-C reaches the engine first, which still needs the plugins to end in order.
      detached: true,
      stdio: ["pipe", "pipe", log],
    },
  );
  fs.closeSync(log);
  const ended = new Promise<void>((resolve) =>
    child.once("exit", () => {
      resolve();
    }),
  );
  const ports = await firstLine(child, path.join(paths.logs, "plugins.log"));
  return {
    ports,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

function firstLine(child: ChildProcess, log: string): Promise<PluginPorts> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      reject(
        new Error(
          `The plugins ended with code ${String(code)} before they were ready. See ${log}.`,
        ),
      );
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once("line", (line) => {
      resolve(JSON.parse(line) as PluginPorts);
    });
  });
}
