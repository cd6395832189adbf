import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { parseConfig, type PlatformConfig } from "../../stacks/platform/config";
import {
  createPlatformStack,
  type PlatformStackOutputs,
} from "../../stacks/platform/platform-stack";
import { record, type Recording } from "./recorder";

/** Name of the project, as `Pulumi.yaml` has it. */
export const project = "inference-platform";

/** Stacks that the repository has a configuration for. */
export const stacks = ["dev", "prod"] as const;
export type StackName = (typeof stacks)[number];

/** Folder of the repository. */
const repository = path.resolve(__dirname, "../..");

/** The configuration of a stack file, as the engine hands it to a program: text, and JSON where it is structured. */
export function engineConfig(stack: StackName): Record<string, string> {
  const file: unknown = parse(readFileSync(path.join(repository, `Pulumi.${stack}.yaml`), "utf8"));
  if (!isStackFile(file)) throw new Error(`Pulumi.${stack}.yaml has no configuration`);
  return Object.fromEntries(
    Object.entries(file.config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** The checked configuration of a stack file. */
export function platformConfig(stack: StackName): PlatformConfig {
  return parseConfig(engineConfig(stack), project);
}

/** Everything that the program of a stack registers. */
export function recordStack(
  stack: StackName,
  options: { readonly preview?: boolean } = {},
): Promise<Recording<PlatformStackOutputs>> {
  return record(() => createPlatformStack(platformConfig(stack)), { ...options, project, stack });
}

function isStackFile(file: unknown): file is { readonly config: Record<string, unknown> } {
  return (
    typeof file === "object" &&
    file !== null &&
    "config" in file &&
    typeof file.config === "object" &&
    file.config !== null
  );
}
