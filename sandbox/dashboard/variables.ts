/** The times that a dashboard shows, in Unix seconds. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Values of the variables of a dashboard; those that are not named match everything. */
export type VariableValues = Readonly<Record<string, string>>;

/** Points that a graph has at most. */
const points = 240;

/** Seconds between two points of a graph. */
export function stepOf({ from, to }: TimeRange): number {
  return Math.max(15, Math.ceil((to - from) / points / 15) * 15);
}

/** Window of a rate that always holds several scrapes, in seconds. */
const rateSeconds = 300;

/** A query as Grafana would send it: `$name` and `${name}` replaced, with its own variables of time. */
export function substituted(expr: string, range: TimeRange, values: VariableValues = {}): string {
  const own: VariableValues = {
    __rate_interval: `${Math.max(rateSeconds, stepOf(range))}s`,
    __interval: `${stepOf(range)}s`,
    __range: `${Math.round(range.to - range.from)}s`,
    __range_s: String(Math.round(range.to - range.from)),
  };
  return expr.replaceAll(
    /\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g,
    (_, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare ?? "";
      return own[name] ?? values[name] ?? ".*";
    },
  );
}
