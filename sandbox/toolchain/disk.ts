import * as fs from "node:fs/promises";
import * as path from "node:path";

import { ToolchainError } from "./error";

const gibibyte = 2 ** 30;

/** Free gibibytes that a build with an empty Go cache needs: module sources, compiled packages, executables. */
export const coldBuildGibibytes = 8;

/** Free gibibytes that a build needs once the Go cache holds the packages of an earlier one. */
export const warmBuildGibibytes = 2;

/** Refuses to start work that would fill a disk. Each folder need not exist yet. */
export async function requireFreeSpace(
  folders: readonly string[],
  neededGibibytes: number,
): Promise<void> {
  for (const folder of folders) {
    const existing = await nearestExistingFolder(folder);
    const { bavail, bsize } = await fs.statfs(existing);
    const free = (bavail * bsize) / gibibyte;
    if (free < neededGibibytes) {
      throw new ToolchainError(
        "disk-full",
        `The disk of ${folder} has ${free.toFixed(1)} GiB free and the build needs ${neededGibibytes} GiB: free some space, or set XDG_CACHE_HOME, GOCACHE and GOMODCACHE to folders on a larger disk.`,
      );
    }
  }
}

async function nearestExistingFolder(folder: string): Promise<string> {
  try {
    await fs.access(folder);
    return folder;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? folder : nearestExistingFolder(parent);
  }
}
