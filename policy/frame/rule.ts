import type { PolicyConfigSchema, Severity } from "@pulumi/policy";

import type { Environment } from "./environment";
import type { Field } from "./field";
import type { ResourceSelector } from "./resource-type";

/** The families of policies; each is a folder. */
export type Group = "cluster" | "cost" | "gpu" | "hygiene" | "network";

/** What a violation does: print, or stop the update. `disabled` leaves the rule out. */
type Level = "advisory" | "mandatory" | "disabled";

/** One control of a published framework or one check of another tool that this rule answers to. */
interface FrameworkReference {
  /** For instance `CIS Amazon EKS Benchmark (kube-bench eks-1.8.0)`. */
  readonly framework: string;
  /** The control or check, for instance `5.4.2`. */
  readonly control: string;
}

/** A resource as the program would declare it; run by the tests and printed in the documentation. */
export interface Example {
  readonly type: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** One thing that is wrong. The frame adds the rule, the path and the punctuation. */
export interface Problem {
  /** Key of `Rule.findings`. */
  readonly finding: string;
  /** What is wrong, without a full stop. */
  readonly what: string;
  /** Where. */
  readonly field: Field;
  /** The value, where it is known to be no secret: see `frame/safe-value.ts`. */
  readonly found?: string;
  /** The one action that repairs it, without a full stop. */
  readonly fix: string;
}

/** What a rule is given about one resource. */
export interface RuleContext<Config> {
  readonly type: string;
  readonly props: Field;
  /** Properties of the provider of the resource, absent where the engine does not tell. */
  readonly provider: Field;
  readonly environment: Environment;
  readonly config: Config;
  /** Reports a problem; a rule goes on after it. */
  readonly report: (problem: Problem) => void;
  /** Reports that `field`, which decides the rule, is unknown during preview. */
  readonly unverifiable: (field: Field) => void;
}

/** A policy over one resource: its declaration as data, and a pure check. */
export interface Rule<Config extends object> {
  /** Kebab case, unique, prefixed by the family, for instance `gpu-nodes-tainted`. */
  readonly id: string;
  readonly group: Group;
  readonly severity: Severity;
  readonly displayName: string;
  /** One sentence that states the obligation. */
  readonly description: string;
  /** Why it matters, for the documentation. */
  readonly rationale: string;
  readonly remediationSteps: string;
  readonly references: readonly FrameworkReference[];
  readonly levels: Readonly<Record<Environment, Level>>;
  /** Where an unknown that decides the rule is as bad as a violation; elsewhere it is advisory. */
  readonly unknownIsMandatoryIn: readonly Environment[];
  readonly resources: readonly ResourceSelector[];
  /** Sub-rules and what each means; a finding is reported as `id[key]`. */
  readonly findings: Readonly<Record<string, string>>;
  readonly configSchema: PolicyConfigSchema;
  /** Defaults of the configuration per environment; they become the defaults of the schema. */
  readonly defaults: Readonly<Record<Environment, Config>>;
  readonly examples: { readonly pass: Example; readonly fail: Example };
  readonly check: (context: RuleContext<Config>) => void;
}

/** A rule whose type of configuration is closed over, so that rules fit in one list. */
export interface PackRule extends Omit<Rule<object>, "check"> {
  /** Runs the check with `configured` over the defaults of the environment. */
  readonly run: (context: RuleContext<Readonly<Record<string, unknown>>>) => void;
}

/** Declares a rule. The JSON schema has admitted the configuration before it reaches the check. */
export function defineRule<Config extends object>(rule: Rule<Config>): PackRule {
  const { check, ...declaration } = rule;
  return {
    ...declaration,
    run: (context) => {
      check({ ...context, config: { ...rule.defaults[context.environment], ...context.config } });
    },
  };
}
