import { errorRate, histogramOf, requestRate, type MeasuredModel } from "./indicator";
import { budgetOf, objectivesOf, type LatencyObjective, type Objective } from "./objective";
import type { ServiceLevelObjectives } from "./slo";

/** What a rollout asks before it moves traffic: every check has to give a value, and none above its threshold. */
export interface SloGate {
  /** One for each objective. */
  readonly checks: readonly SloCheck[];
}

/** One question to Prometheus. */
export interface SloCheck {
  /** What is measured, in kebab case, for instance `latency-p95`. */
  readonly name: string;
  /** Value of the label `slo` in the recorded series, for instance `latency_p95`. */
  readonly slo: string;
  /**
   * PromQL that gives one element, or none where there were no requests or nobody measured them: then nothing is known,
   * and the rollout has to wait.
   */
  readonly query: string;
  /** Largest value that is good. */
  readonly threshold: number;
  /** Unit of the value and of the threshold. */
  readonly unit: "ratio" | "milliseconds" | "seconds";
  readonly comparison: "atMost";
  /** How far back the query looks, in Prometheus' durations. */
  readonly window: string;
}

/** How far back a check looks: long enough for four scrapes, short enough that what was before the step does not count. */
const DEFAULT_GATE_WINDOW = "5m";

/**
 * The checks of a service, for instance of a canary beside the stable one: of the same objectives with the name of the
 * canary.
 *
 * @param slo Objectives. Default: none, which gives a gate without checks.
 * @param window In Prometheus' durations. Default: `5m`.
 */
export function sloGateOf(
  slo: ServiceLevelObjectives | undefined,
  model: MeasuredModel,
  window = DEFAULT_GATE_WINDOW,
): SloGate {
  return {
    checks: objectivesOf(slo ?? {}).map((objective) => ({
      name: objective.slo.replaceAll("_", "-"),
      slo: objective.slo,
      ...measured(objective, model, window),
      comparison: "atMost",
      window,
    })),
  };
}

function measured(
  objective: Objective,
  model: MeasuredModel,
  window: string,
): Pick<SloCheck, "query" | "threshold" | "unit"> {
  if (objective.kind !== "availability") return latency(objective, model, window);
  const errors = errorRate(objective, model, window);
  const requests = requestRate(objective, model, window);
  return {
    query: `(${errors}) / (${requests} > 0)`,
    threshold: budgetOf(objective),
    unit: "ratio",
  };
}

/** A percentile is at most a limit of its histogram exactly when that share of the requests lies below the limit. */
function latency(
  objective: LatencyObjective,
  model: MeasuredModel,
  window: string,
): Pick<SloCheck, "query" | "threshold" | "unit"> {
  const { metric, selector, unit } = histogramOf(objective, model);
  const buckets = `sum by (le) (rate(${metric}_bucket{${selector}}[${window}]))`;
  return {
    // Without requests a quantile is NaN, which the comparison drops.
    query: `histogram_quantile(${objective.ratio}, ${buckets}) >= 0`,
    threshold: objective.limit / unit,
    unit: unit === 1 ? "milliseconds" : "seconds",
  };
}
