import * as path from "node:path";

import { JsonFile } from "../json-file";
import type { SandboxPaths } from "../paths";
import type { PolicyFinding } from "./progress";

type Findings = readonly PolicyFinding[];

/** Keeps what the policies said of the last preview, for later summaries. */
export function saveFindings(paths: SandboxPaths, findings: Findings): void {
  findingsFile(paths).write(findings);
}

/** What the policies said of the last preview; `undefined` when there was none. */
export function savedFindings(paths: SandboxPaths): Findings | undefined {
  return findingsFile(paths).read();
}

function findingsFile(paths: SandboxPaths): JsonFile<Findings | undefined> {
  return new JsonFile<Findings | undefined>(path.join(paths.root, "findings.json"), undefined);
}
