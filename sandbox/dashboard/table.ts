import { escapeHtml } from "./html";
import { thresholdColor, type DrawnPanel, type ThresholdStep } from "./panel";
import type { QueryResult } from "./panel-data";
import type { Theme } from "./theme";
import { valueText } from "./value-text";

/** How Grafana's transformation `organize` orders and names fields. */
interface Organize {
  readonly excludeByName?: Readonly<Record<string, boolean>>;
  readonly indexByName?: Readonly<Record<string, number>>;
  readonly renameByName?: Readonly<Record<string, string>>;
}

type Cell = string | number | undefined;

/** Most lines that a table shows. */
const tableLines = 12;

/** Values of now, one line for each set of labels. */
export function tableHtml(
  panel: DrawnPanel,
  results: readonly QueryResult[],
  theme: Theme,
): string {
  const rows = mergedRows(results);
  const { excludeByName = {}, indexByName = {}, renameByName = {} } = organizeOf(panel);
  const fields = [...new Set(rows.flatMap((row) => [...row.keys()]))].filter(
    (field) => excludeByName[field] !== true && field !== "__name__",
  );
  fields.sort((one, other) => (indexByName[one] ?? 99) - (indexByName[other] ?? 99));
  const title = (field: string): string => renameByName[field] ?? field;
  const sorted = sortedRows(panel, rows, fields, title);
  const head = fields
    .map(
      (field) => `<th${isValue(field) ? ' class="number"' : ""}>${escapeHtml(title(field))}</th>`,
    )
    .join("");
  const body = sorted
    .slice(0, tableLines)
    .map(
      (row) =>
        `<tr>${fields.map((field) => cellHtml(panel, title(field), row.get(field), theme)).join("")}</tr>`,
    )
    .join("");
  return `<div class="table"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** The queries' elements with the same labels as one line. */
function mergedRows(results: readonly QueryResult[]): Map<string, Cell>[] {
  const rows = new Map<string, Map<string, Cell>>();
  for (const { query, series } of results) {
    const valueName = results.length === 1 ? "Value" : `Value #${query.refId}`;
    for (const { labels, points } of series) {
      const named = Object.entries(labels).filter(([label]) => label !== "__name__");
      const key = JSON.stringify(named.sort(([one], [other]) => one.localeCompare(other)));
      const row = rows.get(key) ?? new Map<string, Cell>(named);
      row.set(valueName, points.at(-1)?.[1]);
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

function organizeOf({ transformations = [] }: DrawnPanel): Organize {
  return transformations.find(({ id }) => id === "organize")?.options ?? {};
}

function sortedRows(
  panel: DrawnPanel,
  rows: readonly Map<string, Cell>[],
  fields: readonly string[],
  title: (field: string) => string,
): Map<string, Cell>[] {
  const [by] = panel.options?.sortBy ?? [];
  const field = fields.find((one) => title(one) === by?.displayName);
  if (field === undefined) return [...rows];
  const direction = by?.desc === true ? -1 : 1;
  const order = (row: Map<string, Cell>): number => {
    const cell = row.get(field);
    return typeof cell === "number" ? cell : -Infinity;
  };
  return [...rows].sort((one, other) => direction * (order(one) - order(other)));
}

function cellHtml(panel: DrawnPanel, column: string, cell: Cell, theme: Theme): string {
  if (typeof cell !== "number") return `<td>${escapeHtml(cell ?? "")}</td>`;
  const property = propertiesOf(panel, column);
  const unit =
    (property("unit") as string | undefined) ?? panel.fieldConfig?.defaults?.unit ?? "short";
  const limits = property("thresholds") as
    { readonly steps?: readonly ThresholdStep[] } | undefined;
  const color = thresholdColor(cell, limits?.steps);
  const style = color === undefined ? "" : ` style="color:${theme.named[color] ?? theme.text}"`;
  return `<td class="number"${style}>${escapeHtml(valueText(cell, unit))}</td>`;
}

function propertiesOf(panel: DrawnPanel, column: string): (id: string) => unknown {
  const override = panel.fieldConfig?.overrides?.find(({ matcher }) => matcher.options === column);
  return (id) => override?.properties.find((property) => property.id === id)?.value;
}

function isValue(field: string): boolean {
  return /^Value( #[A-Z])?$/.test(field);
}
