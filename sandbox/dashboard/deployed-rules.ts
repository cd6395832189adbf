import {
  alertOwners,
  severities,
  type AlertRule,
  type RecordingRule,
  type RuleGroup,
} from "@inference-platform/components/observability/rules/rule";

import { openApi } from "../controlplane/apply";

/** A rule as Prometheus' operator takes it. */
type RuleSpec =
  | RecordingRule
  | {
      readonly alert: string;
      readonly expr: string;
      readonly for?: string;
      readonly keep_firing_for?: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
    };

interface PrometheusRule {
  readonly spec: {
    readonly groups: readonly {
      readonly name: string;
      readonly interval?: string;
      readonly rules: readonly RuleSpec[];
    }[];
  };
}

/** The rules of every PrometheusRule that a running sandbox has: those of the platform and those of its models' objectives. */
export async function deployedRules(kubeconfigPath: string): Promise<RuleGroup[]> {
  const objects = await openApi(kubeconfigPath).list("monitoring.coreos.com/v1", "PrometheusRule");
  return (objects as readonly object[] as readonly PrometheusRule[]).flatMap(({ spec }) =>
    spec.groups.map(({ name, interval, rules }) => ({
      name,
      ...(interval !== undefined && { interval }),
      rules: rules.map((rule) => ("record" in rule ? rule : alertOf(rule))),
    })),
  );
}

function alertOf(rule: Exclude<RuleSpec, RecordingRule>): AlertRule {
  const { severity, owner, ...labels } = rule.labels ?? {};
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.for !== undefined && { for: rule.for }),
    ...(rule.keep_firing_for !== undefined && { keepFiringFor: rule.keep_firing_for }),
    severity: severities.find((one) => one === severity) ?? "warning",
    owner: alertOwners.find((one) => one === owner) ?? "platform",
    summary: rule.annotations?.summary ?? "",
    description: rule.annotations?.description ?? "",
    labels,
  };
}
