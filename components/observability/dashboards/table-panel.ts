import { TableSortByFieldStateBuilder } from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";

import { datasources } from "./datasources";
import type { Link } from "./links";
import { instantQuery, thresholdsOf, type Limits } from "./panels";
import type { Unit } from "./units";

/** A column of numbers. */
interface Column {
  readonly title: string;
  readonly unit: Unit;
  /** PromQL. Its elements carry exactly the labels of the table, so that the columns join. */
  readonly expr: string;
  readonly limits?: Limits;
}

/** Values of now, a line for each set of labels. */
export interface TableOptions {
  readonly title: string;
  readonly description: string;
  /** Labels of the lines, with the titles of their columns. */
  readonly labels: Readonly<Record<string, string>>;
  /** The first one sorts the table. */
  readonly columns: readonly [Column, ...Column[]];
  /** Whether the smallest values are on top. Default: `false`, the largest are. */
  readonly smallestFirst?: boolean;
  /** Columns of 24. Default: 24. */
  readonly width?: 8 | 12 | 24;
  readonly links?: readonly Link[];
}

export function table(options: TableOptions): Panel {
  const { title, description, labels, columns, width = 24, links = [] } = options;
  const { smallestFirst = false } = options;
  const [first] = columns;
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .unit(first.unit)
    .span(width)
    .height(8)
    .datasource(datasources.prometheus)
    .targets(columns.map(({ expr }, index) => instantQuery(expr, index)))
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({ id: "organize", options: arrangement(labels, columns) })
    .sortBy([new TableSortByFieldStateBuilder().displayName(first.title).desc(!smallestFirst)])
    .dataLinks([...links]);
  for (const column of columns) panel.overrideByName(column.title, properties(column));
  return panel.build();
}

/** What the columns are called, and in which order they stand; the time of the values is not shown. */
function arrangement(labels: TableOptions["labels"], columns: readonly Column[]): object {
  const titles: readonly (readonly [name: string, title: string])[] = [
    ...Object.entries(labels),
    ...columns.map(({ title }, index) => [valueName(index, columns.length), title] as const),
  ];
  return {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(titles.map(([name], index) => [name, index])),
    renameByName: Object.fromEntries(titles),
  };
}

/** The name that Grafana gives to the values of a query: the letter of the query is in it when there are several. */
function valueName(index: number, count: number): string {
  return count === 1 ? "Value" : `Value #${String.fromCharCode("A".charCodeAt(0) + index)}`;
}

/** A setting of one column. */
interface Property {
  readonly id: string;
  readonly value: unknown;
}

function properties({ unit, limits }: Column): Property[] {
  const shown: Property[] = [{ id: "unit", value: unit }];
  if (limits === undefined) return shown;
  return [
    ...shown,
    { id: "thresholds", value: thresholdsOf(limits).build() },
    { id: "custom.cellOptions", value: { type: "color-text" } },
  ];
}
