import type {
  PolicyComplianceFramework,
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
} from "@pulumi/policy";

import type { Environment } from "./environment";
import { Field } from "./field";
import {
  internalError,
  problemMessage,
  unknownConfigKeys,
  unverifiable,
  type Violation,
} from "./findings";
import { describeSelector, matchesType } from "./resource-type";
import type { PackRule, RuleContext } from "./rule";

/** The policies of `rules` for one environment, in the order of the list. */
export function toPolicies(
  rules: readonly PackRule[],
  environment: Environment,
): ResourceValidationPolicy[] {
  return rules.map((rule) => toPolicy(rule, environment));
}

function toPolicy(rule: PackRule, environment: Environment): ResourceValidationPolicy {
  const configuration = configurationReport(rule);
  const [reference] = rule.references;
  return {
    name: rule.id,
    displayName: rule.displayName,
    description: rule.description,
    severity: rule.severity,
    enforcementLevel: rule.levels[environment],
    remediationSteps: rule.remediationSteps,
    url: `docs/policies/${rule.id}.md`,
    tags: [rule.group],
    ...(reference === undefined ? {} : { framework: framework(reference) }),
    configSchema: schemaWithDefaults(rule, environment),
    validateResource: (args, reportViolation) => {
      if (!matchesType(rule.resources, args.type)) {
        args.notApplicable(
          `The policy reads ${rule.resources.map(describeSelector).join("; ")} only`,
        );
      }
      configuration(args, reportViolation);
      runGuarded(rule, environment, args, reportViolation);
    },
  };
}

function framework(reference: PackRule["references"][number]): PolicyComplianceFramework {
  return {
    name: reference.framework,
    version: "",
    reference: reference.control,
    specification: "",
  };
}

type PropertySchema = PolicyConfigSchema["properties"][string];
type ConfigValue = NonNullable<PropertySchema["default"]>;

function schemaWithDefaults(rule: PackRule, environment: Environment): PolicyConfigSchema {
  const defaults: Readonly<Record<string, ConfigValue>> = { ...rule.defaults[environment] };
  const properties = Object.entries(rule.configSchema.properties).map(
    ([key, schema]): [string, PropertySchema] => {
      const value = defaults[key];
      return [key, value === undefined ? schema : { ...schema, default: value }];
    },
  );
  return { ...rule.configSchema, properties: Object.fromEntries(properties) };
}

/** Says once per run which configuration keys are mistaken. */
function configurationReport(
  rule: PackRule,
): (args: ResourceValidationArgs, reportViolation: ReportViolation) => void {
  let said = false;
  return (args, reportViolation) => {
    if (!said) {
      said = true;
      for (const violation of unknownConfigKeys(rule, args.getConfig())) {
        report(reportViolation, violation);
      }
    }
  };
}

function runGuarded(
  rule: PackRule,
  environment: Environment,
  args: ResourceValidationArgs,
  reportViolation: ReportViolation,
): void {
  const context: RuleContext<Readonly<Record<string, unknown>>> = {
    type: args.type,
    props: Field.root(args.props),
    provider: Field.root(args.provider?.props, "provider"),
    environment,
    config: args.getConfig(),
    report: (problem) => {
      report(reportViolation, { message: problemMessage(rule.id, problem) });
    },
    unverifiable: (field) => {
      report(reportViolation, unverifiable(rule, environment, field));
    },
  };
  try {
    rule.run(context);
  } catch (error) {
    report(reportViolation, internalError(rule, environment, args.type, error));
  }
}

/**
 * The one place that hands a level of its own to the engine. `@pulumi/policy` takes an object with
 * a level at run time, though its type names a string only; a contract test runs its real server to
 * notice the release that stops doing so.
 */
function report(reportViolation: ReportViolation, violation: Violation): void {
  Reflect.apply(reportViolation, undefined, [violation]);
}
