import type { Problem } from "../../internal/problems";
import { durationText, millisecondsOf, nearestLimits } from "./latency-limits";
import { latencyKinds, type LatencyObjective } from "./objective";
import {
  percentiles,
  type LatencyTargets,
  type Percentile,
  type ServiceLevelObjectives,
} from "./slo";

/** What the objectives of a model are held against. */
export interface MeasuredService {
  /** Name of the runtime, for instance `vllm`. */
  readonly runtime: string;
  /** Seconds after which a request is given up. */
  readonly requestTimeoutSeconds: number;
}

/** Percent above which no window of the alerts holds enough requests: one failure in 100 000. */
const STRICTEST_AVAILABILITY = 99.999;

/** Most days of an error budget: a quarter, after which nobody remembers what was promised. */
const LONGEST_BUDGET_DAYS = 90;

const order = Object.keys(percentiles) as Percentile[];

/** Problems of the objectives of a model: what cannot be promised, and what cannot be measured. */
export function sloProblems(
  slo: ServiceLevelObjectives | undefined,
  service: MeasuredService,
): Problem[] {
  if (slo === undefined) return [];
  return [
    ...emptyProblems(slo),
    ...availabilityProblems(slo.availability),
    ...latencyProblems("latency", slo.latency, service),
    ...firstTokenProblems(slo.timeToFirstToken, service),
    ...errorBudgetProblems(slo.errorBudgetDays),
  ];
}

function emptyProblems({
  availability,
  latency,
  timeToFirstToken,
}: ServiceLevelObjectives): Problem[] {
  const promised = [...Object.keys(latency ?? {}), ...Object.keys(timeToFirstToken ?? {})];
  if (availability !== undefined || promised.length > 0) return [];
  return [
    {
      path: "slo",
      reason:
        'promises nothing. Write for instance availability: 99.9 or latency: { p95: "100 ms" }, or remove it.',
    },
  ];
}

function availabilityProblems(availability: number | undefined): Problem[] {
  const reason = availability === undefined ? undefined : wrongPercent(availability);
  return reason === undefined ? [] : [{ path: "slo.availability", reason }];
}

function wrongPercent(percent: number): string | undefined {
  if (percent > 0 && percent < 1) {
    return `${percent} is less than one percent. Write percent and not a ratio, for instance 99.9.`;
  }
  if (percent === 100) {
    return "100 leaves no error budget: the first failed request breaks it. Write less, for instance 99.9.";
  }
  if (!(percent > 0 && percent < 100)) {
    return `${percent} is not between 0 and 100 percent. Write for instance 99.9.`;
  }
  if (percent > STRICTEST_AVAILABILITY) {
    return `${percent} is stricter than can be measured: fewer than one request in 100 000 may fail. Write ${STRICTEST_AVAILABILITY} or less.`;
  }
  return undefined;
}

function firstTokenProblems(
  targets: LatencyTargets | undefined,
  service: MeasuredService,
): Problem[] {
  if (targets === undefined || service.runtime.startsWith("vllm")) {
    return latencyProblems("timeToFirstToken", targets, service);
  }
  return [
    {
      path: "slo.timeToFirstToken",
      reason: `is measured by vLLM only, and this model is served by ${service.runtime}. Remove it, or write latency.`,
    },
  ];
}

function latencyProblems(
  kind: LatencyObjective["kind"],
  targets: LatencyTargets = {},
  service: MeasuredService,
): Problem[] {
  const each = Object.entries(targets).flatMap(([percentile, target]) => {
    const reason = isPercentile(percentile)
      ? wrongLatency(kind, target, service)
      : `is not a percentile that can be promised. Write one of ${order.join(", ")}.`;
    return reason === undefined ? [] : [{ path: `slo.${kind}.${percentile}`, reason }];
  });
  return each.length > 0 ? each : orderProblems(kind, targets);
}

function isPercentile(text: string): text is Percentile {
  return text in percentiles;
}

function wrongLatency(
  kind: LatencyObjective["kind"],
  target: string,
  { requestTimeoutSeconds }: MeasuredService,
): string | undefined {
  const milliseconds = millisecondsOf(target);
  if (milliseconds === undefined) {
    return `"${target}" is not a duration. Write a number, a space and the unit, for instance "100 ms" or "2.5 s".`;
  }
  if (milliseconds >= requestTimeoutSeconds * 1_000) {
    return `"${target}" can never be missed: a request is given up after ${requestTimeoutSeconds} s. Write less, or raise requestTimeoutSeconds.`;
  }
  const { histogram } = latencyKinds[kind];
  if (histogram.limits.includes(milliseconds)) return undefined;
  const { lower, upper } = nearestLimits(histogram, milliseconds);
  const near = [lower, upper].flatMap((limit) => (limit === undefined ? [] : durationText(limit)));
  return `"${target}" cannot be measured: ${histogram.source} counts the requests up to ${near.join(" and up to ")}${near.length > 1 ? ", and none between" : " at the least"}. Write ${near.map((limit) => `"${limit}"`).join(" or ")}.`;
}

/** A higher percentile covers more requests, and so cannot be promised less time. */
function orderProblems(kind: LatencyObjective["kind"], targets: LatencyTargets): Problem[] {
  const given = order.flatMap((percentile) => {
    const target = targets[percentile];
    return target === undefined ? [] : [{ percentile, target, time: millisecondsOf(target) ?? 0 }];
  });
  return given.flatMap(({ percentile, target, time }, index) => {
    const next = given[index + 1];
    if (next === undefined || time <= next.time) return [];
    return [
      {
        path: `slo.${kind}.${percentile}`,
        reason: `"${target}" is more than the "${next.target}" of ${next.percentile}, which covers more requests. Lower it, or raise ${next.percentile}.`,
      },
    ];
  });
}

/** Problems of the days of an error budget, where they are given. */
export function errorBudgetProblems(days: number | undefined): Problem[] {
  if (days === undefined || (Number.isInteger(days) && days >= 1 && days <= LONGEST_BUDGET_DAYS)) {
    return [];
  }
  return [
    {
      path: "slo.errorBudgetDays",
      reason: `${days} is not a number of days. Write a whole number from 1 to ${LONGEST_BUDGET_DAYS}.`,
    },
  ];
}
