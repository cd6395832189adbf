import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

import { isExecutable } from "./cache";
import { isRowVersion, type Tool } from "./tools";

const run = promisify(execFile);

/** Time that an installed executable gets to print its version. */
const versionTimeoutMilliseconds = 10_000;

/** First executable on PATH that has the tool's name and prints exactly its version. */
export async function findOnPath(tool: Tool): Promise<string | undefined> {
  if (tool.installed === undefined) return undefined;
  const folders = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder));
  for (const folder of new Set(folders)) {
    const file = path.join(folder, tool.name);
    if ((await isExecutable(file)) && isRowVersion(tool, await printedVersion(tool, file))) {
      return file;
    }
  }
  return undefined;
}

async function printedVersion(tool: Tool, file: string): Promise<string> {
  try {
    const { stdout, stderr } = await run(file, tool.installed?.args ?? [], {
      timeout: versionTimeoutMilliseconds,
    });
    return `${stdout}\n${stderr}`;
  } catch {
    // An executable that cannot tell its version is not the one that is wanted.
    return "";
  }
}
