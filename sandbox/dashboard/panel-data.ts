import type { PrometheusClient, Series } from "../prometheus/client";
import type { DrawnPanel, PanelQuery } from "./panel";
import { stepOf, substituted, type TimeRange, type VariableValues } from "./variables";

/** What Prometheus says to one query of a panel. */
export interface QueryResult {
  readonly query: PanelQuery;
  readonly series: readonly Series[];
}

/**
 * What Prometheus says to the queries of a panel; values that are no number are left out.
 *
 * @throws QueryError
 */
export async function panelData(
  panel: DrawnPanel,
  client: PrometheusClient,
  range: TimeRange,
  values?: VariableValues,
): Promise<QueryResult[]> {
  return Promise.all(
    panel.targets.map(async (query) => {
      const expr = substituted(query.expr, range, values);
      const series =
        query.instant === true
          ? await client.query(expr, range.to)
          : await client.queryRange(expr, range.from, range.to, stepOf(range));
      return { query, series: series.map(numbers).filter(({ points }) => points.length > 0) };
    }),
  );
}

function numbers({ labels, points }: Series): Series {
  return { labels, points: points.filter(([, value]) => !Number.isNaN(value)) };
}

/** Name of a series: the legend with the values of its labels, else its labels. */
export function seriesName({ legendFormat = "" }: PanelQuery, { labels }: Series): string {
  if (legendFormat === "" || legendFormat === "__auto") {
    const pairs = Object.entries(labels).filter(([label]) => label !== "__name__");
    return pairs.map(([label, value]) => `${label}=${value}`).join(", ") || "value";
  }
  return legendFormat
    .replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? "")
    .trim();
}
