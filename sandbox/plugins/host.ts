import { spawn, type ChildProcess } from "node:child_process";
import * as path from "node:path";
import { createInterface } from "node:readline";

/**
 * Serves the packages `aws`, `eks` and `kubernetes` for one stack, named by `SANDBOX_STACK`. Prints
 * `{"aws":PORT,"eks":PORT,"kubernetes":PORT}` when ready. Ends when its standard input closes.
 */
async function main(): Promise<void> {
  const stack = process.env["SANDBOX_STACK"];
  if (stack === undefined || stack === "") {
    throw new Error("SANDBOX_STACK is not set: give the name of the stack to serve.");
  }
  // The two processes load their code at the same time, which is most of what their start takes.
  const [components, { serveStack }] = await Promise.all([
    startComponents(),
    import("./serve-stack.js"),
  ]);
  const ports = await serveStack(stack, components.port);
  endWithStandardInput(components.process);
  process.stdout.write(`${JSON.stringify(ports)}\n`);
}

/** The Pulumi SDK holds its settings in globals, so components are built in a process of their own. */
function startComponents(): Promise<{ process: ChildProcess; port: number }> {
  const script = path.join(__dirname, "components.ts");
  const child = spawn(process.execPath, [...process.execArgv, script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      reject(new Error(`the process that builds components ended with code ${String(code)}`));
    });
    createInterface({ input: child.stdout }).once("line", (line) => {
      resolve({ process: child, port: Number(line) });
    });
  });
}

function endWithStandardInput(components: ChildProcess): void {
  const end = (): void => {
    components.kill();
    process.exit(0);
  };
  process.stdin.resume();
  process.stdin.once("end", end);
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  components.once("exit", (code) => {
    process.exit(code ?? 1);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
