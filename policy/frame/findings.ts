import type { EnforcementLevel } from "@pulumi/policy";

import type { Environment } from "./environment";
import type { Field } from "./field";
import type { PackRule, Problem } from "./rule";

/** A violation as the engine gets it. Without a level, the level of the policy holds. */
export interface Violation {
  readonly message: string;
  readonly enforcementLevel?: EnforcementLevel;
}

/** `<id>[<finding>]: <what> at <path> (found <value>). Fix: <action>.` */
export function problemMessage(id: string, problem: Problem): string {
  const found = problem.found === undefined ? "" : ` (found ${problem.found})`;
  return `${id}[${problem.finding}]: ${problem.what} at ${problem.field.path}${found}. Fix: ${problem.fix}.`;
}

/** What is said where preview cannot decide: never silence, and as strict as the rule asks. */
export function unverifiable(rule: PackRule, environment: Environment, field: Field): Violation {
  const message =
    `${rule.id}[unverifiable]: cannot be checked before the update at ${field.path} ` +
    `(found a value that is unknown during preview). Fix: make the value known in the program, ` +
    `or read this policy again in the output of the update.`;
  return rule.unknownIsMandatoryIn.includes(environment)
    ? { message }
    : { message, enforcementLevel: "advisory" };
}

/**
 * A rule that throws is a defect of the pack: it is said, at the level of the rule in prod and as
 * advice elsewhere, and the other rules go on. The text of the error is left out, since it may
 * repeat a property; the place in the code tells what to look at.
 */
export function internalError(
  rule: PackRule,
  environment: Environment,
  type: string,
  error: unknown,
): Violation {
  const kind = error instanceof Error ? error.name : typeof error;
  const message =
    `policy-internal-error: rule ${rule.id} failed with ${kind} on a resource of type ${type}${placeOf(error)}. ` +
    `Fix: report it with the type and the program; until then disable ${rule.id} in the policy configuration.`;
  return environment === "prod" ? { message } : { message, enforcementLevel: "advisory" };
}

/** Configuration keys that the schema does not have: the engine would ignore a typing error. */
export function unknownConfigKeys(
  rule: PackRule,
  configured: Readonly<Record<string, unknown>>,
): Violation[] {
  const known = Object.keys(rule.configSchema.properties);
  return Object.keys(configured)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      message:
        `${rule.id}[config]: the policy has no configuration key "${key}". ` +
        `Fix: use ${known.length === 0 ? "enforcementLevel only" : `one of ${known.join(", ")}`}.`,
    }));
}

function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const [, place] = /^ {4}at .*?([\w.-]+:\d+:\d+)\)?$/m.exec(stack) ?? [];
  return place === undefined ? "" : ` at ${place}`;
}
