import type { Distribution } from "../sample";

/** Something that goes up and down around a mean. */
export interface Wave {
  readonly mean: number;
  /** Largest deviation, as a share of the mean, 0 to 1. */
  readonly swing: number;
  readonly periodSeconds: number;
  /** Where in its period it begins, in seconds. */
  readonly shiftSeconds?: number;
}

/** How it stands at a time. */
export function level({ mean, swing, periodSeconds, shiftSeconds = 0 }: Wave, at: number): number {
  return mean * (1 + swing * Math.sin((2 * Math.PI * (at + shiftSeconds)) / periodSeconds));
}

/** The sum of a rate since a start: the integral of {@link level}, so it never falls. */
export function total(wave: Wave, start: number, at: number): number {
  return integral(wave, at) - integral(wave, start);
}

function integral({ mean, swing, periodSeconds, shiftSeconds = 0 }: Wave, at: number): number {
  const circle = 2 * Math.PI;
  const angle = (circle * (at + shiftSeconds)) / periodSeconds;
  return mean * (at - (swing * periodSeconds * Math.cos(angle)) / circle);
}

/** The same wave, higher or lower. */
export function scaled(wave: Wave, factor: number): Wave {
  return { ...wave, mean: wave.mean * factor };
}

/** Values that are log-logistic: half of them below the median, and a tail that is longer the lower the shape is. */
export interface Spread {
  readonly median: number;
  /** Above 1. */
  readonly shape: number;
}

/** A histogram of a number of values; they are spread over the limits as the spread says. */
export function histogramOf(
  { median, shape }: Spread,
  count: number,
  limits: readonly number[],
): Distribution {
  return {
    count,
    sum: count * meanOf({ median, shape }),
    steps: limits.map((limit) => [limit, count / (1 + (median / limit) ** shape)]),
  };
}

/** Two distributions over the same limits, taken together. */
export function mixed(one: Distribution, other: Distribution): Distribution {
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    steps: one.steps.map(([limit, value], index) => [
      limit,
      value + (other.steps[index]?.[1] ?? 0),
    ]),
  };
}

/** A summary of a number of values; of none, its quantiles are no numbers. */
export function summaryOf(
  { median, shape }: Spread,
  count: number,
  quantiles: readonly number[],
): Distribution {
  return {
    count,
    sum: count * meanOf({ median, shape }),
    steps: quantiles.map((quantile) => [
      quantile,
      count === 0 ? NaN : median * (quantile / (1 - quantile)) ** (1 / shape),
    ]),
  };
}

function meanOf({ median, shape }: Spread): number {
  const angle = Math.PI / shape;
  return (median * angle) / Math.sin(angle);
}
