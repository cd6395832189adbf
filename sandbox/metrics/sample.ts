import { metricSources } from "./catalogue/catalogue";
import { seriesNames, type Labels, type MetricFamily, type MetricSource } from "./family";

/** One line of an exposition. */
export interface Sample {
  readonly family: MetricFamily;
  /** Name of the series: that of the family, or with `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** How a histogram or summary stands: what came at most to each limit, all of it, and its sum. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  /** Cumulative counts by upper limit, without `+Inf`; or values by quantile. */
  readonly steps: readonly (readonly [limit: number, value: number])[];
}

/** Makes samples of one exporter, which can only be those of its catalogue. */
export class SampleMaker {
  readonly #families: ReadonlyMap<string, MetricFamily>;
  readonly #source: string;

  constructor(source: string) {
    this.#families = familiesOf(sourceNamed(source));
    this.#source = source;
  }

  /** A sample of a counter or gauge. */
  sample(name: string, labels: Labels, value: number): Sample {
    return this.#line(name, name, labels, value);
  }

  /** Buckets, sum and count of a histogram. */
  histogram(name: string, labels: Labels, { count, sum, steps }: Distribution): Sample[] {
    const buckets = [...steps, [Infinity, count] as const];
    return [
      ...buckets.map(([limit, value]) =>
        this.#line(name, `${name}_bucket`, { ...labels, le: limitText(limit) }, value),
      ),
      this.#line(name, `${name}_sum`, labels, sum),
      this.#line(name, `${name}_count`, labels, count),
    ];
  }

  /** Quantiles, sum and count of a summary. */
  summary(name: string, labels: Labels, { count, sum, steps }: Distribution): Sample[] {
    return [
      ...steps.map(([quantile, value]) =>
        this.#line(name, name, { ...labels, quantile: String(quantile) }, value),
      ),
      this.#line(name, `${name}_sum`, labels, sum),
      this.#line(name, `${name}_count`, labels, count),
    ];
  }

  #line(familyName: string, name: string, labels: Labels, value: number): Sample {
    const family = this.#families.get(familyName);
    const own = family && seriesNames(family)[name];
    if (family === undefined || own === undefined) {
      throw new Error(`${this.#source} has no series ${name}`);
    }
    const allowed = [...family.labels, ...own];
    const strange = Object.keys(labels).find((label) => !allowed.includes(label));
    if (strange !== undefined) throw new Error(`${name} has no label ${strange}`);
    return { family, name, labels, value };
  }
}

function sourceNamed(name: string): MetricSource {
  const source = metricSources.find((one) => one.name === name);
  if (source === undefined) throw new Error(`no exporter is named ${name}`);
  return source;
}

function familiesOf({ families }: MetricSource): ReadonlyMap<string, MetricFamily> {
  return new Map(families.map((family) => [family.name, family]));
}

/** A limit as the exporters print it. */
function limitText(limit: number): string {
  return limit === Infinity ? "+Inf" : String(limit);
}
