import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

import type { Report } from "../progress";
import { describeBuild } from "./build-progress";
import { cacheFolder, cachedToolPath, moduleFolder, toolsFolder } from "./cache";
import { runGo } from "./go";
import { buildFlags, type Tool } from "./tools";

/** Time between two lines of progress. */
const reportEveryMilliseconds = 3000;

/** Folder of the logs of builds that failed. */
export function buildLogs(): string {
  return path.join(cacheFolder(), "logs");
}

/** Builds the tools one after the other into the cache; `go build` itself uses every core. */
export async function buildTools(tools: readonly Tool[], report: Report): Promise<void> {
  await removeAbandonedBuilds();
  for (const [index, tool] of tools.entries()) {
    const later = tools
      .slice(index + 1)
      .reduce((sum, { coldBuildSeconds }) => sum + coldBuildSeconds, 0);
    await buildTool(
      tool,
      { position: index + 1, total: tools.length, laterBuildSeconds: later },
      report,
    );
  }
}

interface Place {
  readonly position: number;
  readonly total: number;
  readonly laterBuildSeconds: number;
}

async function buildTool(tool: Tool, place: Place, report: Report): Promise<void> {
  const started = Date.now();
  const state = { downloads: 0, packages: 0, uncached: 0, compiled: 0, compilingSince: Infinity };
  const tell = (): void => {
    const { name, version, coldBuildSeconds } = tool;
    const progress = {
      tool: `${name} ${version}`,
      elapsedSeconds: secondsSince(started),
      compilingSeconds: secondsSince(state.compilingSince),
      coldBuildSeconds,
      ...place,
      ...state,
    };
    report(describeBuild(progress, os.availableParallelism()));
  };
  tell();
  const timer = setInterval(tell, reportEveryMilliseconds);
  try {
    Object.assign(state, await countPackages(tool, () => state.downloads++));
    state.compilingSince = Date.now();
    await compile(tool, () => state.compiled++);
  } finally {
    clearInterval(timer);
  }
}

function secondsSince(moment: number): number {
  return Math.max(0, (Date.now() - moment) / 1000);
}

/** Counts the packages of the executable and those that must be compiled; downloads what is missing, as a side effect. */
async function countPackages(
  tool: Tool,
  onDownload: () => void,
): Promise<{ packages: number; uncached: number }> {
  const listed = await runGo({
    task: `Downloading the modules of ${tool.name} ${tool.version}`,
    args: ["list", "-mod=readonly", "-trimpath", "-deps", "-f", "{{.Stale}}", tool.package],
    cwd: moduleFolder(tool),
    env: { GOFLAGS: "" },
    log: logOf(tool),
    onLine: (line) => {
      if (line.startsWith("go: downloading ")) onDownload();
    },
  });
  const stale = listed.trimEnd().split("\n");
  return { packages: stale.length, uncached: stale.filter((value) => value === "true").length };
}

/** Compiles beside the final place and renames, so that a killed build leaves nothing that looks finished. */
async function compile(tool: Tool, onPackage: () => void): Promise<void> {
  const target = await cachedToolPath(tool);
  await fs.mkdir(toolsFolder(), { recursive: true });
  const workspace = await fs.mkdtemp(path.join(toolsFolder(), `.build-${process.pid}-`));
  const unfinished = path.join(workspace, tool.name);
  try {
    await runGo({
      task: `Building ${tool.name} ${tool.version}`,
      args: [
        ...["build", "-v", "-mod=readonly", "-trimpath", "-buildvcs=false"],
        ...[...buildFlags(tool), "-o", unfinished, tool.package],
      ],
      cwd: moduleFolder(tool),
      env: { GOFLAGS: "", GOTMPDIR: workspace },
      log: logOf(tool),
      onLine: (line) => {
        if (!line.startsWith("go: ")) onPackage();
      },
    });
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.rename(unfinished, target);
  } finally {
    await fs.rm(workspace, { recursive: true, force: true });
  }
}

function logOf(tool: Tool): string {
  return path.join(buildLogs(), `${tool.name}-${process.pid}.log`);
}

/** Removes the workspaces of builds whose process is gone. */
async function removeAbandonedBuilds(): Promise<void> {
  const entries = await fs.readdir(toolsFolder()).catch(() => []);
  for (const entry of entries) {
    const [, pid] = /^\.build-(\d+)-/.exec(entry) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await fs.rm(path.join(toolsFolder(), entry), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
