import type { WatchedModel } from "../../components/observability/slo/missing-metrics";
import type { ServiceLevelObjectives } from "../../components/observability/slo/slo";
import { planSloRules } from "../../components/observability/slo/slo-plan";
import { prometheusRuleSpec, type RuleGroup } from "../../components/observability/rules/rule";
import { withPromtool } from "../support/promtool";

/** A series, with its values in promtool's notation: one a minute. */
export type Series = readonly [selector: string, values: string];

/** An alert that has to fire, by its labels. */
export type Labels = Readonly<Record<string, string>>;

/** What is expected at a time. */
export interface Expectation {
  /** For instance `65m`. */
  readonly at: string;
  /** By name, the alerts that fire and no others. */
  readonly alerts?: Readonly<Record<string, readonly Labels[]>>;
  /** By query, what it gives: labels with name and value. */
  readonly samples?: Readonly<Record<string, readonly (readonly [string, number])[]>>;
}

/** Rules of a model, as promtool is asked to run them. */
export interface RulesRun {
  readonly slo: ServiceLevelObjectives;
  readonly model: WatchedModel;
  readonly series: readonly Series[];
  readonly expected: readonly Expectation[];
}

/**
 * Runs the rules of a model in the real `promtool` over minutes of series.
 *
 * @throws Error with what promtool says where something else comes out. Texts of alerts are not compared.
 */
export async function runSloRules({ slo, model, series, expected }: RulesRun): Promise<void> {
  const test = {
    rule_files: ["rules.yaml"],
    evaluation_interval: "1m",
    fuzzy_compare: true,
    tests: [
      {
        interval: "1m",
        input_series: series.map(([selector, values]) => ({ series: selector, values })),
        alert_rule_test: expected.flatMap(({ at, alerts = {} }) =>
          Object.entries(alerts).map(([alertname, labels]) => ({
            eval_time: at,
            alertname,
            exp_alerts: labels.map((exp_labels) => ({ exp_labels })),
          })),
        ),
        promql_expr_test: expected.flatMap(({ at, samples = {} }) =>
          Object.entries(samples).map(([expr, values]) => ({
            eval_time: at,
            expr,
            exp_samples: values.map(([labels, value]) => ({ labels, value })),
          })),
        ),
      },
    ],
  };
  const rules = withoutTexts(planSloRules(slo, model));
  await withPromtool({ "rules.yaml": rules, "test.yaml": test }, (promtool) =>
    promtool("test", "rules", "test.yaml"),
  );
}

/** The rules without the texts of their alerts, which promtool would compare too. */
function withoutTexts(group: RuleGroup): object {
  const { groups } = prometheusRuleSpec([group]);
  const rules = groups.flatMap((spec) => spec.rules.map(withoutAnnotations));
  return { groups: groups.map((spec) => ({ ...spec, rules })) };
}

function withoutAnnotations(rule: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(rule).filter(([key]) => key !== "annotations"));
}
