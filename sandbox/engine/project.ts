import * as fs from "node:fs";
import * as path from "node:path";

import { parse, stringify } from "yaml";

import { repositoryRoot, type SandboxPaths } from "../paths";

/** The stacks that have a committed configuration, `Pulumi.<stack>.yaml`. */
export function configuredStacks(): string[] {
  return fs
    .readdirSync(repositoryRoot)
    .flatMap((file) => /^Pulumi\.([a-z0-9-]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * Puts the project into the engine's working folder: `Pulumi.yaml`, the configuration of the stack, and the salt that the engine added to its
 * copy of the stack's configuration, so that the file itself stays as it is. `main` is left out: the program is handed
 * to the engine by the process that runs it.
 *
 * @throws Error when the configuration file does not exist.
 */
export function writeProject(paths: SandboxPaths, configFile: string): void {
  if (!fs.existsSync(configFile)) {
    throw new Error(
      `${configFile} does not exist. Give the stack's configuration with --config-file.`,
    );
  }
  fs.mkdirSync(paths.project, { recursive: true });
  const project = readYaml(path.join(repositoryRoot, "Pulumi.yaml"));
  delete project["main"];
  fs.writeFileSync(path.join(paths.project, "Pulumi.yaml"), stringify(project));
  const copy = path.join(paths.project, `Pulumi.${paths.stack}.yaml`);
  const settings = readYaml(configFile);
  fs.writeFileSync(copy, stringify({ ...settings, ...saltOf(copy) }));
}

function saltOf(file: string): Record<string, unknown> {
  if (!fs.existsSync(file)) return {};
  const { encryptionsalt } = readYaml(file);
  return encryptionsalt === undefined ? {} : { encryptionsalt };
}

function readYaml(file: string): Record<string, unknown> {
  return (parse(fs.readFileSync(file, "utf8")) ?? {}) as Record<string, unknown>;
}

/** The committed configuration of a stack. */
export function committedConfig(stack: string): string {
  return path.join(repositoryRoot, `Pulumi.${stack}.yaml`);
}

/** Region of a stack that was brought up; empty where its configuration names none. */
export function readAwsRegion(paths: SandboxPaths): string {
  const { config } = readYaml(path.join(paths.project, `Pulumi.${paths.stack}.yaml`)) as {
    readonly config?: Readonly<Record<string, unknown>>;
  };
  const region = config?.["aws:region"];
  return typeof region === "string" ? region : "";
}
