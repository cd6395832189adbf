import * as crypto from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

import { repositoryRoot } from "../paths";
import { linkerFlags, type Tool } from "./tools";

/** Folder of the user that outlives a checkout: `$XDG_CACHE_HOME` or `~/.cache`, then `inference-platform`. */
export function cacheFolder(): string {
  const configured = process.env["XDG_CACHE_HOME"];
  const base =
    configured !== undefined && path.isAbsolute(configured)
      ? configured
      : path.join(os.homedir(), ".cache");
  return path.join(base, "inference-platform");
}

/** Folder that holds one folder a tool. */
export function toolsFolder(): string {
  return path.join(cacheFolder(), "tools");
}

/** Folder with the `go.mod` and `go.sum` of a tool. */
export function moduleFolder(tool: Tool): string {
  return path.join(repositoryRoot, "sandbox", "tools", tool.module);
}

/** Short name of some content: the same content has the same name, other content another. */
export function contentHash(parts: readonly string[]): string {
  return crypto.createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
}

/** Where the executable of a tool lies in the cache. A change of its pins, own sources, flags or platform gives another path. */
export async function cachedToolPath(tool: Tool): Promise<string> {
  const folder = moduleFolder(tool);
  const sources = (await fs.readdir(folder)).filter((file) => file.endsWith(".go")).sort();
  const content = await Promise.all(
    ["go.mod", "go.sum", ...sources].map((file) => fs.readFile(path.join(folder, file), "utf8")),
  );
  const tags = tool.buildTags ?? [];
  const flags = [...tags, linkerFlags(tool)];
  const hash = contentHash([...content, ...flags, process.platform, process.arch]);
  return path.join(toolsFolder(), `${tool.name}-${tool.version}-${hash}`, tool.name);
}

/** Whether the file is there and may be run. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await fs.access(file, fs.constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Writes a file in one step: a reader sees the old content or the new, never a part. */
export async function writeAtomically(file: string, content: string): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}-${crypto.randomBytes(4).toString("hex")}`;
  try {
    await fs.writeFile(temporary, content);
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}
