import * as pulumi from "@pulumi/pulumi";
import { distance } from "fastest-levenshtein";

/** One thing that is wrong with an input: where it is, and what is wrong, what is allowed and how to mend it. */
export interface Problem {
  /** Property path below the arguments of the component, for instance `scaling.max`. */
  readonly path: string;
  /** What is wrong. What to do. */
  readonly reason: string;
}

/**
 * Ends the construction of a component when there are problems, naming all of them at once.
 *
 * @throws pulumi.InputPropertiesError with one entry a problem; no resource has been registered by then, because
 * components call this before anything else.
 */
export function refuse(component: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new pulumi.InputPropertiesError({
    message: `${component}: ${problems.length === 1 ? "one input is" : `${problems.length} inputs are`} wrong`,
    errors: problems.map(({ path, reason }) => ({ propertyPath: path, reason })),
  });
}

/** The same problems one level further down: `scaling.max` below `nodePools.gpu`. */
export function below(prefix: string, problems: readonly Problem[]): Problem[] {
  return problems.map(({ path, reason }) => ({
    path: path === "" ? prefix : `${prefix}.${path}`,
    reason,
  }));
}

/** The same problems for an entry of a record, whose key is its name: a problem of the field `name` is one of the entry. */
export function keyed(name: string, problems: readonly Problem[]): Problem[] {
  return problems.map(({ path, reason }) => ({ path: path === name ? "" : path, reason }));
}

/** `Did you mean "x"?` where a candidate is within two edits of what was written, or an empty string. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const [nearest] = candidates
    .map((candidate) => ({ candidate, edits: distance(written, candidate) }))
    .filter(({ edits }) => edits <= 2)
    .sort((a, b) => a.edits - b.edits);
  return nearest === undefined ? "" : ` Did you mean "${nearest.candidate}"?`;
}
