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

/** A resource that was being created when the engine was killed. */
export interface InterruptedCreate {
  readonly urn: string;
  /** Ids under which the state knows the resource: that of the one which was to be replaced. */
  readonly recordedIds: readonly string[];
}

interface Checkpoint {
  readonly checkpoint: {
    readonly latest?: {
      readonly pending_operations?: readonly {
        readonly type: string;
        readonly resource: { readonly urn: string };
      }[];
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
  return (readCheckpoint(paths)?.resources ?? []).map(({ urn, type, id, custom, inputs }) => ({
    type,
    id: id ?? "",
    custom: custom ?? false,
    name: urn.split("::").at(-1) ?? urn,
    props: inputs ?? {},
  }));
}

/** The creates of which the state does not know how they ended. */
export function interruptedCreates(paths: SandboxPaths): InterruptedCreate[] {
  const latest = readCheckpoint(paths);
  return (latest?.pending_operations ?? [])
    .filter(({ type }) => type === "creating")
    .map(({ resource: { urn } }) => ({
      urn,
      recordedIds: (latest?.resources ?? [])
        .filter((resource) => resource.urn === urn)
        .map(({ id }) => id ?? ""),
    }));
}

function readCheckpoint(paths: SandboxPaths): Checkpoint["checkpoint"]["latest"] {
  const file = path.join(
    paths.backend,
    ".pulumi",
    "stacks",
    "inference-platform",
    `${paths.stack}.json`,
  );
  if (!fs.existsSync(file)) return undefined;
  return (JSON.parse(fs.readFileSync(file, "utf8")) as Checkpoint).checkpoint.latest;
}
