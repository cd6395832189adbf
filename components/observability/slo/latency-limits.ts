/** What a histogram can tell: how many requests took at most each of these times. */
export interface LatencyHistogram {
  /** Who counts, for messages. */
  readonly source: string;
  /** Upper limits of its buckets in milliseconds, ascending. */
  readonly limits: readonly number[];
}

/**
 * Limits of `istio_request_duration_milliseconds`: those that Envoy gives to every histogram
 * (`HistogramSettingsImpl::defaultBuckets`, `source/common/stats/histogram_impl.cc`, Envoy 1.39.1).
 */
export const meshLatency: LatencyHistogram = {
  source: "the mesh",
  limits: [
    0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
    600_000, 1_800_000, 3_600_000,
  ],
};

/** Limits of `vllm:time_to_first_token_seconds` (`vllm/v1/metrics/loggers.py`), here in milliseconds. */
export const firstTokenLatency: LatencyHistogram = {
  source: "vLLM",
  limits: [
    1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000, 20_000,
    40_000, 80_000, 160_000, 640_000, 2_560_000,
  ],
};

/** Milliseconds of a text such as `100 ms` or `2.5 s`; `undefined` where it is none. */
export function millisecondsOf(text: string): number | undefined {
  const [, amount = "", unit] = /^(\d+(?:\.\d+)?) (ms|s)$/.exec(text) ?? [];
  if (unit === undefined) return undefined;
  return unit === "s" ? Math.round(Number(amount) * 1e6) / 1e3 : Number(amount);
}

/** A duration as one writes it: below a second in milliseconds. */
export function durationText(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds} ms` : `${milliseconds / 1_000} s`;
}

/** The limits next to a time, which is none itself; `undefined` where there is none on that side. */
export function nearestLimits(
  { limits }: LatencyHistogram,
  milliseconds: number,
): { readonly lower: number | undefined; readonly upper: number | undefined } {
  return {
    lower: limits.findLast((limit) => limit < milliseconds),
    upper: limits.find((limit) => limit > milliseconds),
  };
}

/**
 * Matcher of the bucket of a limit, in the unit of its histogram. Servers write whole limits without a fraction (`100`);
 * Prometheus 3 stores them as floats in Go's shortest form (`100.0`, and from 10^6 on `1.8e+06`; its migration guide, "le
 * and quantile label values"), and an agent that sends to another store may keep what it read.
 */
export function bucketMatcher(limit: number): string {
  if (!Number.isInteger(limit)) return `le="${limit}"`;
  return `le=~"${limit}|${stored(limit)}"`;
}

function stored(limit: number): string {
  if (limit < 1e6) return `${limit}[.]0`;
  const [mantissa = "", exponent = ""] = limit.toExponential().split("e+");
  return `${mantissa.replace(".", "[.]")}e[+]${exponent.padStart(2, "0")}`;
}
