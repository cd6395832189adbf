import * as fs from "node:fs/promises";

import type { Report } from "../progress";
import { buildLogs, buildTools } from "./build";
import { cachedToolPath, isExecutable, toolsFolder } from "./cache";
import { coldBuildGibibytes, requireFreeSpace, warmBuildGibibytes } from "./disk";
import { isDiskFull, ToolchainError } from "./error";
import { requireGo } from "./go";
import { findOnPath } from "./on-path";
import { type Tool, type ToolName, tools } from "./tools";

/**
 * Absolute paths of executables of exactly the pinned versions.
 *
 * Each comes from the user's cache, else from PATH when the version there is the same, else it is built from the Go
 * module proxy into the cache (`go.sum` checks every module). Building all of them on 2 cores with an empty cache takes
 * about 16 minutes; later calls take milliseconds. Two processes may do this at once.
 *
 * @throws ToolchainError when Go is missing or too old, the disk is full, a module cannot be fetched or does not compile.
 */
export async function ensureTools<Name extends ToolName>(
  names: readonly Name[],
  report: Report,
): Promise<Record<Name, string>> {
  try {
    const found = new Map<ToolName, string>();
    const missing: Tool[] = [];
    for (const name of new Set(names)) {
      const file = await locate(tools[name], report);
      if (file === undefined) missing.push(tools[name]);
      else found.set(name, file);
    }
    if (missing.length > 0) await build(missing, report);
    for (const tool of missing) found.set(tool.name, await cachedToolPath(tool));
    return Object.fromEntries(found) as Record<Name, string>;
  } catch (error) {
    throw isDiskFull(error) ? diskFull(error) : error;
  }
}

async function locate(tool: Tool, report: Report): Promise<string | undefined> {
  const cached = await cachedToolPath(tool);
  if (await isExecutable(cached)) return cached;
  const installed = await findOnPath(tool);
  if (installed !== undefined) report(`using ${tool.name} ${tool.version} from ${installed}`);
  return installed;
}

async function build(missing: readonly Tool[], report: Report): Promise<void> {
  const environment = await requireGo(buildLogs());
  const folders = [toolsFolder(), environment.GOCACHE, environment.GOMODCACHE];
  await requireFreeSpace(
    folders,
    (await hasBuiltBefore()) ? warmBuildGibibytes : coldBuildGibibytes,
  );
  await buildTools(missing, report);
}

async function hasBuiltBefore(): Promise<boolean> {
  const entries = await fs.readdir(toolsFolder()).catch(() => []);
  return entries.some((entry) => !entry.startsWith("."));
}

function diskFull(cause: unknown): ToolchainError {
  return new ToolchainError(
    "disk-full",
    `The disk of ${toolsFolder()} is full: free some space, or set XDG_CACHE_HOME to a folder on a larger disk, and run the command again.`,
    { cause },
  );
}
