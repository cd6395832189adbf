import * as fs from "node:fs";
import * as path from "node:path";

import type { SandboxPaths } from "../paths";

/** A resource of the deployed state. */
export interface StateResource {
  readonly type: string;
  readonly name: string;
  /** Physical id; empty for a component. */
  readonly id: string;
  readonly custom: boolean;
  /** Inputs as the provider checked them. */
  readonly props: Readonly<Record<string, unknown>>;
}

interface Checkpoint {
  readonly checkpoint: {
    readonly latest?: {
      readonly resources?: readonly {
        readonly urn: string;
        readonly type: string;
        readonly id?: string;
        readonly custom?: boolean;
        readonly inputs?: Record<string, unknown>;
      }[];
    };
  };
}

/** The deployed resources of a stack, components among them; none when it was never deployed. */
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
  return (checkpoint.latest?.resources ?? []).map(({ urn, type, id, custom, inputs }) => ({
    type,
    id: id ?? "",
    custom: custom ?? false,
    name: urn.split("::").at(-1) ?? urn,
    props: inputs ?? {},
  }));
}
