import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";

import { QueryError, type PrometheusClient } from "../prometheus/client";
import { graphHtml } from "./graph";
import { escapeHtml } from "./html";
import { drawnPanels, thresholdColor, type DrawnPanel } from "./panel";
import { panelData, type QueryResult } from "./panel-data";
import { styles } from "./styles";
import { tableHtml } from "./table";
import { themes, type Theme, type ThemeName } from "./theme";
import { valueText } from "./value-text";
import type { TimeRange, VariableValues } from "./variables";

/** What a page shows of a dashboard. */
export interface PageOptions {
  readonly client: PrometheusClient;
  readonly range: TimeRange;
  /** What the reader has to know of the data, for instance that it is simulated. */
  readonly note: string;
  /** Chosen values of variables. Default: everything. */
  readonly values?: VariableValues;
  /** Links above the dashboard, by text. Default: none. */
  readonly links?: Readonly<Record<string, string>>;
  /** Default: dark. */
  readonly theme?: ThemeName;
}

/** Columns of Grafana's grid, and the pixels of one at the width for which graphs are drawn. */
const gridColumns = 24;
const columnPixels = 58.33;
const rowPixels = 30;
const gapPixels = 8;

/** A dashboard with its data as one static page. */
export async function dashboardPage(dashboard: Dashboard, options: PageOptions): Promise<string> {
  const theme = themes[options.theme ?? "dark"];
  const panels = drawnPanels(dashboard);
  const drawn = await Promise.all(panels.map((panel) => panelHtml(panel, options, theme)));
  const title = dashboard.title ?? "Dashboard";
  return documentHtml(
    title,
    [
      header(title, dashboard.description ?? "", options),
      `<main class="grid">${drawn.join("")}</main>`,
    ].join(""),
    theme,
  );
}

/** A whole HTML document. */
export function documentHtml(title: string, body: string, theme: Theme = themes.dark): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${styles(theme, gridColumns, rowPixels, gapPixels)}</style></head><body>${body}</body></html>\n`;
}

function header(
  title: string,
  description: string,
  { range, note, links = {} }: PageOptions,
): string {
  const menu = Object.entries(links)
    .map(([text, href]) => `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`)
    .join("");
  const times = `${timeText(range.from)} to ${timeText(range.to)} UTC`;
  return [
    `<header><div><h1>${escapeHtml(title)}</h1><p>${escapeHtml(description)}</p></div>`,
    `<div class="aside"><p>${times}</p><p class="note">${escapeHtml(note)}</p></div></header>`,
    menu === "" ? "" : `<nav>${menu}</nav>`,
  ].join("");
}

async function panelHtml(panel: DrawnPanel, options: PageOptions, theme: Theme): Promise<string> {
  const { x, y, w, h } = panel.gridPos;
  const place = `grid-column:${x + 1}/span ${w};grid-row:${y + 1}/span ${h}`;
  if (panel.type === "row") return `<h2 style="${place}">${escapeHtml(panel.title)}</h2>`;
  const body = await bodyHtml(panel, options, theme);
  return `<section style="${place}" class="${escapeHtml(panel.type)}"><h3 title="${escapeHtml(panel.description)}">${escapeHtml(panel.title)}</h3>${body}</section>`;
}

async function bodyHtml(panel: DrawnPanel, options: PageOptions, theme: Theme): Promise<string> {
  const { client, range, values } = options;
  if (panel.type === "text")
    return `<p class="empty">${escapeHtml(panel.options?.content ?? "")}</p>`;
  const source = panel.datasource?.type;
  if (source !== undefined && source !== "prometheus") {
    return `<p class="empty">Needs ${source === "tempo" ? "Tempo" : "Loki"}, which is not here</p>`;
  }
  try {
    const results = await panelData(panel, client, range, values);
    if (results.every(({ series }) => series.length === 0)) return '<p class="empty">No data</p>';
    return drawnHtml(panel, results, range, theme);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return `<p class="empty failed">${escapeHtml(error.message)}</p>`;
  }
}

function drawnHtml(
  panel: DrawnPanel,
  results: readonly QueryResult[],
  range: TimeRange,
  theme: Theme,
): string {
  const { w, h } = panel.gridPos;
  switch (panel.type) {
    case "timeseries": {
      const height = h * rowPixels + (h - 1) * gapPixels - 34 - 46;
      return graphHtml(
        panel,
        results,
        range,
        { width: Math.round(w * columnPixels) - 30, height },
        theme,
      );
    }
    case "table":
      return tableHtml(panel, results, theme);
    case "stat":
    case "gauge":
      return statHtml(panel, results, theme);
    default:
      return `<p class="empty">Panels of the kind ${escapeHtml(panel.type)} are drawn in Grafana only</p>`;
  }
}

function statHtml(panel: DrawnPanel, results: readonly QueryResult[], theme: Theme): string {
  const { unit = "short", thresholds } = panel.fieldConfig?.defaults ?? {};
  const steps = thresholds?.steps ?? [];
  const values = results.flatMap(({ series }) =>
    series.map(({ points }) => points.at(-1)?.[1] ?? NaN),
  );
  // A single step is no limit: the number stays in the colour of the text.
  const color = (value: number): string =>
    steps.length < 2 ? theme.text : (theme.named[thresholdColor(value, steps) ?? ""] ?? theme.text);
  const numbers = values.map(
    (value) =>
      `<strong style="color:${color(value)}">${escapeHtml(valueText(value, unit))}</strong>`,
  );
  return `<div class="big">${numbers.join("")}</div>`;
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
}
