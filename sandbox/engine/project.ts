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
 * Puts the project into the engine's working folder: the committed files, and the salt that the engine added to its
 * copy of the stack's configuration, so that the committed one stays as it is. `main` is left out: the program is handed
 * to the engine by the process that runs it.
 *
 * @throws Error naming the stacks that exist when this one does not.
 */
export function writeProject(paths: SandboxPaths): void {
  const stackFile = `Pulumi.${paths.stack}.yaml`;
  if (!configuredStacks().includes(paths.stack)) {
    throw new Error(
      `There is no ${stackFile}. Choose one of ${configuredStacks().join(", ")} with --stack, or write that file.`,
    );
  }
  fs.mkdirSync(paths.project, { recursive: true });
  const project = readYaml(path.join(repositoryRoot, "Pulumi.yaml"));
  delete project["main"];
  fs.writeFileSync(path.join(paths.project, "Pulumi.yaml"), stringify(project));
  const copy = path.join(paths.project, stackFile);
  const settings = readYaml(path.join(repositoryRoot, stackFile));
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

/** Region of the stack, from its committed configuration; empty where it names none. */
export function readAwsRegion(paths: SandboxPaths): string {
  const { config } = readYaml(path.join(repositoryRoot, `Pulumi.${paths.stack}.yaml`)) as {
    readonly config?: Readonly<Record<string, unknown>>;
  };
  const region = config?.["aws:region"];
  return typeof region === "string" ? region : "";
}
