import {
  firstTokenLatency,
  meshLatency,
  millisecondsOf,
  type LatencyHistogram,
} from "./latency-limits";
import {
  percentiles,
  type LatencyTargets,
  type Percentile,
  type ServiceLevelObjectives,
} from "./slo";

/** One promise: a share of requests that has to be good. */
export type Objective = AvailabilityObjective | LatencyObjective;

/** That requests succeed. */
interface AvailabilityObjective {
  readonly kind: "availability";
  /** Value of the label `slo`. */
  readonly slo: "availability";
  /** Share of good requests, between 0 and 1. */
  readonly ratio: number;
}

/** That requests are answered in time. */
export interface LatencyObjective {
  readonly kind: "latency" | "timeToFirstToken";
  /** Value of the label `slo`, for instance `latency_p95`. */
  readonly slo: string;
  /** Share of good requests, between 0 and 1: what the percentile says. */
  readonly ratio: number;
  /** Milliseconds that a good request takes at most. */
  readonly limit: number;
}

/** What measures each kind of latency, by the field that promises it. */
export const latencyKinds: Readonly<
  Record<LatencyObjective["kind"], { readonly label: string; readonly histogram: LatencyHistogram }>
> = {
  latency: { label: "latency", histogram: meshLatency },
  timeToFirstToken: { label: "time_to_first_token", histogram: firstTokenLatency },
};

/** The promises one by one: availability, then latencies from the lowest percentile on. Expects valid ones (`slo-rules.ts`). */
export function objectivesOf(slo: ServiceLevelObjectives): Objective[] {
  const { availability } = slo;
  return [
    ...(availability === undefined
      ? []
      : [
          {
            kind: "availability",
            slo: "availability",
            ratio: withoutNoise(availability / 100),
          } as const,
        ]),
    ...latencyObjectives("latency", slo.latency),
    ...latencyObjectives("timeToFirstToken", slo.timeToFirstToken),
  ];
}

function latencyObjectives(
  kind: LatencyObjective["kind"],
  targets: LatencyTargets = {},
): LatencyObjective[] {
  return (Object.keys(percentiles) as Percentile[]).flatMap((percentile) => {
    const limit = millisecondsOf(targets[percentile] ?? "");
    if (limit === undefined) return [];
    const slo = `${latencyKinds[kind].label}_${percentile}`;
    return [{ kind, slo, ratio: percentiles[percentile], limit }];
  });
}

/** Share of requests that may be bad: the error budget. */
export function budgetOf({ ratio }: Objective): number {
  return withoutNoise(1 - ratio);
}

/** A number without the noise of binary fractions, as it is written into a query. */
export function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}
