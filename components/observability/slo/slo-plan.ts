import type { AlertRule, RecordingRule, RuleGroup } from "../rules/rule";
import { burnRates, type BurnRate } from "./burn-rates";
import { errorRate, requestRate } from "./indicator";
import { missingMetricsAlert, type WatchedModel } from "./missing-metrics";
import { budgetOf, objectivesOf, withoutNoise, type Objective } from "./objective";
import { DEFAULT_ERROR_BUDGET_DAYS, type ServiceLevelObjectives } from "./slo";

/** Seconds between two evaluations: five in the shortest window. A rate times this is a number of requests. */
const INTERVAL_SECONDS = 60;

/** Windows for which the error ratio is recorded: those of the alerts. */
const windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;

/**
 * Fewest bad requests in the long window of an alert. A ratio of few requests is chance: one failure of three is 33
 * percent. Ten are no accident of one caller, and a model that fails every request reaches them however little it is
 * asked.
 */
const FEWEST_BAD_REQUESTS = 10;

/**
 * Rules of the objectives of one model, in one group, so that each sees what those before it recorded. Expects valid
 * objectives (`slo-rules.ts`).
 *
 * Only `slo:requests:rate5m` and `slo:errors:rate5m` read the series of proxies and servers; every longer window sums
 * these two. It weighs times by their traffic, as a rate over the window would, costs one series instead of one a pod and
 * status, and survives pods that come and go within it.
 */
export function planSloRules(slo: ServiceLevelObjectives, model: WatchedModel): RuleGroup {
  const { errorBudgetDays = DEFAULT_ERROR_BUDGET_DAYS } = slo;
  const objectives = objectivesOf(slo);
  return {
    name: `slo-${model.namespace}-${model.service}`,
    interval: `${INTERVAL_SECONDS}s`,
    rules: [
      ...objectives.flatMap((objective) => indicatorRules(objective, model)),
      ...windows.map((window) => errorRatioRule(window, model)),
      ...objectives.map((objective) => budgetRule(objective, model, errorBudgetDays)),
      ...objectives.flatMap((objective) => burnAlerts(objective, model, errorBudgetDays)),
      missingMetricsAlert(model, objectives),
    ],
  };
}

function indicatorRules(objective: Objective, model: WatchedModel): RecordingRule[] {
  const labels = labelsOf(model, objective);
  return [
    { record: "slo:requests:rate5m", expr: requestRate(objective, model, "5m"), labels },
    { record: "slo:errors:rate5m", expr: errorRate(objective, model, "5m"), labels },
    { record: "slo:objective:ratio", expr: `vector(${objective.ratio})`, labels },
  ];
}

/** The error ratios of every objective of the model. */
function errorRatioRule(window: (typeof windows)[number], model: WatchedModel): RecordingRule {
  const labels = labelsOf(model);
  const series = selectorOf(labels);
  return {
    record: `slo:error_ratio:rate${window}`,
    expr:
      window === "5m"
        ? `slo:errors:rate5m${series} / (slo:requests:rate5m${series} > 0)`
        : errorRatio(series, window),
    labels,
  };
}

/** 1 where nothing of the budget is spent, 0 where all of it is, and less where it is overspent. */
function budgetRule(objective: Objective, model: WatchedModel, days: number): RecordingRule {
  const labels = labelsOf(model, objective);
  return {
    record: "slo:error_budget_remaining:ratio",
    expr: `1 - ${errorRatio(selectorOf(labels), `${days}d`)} / ${budgetOf(objective)}`,
    labels,
  };
}

/** Share of bad requests in a window; none without requests. */
function errorRatio(series: string, window: string): string {
  return `sum_over_time(slo:errors:rate5m${series}[${window}]) / (sum_over_time(slo:requests:rate5m${series}[${window}]) > 0)`;
}

function labelsOf(
  { namespace, service }: WatchedModel,
  objective?: Objective,
): Readonly<Record<string, string>> {
  return { namespace, model_service: service, ...(objective && { slo: objective.slo }) };
}

function selectorOf(labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `{${matchers.join(",")}}`;
}

function burnAlerts(objective: Objective, model: WatchedModel, budgetDays: number): AlertRule[] {
  const labels = labelsOf(model, objective);
  const about = `of {{ $labels.slo }} of {{ $labels.namespace }}/{{ $labels.model_service }}`;
  const promise = `Promised are ${withoutNoise(objective.ratio * 100)} % of good requests over ${budgetDays} days; {{ $value | humanizePercentage }} were bad in the window that alerts.`;
  return (
    [
      { alert: "ModelErrorBudgetBurnFast", severity: "critical", speed: "fast" },
      { alert: "ModelErrorBudgetBurnSlow", severity: "warning", speed: "slowly but surely" },
    ] as const
  ).flatMap(({ alert, severity, speed }) => {
    const rates = burnRates(severity, budgetOf(objective), budgetDays);
    if (rates.length === 0) return [];
    return [
      {
        alert,
        expr: rates
          .map((rate) => burns(rate, selectorOf(labels), budgetOf(objective)))
          .join("\nor\n"),
        severity,
        owner: "tenant",
        labels,
        summary: `The error budget ${about} is spent ${speed}`,
        description: `${promise} At this pace the budget does not last.`,
      },
    ];
  });
}

function burns({ long, short, rate }: BurnRate, series: string, budget: number): string {
  const threshold = withoutNoise(rate * budget);
  const badRequests = `sum_over_time(slo:errors:rate5m${series}[${long}]) * ${INTERVAL_SECONDS}`;
  return [
    `(slo:error_ratio:rate${long}${series} > ${threshold}`,
    `and slo:error_ratio:rate${short}${series} > ${threshold}`,
    `and ${badRequests} >= ${FEWEST_BAD_REQUESTS})`,
  ].join("\n");
}
