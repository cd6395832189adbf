/** Percentiles for which a latency can be promised, and the share of requests that each covers. */
export const percentiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/** A percentile for which a latency can be promised. */
export type Percentile = keyof typeof percentiles;

/** A duration of a request: a number, a space and its unit, for instance `"100 ms"` or `"2.5 s"`. */
export type Latency = `${number} ms` | `${number} s`;

/** By percentile, how long the fastest requests of that share may take. */
export type LatencyTargets = Readonly<Partial<Record<Percentile, Latency>>>;

/**
 * What is promised to those who ask a model, measured where their requests enter the mesh. Each promise gets recorded
 * series, alerts on how fast its error budget is spent, and a check for rollouts. At least one has to be made.
 */
export interface ServiceLevelObjectives {
  /**
   * Percent of requests that succeed, above 1 and at most 99.999, for instance 99.9. A request fails with an HTTP status
   * of 5xx, without an answer, or with one of the gRPC statuses 2, 4, 12, 13, 14 and 15; a mistake of the caller (4xx) is
   * no failure. Default: not promised.
   */
  readonly availability?: number;
  /**
   * Time from request to complete answer, of requests that succeed: `{ p95: "100 ms" }` promises that 95 percent of them
   * take 100 ms at most. Each has to be a limit of the mesh's histogram (`latency-limits.ts`) and below the time after
   * which a request is given up. Default: not promised.
   */
  readonly latency?: LatencyTargets;
  /**
   * Time from request to first token, for vLLM only, which measures it (`vllm:time_to_first_token_seconds`): what a
   * caller waits for where answers are streamed. Each has to be a limit of vLLM's histogram. Default: not promised.
   */
  readonly timeToFirstToken?: LatencyTargets;
  /**
   * Days over which the error budget is counted, whole, from 1 to 90. Metrics have to be kept that long. Default: 30, the
   * window of the SRE Workbook's examples.
   */
  readonly errorBudgetDays?: number;
}

/** Days of an error budget where nothing is said. */
export const DEFAULT_ERROR_BUDGET_DAYS = 30;
