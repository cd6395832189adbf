import type { Labels } from "../metrics/family";

/** A value at a time, in Unix seconds. */
export type Point = readonly [seconds: number, value: number];

/** A series of an answer. */
export interface Series {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** Prometheus refused a query. The message is its own. */
export class QueryError extends Error {
  override readonly name = "QueryError";
}

interface Answer {
  readonly status: "success" | "error";
  readonly error?: string;
  readonly data?: {
    readonly resultType: "matrix" | "vector" | "scalar" | "string";
    readonly result: unknown;
  };
}

type RawPoint = readonly [number, string];

interface RawSeries {
  readonly metric: Labels;
  readonly value?: RawPoint;
  readonly values?: readonly RawPoint[];
}

/** Asks a Prometheus over its HTTP interface. */
export class PrometheusClient {
  constructor(private readonly url: string) {}

  /**
   * The value of an expression at one time.
   *
   * @param at Unix seconds. Default: now.
   * @throws QueryError
   */
  async query(expr: string, at?: number): Promise<Series[]> {
    return this.#ask("query", { query: expr, ...(at !== undefined && { time: String(at) }) });
  }

  /**
   * The values of an expression over a range.
   *
   * @throws QueryError
   */
  async queryRange(expr: string, from: number, to: number, stepSeconds: number): Promise<Series[]> {
    return this.#ask("query_range", {
      query: expr,
      start: String(from),
      end: String(to),
      step: String(stepSeconds),
    });
  }

  /** Label sets of the series that match and had a sample since a time. */
  async series(match: string, from: number): Promise<Labels[]> {
    const { data } = (await this.#fetch("series", { "match[]": match, start: String(from) })) as {
      readonly data: readonly Labels[];
    };
    return [...data];
  }

  async #ask(path: string, parameters: Readonly<Record<string, string>>): Promise<Series[]> {
    const { data } = (await this.#fetch(path, parameters)) as Answer;
    if (data === undefined) return [];
    if (data.resultType === "scalar") {
      return [{ labels: {}, points: [point(data.result as RawPoint)] }];
    }
    return (data.result as readonly RawSeries[]).map(({ metric, value, values }) => ({
      labels: metric,
      points: (values ?? (value === undefined ? [] : [value])).map(point),
    }));
  }

  async #fetch(path: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1/${path}`, {
      method: "POST",
      body: new URLSearchParams(parameters),
    });
    const answer = (await response.json()) as Answer;
    if (answer.status !== "success") throw new QueryError(answer.error ?? response.statusText);
    return answer;
  }
}

function point([seconds, value]: RawPoint): Point {
  return [seconds, Number(value.replace("Inf", "Infinity"))];
}
