import * as fs from "node:fs";
import * as path from "node:path";

import type { SandboxPaths } from "../paths";
import type { PolicyFinding } from "./progress";

/** Keeps what the policies said of the last preview, for later summaries. */
export function saveFindings(paths: SandboxPaths, findings: readonly PolicyFinding[]): void {
  fs.writeFileSync(findingsFile(paths), JSON.stringify(findings, undefined, 2));
}

/** What the policies said of the last preview; `undefined` when there was none. */
export function savedFindings(paths: SandboxPaths): readonly PolicyFinding[] | undefined {
  const file = findingsFile(paths);
  if (!fs.existsSync(file)) return undefined;
  return JSON.parse(fs.readFileSync(file, "utf8")) as PolicyFinding[];
}

function findingsFile(paths: SandboxPaths): string {
  return path.join(paths.root, "findings.json");
}
