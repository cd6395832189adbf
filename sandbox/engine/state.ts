import * as fs from "node:fs";
import * as path from "node:path";

import type { SandboxPaths } from "../paths";

/** A resource of the deployed state. */
export interface StateResource {
  readonly type: string;
  readonly name: string;
  /** Inputs as the provider checked them. */
  readonly props: Readonly<Record<string, unknown>>;
}

interface Checkpoint {
  readonly checkpoint: {
    readonly latest?: {
      readonly resources?: readonly {
        readonly urn: string;
        readonly type: string;
        readonly custom?: boolean;
        readonly inputs?: Record<string, unknown>;
      }[];
    };
  };
}

/** The deployed resources of a stack, components left out; none when it was never deployed. */
export function deployedResources(paths: SandboxPaths): StateResource[] {
  const file = path.join(
    paths.backend,
    ".pulumi",
    "stacks",
    "inference-platform",
    `${paths.stack}.json`,
  );
  if (!fs.existsSync(file)) return [];
  const { checkpoint } = JSON.parse(fs.readFileSync(file, "utf8")) as Checkpoint;
  return (checkpoint.latest?.resources ?? [])
    .filter(({ custom }) => custom === true)
    .map(({ urn, type, inputs }) => ({
      type,
      name: urn.split("::").at(-1) ?? urn,
      props: inputs ?? {},
    }));
}
