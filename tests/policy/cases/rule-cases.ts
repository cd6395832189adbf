import type { Environment } from "../../../policy/frame/environment";
import type { RecordedResource } from "../../support/policy";

/** A resource and exactly what the rule under test says of it. */
export interface RuleCase {
  readonly title: string;
  readonly resource: RecordedResource;
  readonly messages: readonly string[];
  /** Default: `prod`. */
  readonly environment?: Environment;
}

/** A configuration that changes what the rule says. */
interface ConfigCase extends RuleCase {
  readonly config: Readonly<Record<string, unknown>>;
  readonly messagesByDefault: readonly string[];
}

/** The kinds of case that every rule has; the meta-test counts them. */
export interface RuleCases {
  readonly id: string;
  readonly pass: readonly RuleCase[];
  readonly fail: readonly RuleCase[];
  readonly unknown: readonly RuleCase[];
  readonly notApplicable: RecordedResource;
  readonly config: readonly ConfigCase[];
}

/** A case in which the rule has nothing to say. */
export function passing(
  title: string,
  type: string,
  props: Readonly<Record<string, unknown>>,
  environment?: Environment,
): RuleCase {
  return failing(title, type, props, [], environment);
}

/** A case in which the rule says `messages`. */
export function failing(
  title: string,
  type: string,
  props: Readonly<Record<string, unknown>>,
  messages: readonly string[],
  environment?: Environment,
): RuleCase {
  return {
    title,
    resource: { type, name: "subject", props },
    messages,
    ...(environment === undefined ? {} : { environment }),
  };
}

/** What a rule says of a field that preview does not know. */
export function unverifiable(id: string, path: string): string {
  return (
    `${id}[unverifiable]: cannot be checked before the update at ${path} (found a value that is unknown during preview). ` +
    `Fix: make the value known in the program, or read this policy again in the output of the update.`
  );
}
