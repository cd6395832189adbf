import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { AUTHORIZATION_VARIABLE } from "./model/address";
import { modelCommand } from "./model/command";

async function readModels(stack: string): Promise<Record<string, string>> {
  try {
    const { stdout } = await promisify(execFile)("pulumi", [
      ...["stack", "output", "models", "--json", "--non-interactive", "--stack", stack],
    ]);
    return JSON.parse(stdout) as Record<string, string>;
  } catch (error) {
    const { stderr = "" } = error as { readonly stderr?: string };
    throw new Error(
      `Could not read the output "models" of the stack ${stack}. ${stderr.trim() || String(error)}`,
    );
  }
}

const command = modelCommand({
  print: (text) => process.stdout.write(`${text}\n`),
  readModels,
  authorization: process.env[AUTHORIZATION_VARIABLE],
});

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
