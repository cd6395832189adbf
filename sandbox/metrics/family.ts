/** What a metric means to Prometheus. */
type MetricType = "counter" | "gauge" | "histogram" | "summary";

/** Labels of one series. */
export type Labels = Readonly<Record<string, string>>;

/** One metric of an exporter: all series of one name. */
export interface MetricFamily {
  /** Name in the exporter's source; series of histograms and summaries add `_bucket`, `_sum` and `_count`. */
  readonly name: string;
  readonly type: MetricType;
  /** The exporter's own labels, without `le`, `quantile` and those that Prometheus gives to the target. */
  readonly labels: readonly string[];
  /** Name of the exporter, as in `metricSources`. */
  readonly source: string;
  /** What has to be switched on for it to exist. Default: nothing. */
  readonly option?: string;
}

/** An exporter. */
export interface MetricSource {
  readonly name: string;
  /** Where the names and labels were read. */
  readonly origin: string;
  readonly families: readonly MetricFamily[];
}

/** Families of one exporter by type: each row is a name and the labels. */
interface SourceDescription {
  readonly name: string;
  readonly origin: string;
  readonly metrics: Readonly<Partial<Record<MetricType, Readonly<Record<string, string>>>>>;
  /** Names that exist only with an option, and which it is. */
  readonly options?: Readonly<Record<string, string>>;
}

/** A source from its description, in which labels are written with blanks between them. */
export function metricSource({
  name,
  origin,
  metrics,
  options = {},
}: SourceDescription): MetricSource {
  const families = Object.entries(metrics).flatMap(([type, named]) =>
    Object.entries(named).map(([family, labels]): MetricFamily => {
      const option = options[family];
      return {
        name: family,
        type: type as MetricType,
        labels: labels.split(" ").filter((label) => label !== ""),
        source: name,
        ...(option !== undefined && { option }),
      };
    }),
  );
  const unknown = Object.keys(options).find((key) => !families.some((one) => one.name === key));
  if (unknown !== undefined)
    throw new Error(`${name}: an option for ${unknown}, which is not listed`);
  return { name, origin, families };
}

/** Every name that series of a family have, with the label that the exposition adds to each. */
export function seriesNames({
  name,
  type,
}: MetricFamily): Readonly<Record<string, readonly string[]>> {
  switch (type) {
    case "counter":
    case "gauge":
      return { [name]: [] };
    case "histogram":
      return { [`${name}_bucket`]: ["le"], [`${name}_sum`]: [], [`${name}_count`]: [] };
    case "summary":
      return { [name]: ["quantile"], [`${name}_sum`]: [], [`${name}_count`]: [] };
  }
}
