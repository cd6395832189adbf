/** How soon somebody has to look: `critical` pages at night, `warning` waits for the morning, `info` is for dashboards. */
export const severities = ["critical", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/** Who acts on an alert: the team of the platform, or that of the tenant whose model it is. */
export const alertOwners = ["platform", "tenant"] as const;
export type AlertOwner = (typeof alertOwners)[number];

/** A series that Prometheus computes and keeps. */
export interface RecordingRule {
  /** Name of the series: `<level>:<metric>:<operation>`. */
  readonly record: string;
  /** PromQL. */
  readonly expr: string;
  /** Labels that are added. Default: none. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A condition on which somebody is told. Its runbook is `docs/runbooks/<alert in kebab case>.md`. */
export interface AlertRule {
  /** Name, in PascalCase. */
  readonly alert: string;
  /** PromQL: an element is an alert. */
  readonly expr: string;
  /** How long the expression has to hold, in Prometheus' durations (`10m`). Default: at once. */
  readonly for?: string;
  /** How long the alert stays after its expression has stopped holding. Default: not at all. */
  readonly keepFiringFor?: string;
  readonly severity: Severity;
  readonly owner: AlertOwner;
  /** One line for the message; a template of Prometheus (`{{ $labels.model_service }}`). */
  readonly summary: string;
  /** What it means and what to look at first; a template as well. */
  readonly description: string;
  /** Labels beside `severity` and `owner`. Default: none. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Rules that Prometheus evaluates one after the other, so that a later one sees what an earlier one recorded. */
export interface RuleGroup {
  /** Unique in the platform, in kebab case. */
  readonly name: string;
  /** How often, in Prometheus' durations. Default: the interval of Prometheus. */
  readonly interval?: string;
  readonly rules: readonly (RecordingRule | AlertRule)[];
}

/** Whether a rule is an alert. */
export function isAlert(rule: RecordingRule | AlertRule): rule is AlertRule {
  return "alert" in rule;
}

/** Spec of a `PrometheusRule` (`monitoring.coreos.com/v1`). */
export interface PrometheusRuleSpec {
  readonly groups: readonly {
    readonly name: string;
    readonly interval?: string;
    readonly rules: readonly Readonly<Record<string, unknown>>[];
  }[];
}

/** File name of the runbook of an alert, without its ending. */
export function runbookOf(alert: string): string {
  return alert.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3-$2$4").toLowerCase();
}

/**
 * The groups as Prometheus' operator takes them.
 *
 * @param runbookBaseUrl Where the runbooks are read, without a slash at the end. Default: their path in the repository.
 */
export function prometheusRuleSpec(
  groups: readonly RuleGroup[],
  runbookBaseUrl = "docs/runbooks",
): PrometheusRuleSpec {
  return {
    groups: groups.map(({ name, interval, rules }) => ({
      name,
      ...(interval !== undefined && { interval }),
      rules: rules.map((rule) => (isAlert(rule) ? alertSpec(rule, runbookBaseUrl) : { ...rule })),
    })),
  };
}

function alertSpec(rule: AlertRule, runbookBaseUrl: string): Readonly<Record<string, unknown>> {
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.for !== undefined && { for: rule.for }),
    ...(rule.keepFiringFor !== undefined && { keep_firing_for: rule.keepFiringFor }),
    labels: { ...rule.labels, severity: rule.severity, owner: rule.owner },
    annotations: {
      summary: rule.summary,
      description: rule.description,
      runbook_url: `${runbookBaseUrl}/${runbookOf(rule.alert)}.md`,
    },
  };
}
