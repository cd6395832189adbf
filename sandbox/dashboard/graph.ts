import * as echarts from "echarts";

import type { Series } from "../prometheus/client";
import { escapeHtml } from "./html";
import type { DrawnPanel } from "./panel";
import { seriesName, type QueryResult } from "./panel-data";
import type { Theme } from "./theme";
import { valueText } from "./value-text";
import { stepOf, type TimeRange } from "./variables";

/** A line of a graph. */
interface Line {
  readonly name: string;
  readonly color: string;
  readonly series: Series;
}

/** Most lines of a legend; the graph has all of them. */
const legendLines = 8;

/** Series over time as SVG, with their last values below. */
export function graphHtml(
  panel: DrawnPanel,
  results: readonly QueryResult[],
  range: TimeRange,
  size: { readonly width: number; readonly height: number },
  theme: Theme,
): string {
  const lines = results
    .flatMap(({ query, series }) =>
      series.map((one) => ({ name: seriesName(query, one), series: one })),
    )
    .map((line, index) => ({
      ...line,
      color: theme.series[index % theme.series.length] ?? theme.text,
    }));
  const unit = panel.fieldConfig?.defaults?.unit ?? "short";
  return `${svg(panel, lines, range, size, theme)}${legendHtml(lines, unit)}`;
}

function svg(
  panel: DrawnPanel,
  lines: readonly Line[],
  range: TimeRange,
  size: { readonly width: number; readonly height: number },
  theme: Theme,
): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, ...size });
  const { unit = "short", min, max, custom } = panel.fieldConfig?.defaults ?? {};
  const stacked = custom?.stacking?.mode === "normal";
  const axis = { axisLine: { lineStyle: { color: theme.grid } }, axisTick: { show: false } };
  const label = { color: theme.muted, fontSize: 11, fontFamily: fonts };
  chart.setOption({
    animation: false,
    grid: { left: 8, right: 14, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: "time",
      min: range.from * 1000,
      max: range.to * 1000,
      splitNumber: Math.max(2, Math.round(size.width / 110)),
      ...axis,
      axisLabel: { ...label, hideOverlap: true, formatter: (at: number) => clock(at) },
    },
    yAxis: {
      type: "value",
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      // Else the last step is shorter than the others, and its labels touch.
      ...(min !== undefined && max !== undefined && { interval: (max - min) / 4 }),
      splitNumber: 4,
      ...axis,
      splitLine: { lineStyle: { color: theme.grid } },
      axisLabel: { ...label, formatter: (value: number) => valueText(value, unit) },
    },
    series: lines.map(({ name, color, series }, index) => ({
      type: "line",
      name,
      data: withGaps(series, stepOf(range)),
      showSymbol: series.points.length === 1,
      symbolSize: 5,
      connectNulls: false,
      lineStyle: { width: 1.6, color },
      itemStyle: { color },
      areaStyle: { color, opacity: (custom?.fillOpacity ?? 0) / 100 },
      ...(stacked && { stack: "all" }),
      ...(index === 0 && limitLines(panel, theme)),
    })),
  });
  const drawn = chart.renderToSVGString();
  chart.dispose();
  return drawn;
}

const fonts = "Inter, system-ui, 'Segoe UI', Roboto, sans-serif";

/** The thresholds as dashed lines, if the panel shows them. */
function limitLines(panel: DrawnPanel, theme: Theme): object {
  const defaults = panel.fieldConfig?.defaults;
  if (!/line|dashed/.test(defaults?.custom?.thresholdsStyle?.mode ?? "")) return {};
  const steps = (defaults?.thresholds?.steps ?? []).filter((step) => step.value !== null);
  return {
    markLine: {
      silent: true,
      symbol: "none",
      label: { show: false },
      data: steps.map(({ value, color }) => ({
        yAxis: value,
        lineStyle: { color: theme.named[color] ?? color, type: "dashed", width: 1, opacity: 0.8 },
      })),
    },
  };
}

/** Points in milliseconds; a pause of more than two steps breaks the line. */
function withGaps({ points }: Series, stepSeconds: number): (readonly [number, number | null])[] {
  return points.flatMap(([at, value], index) => {
    const before = points[index - 1]?.[0] ?? at;
    const own = [at * 1000, value] as const;
    return at - before > 2 * stepSeconds ? [[before * 1000 + 1, null] as const, own] : [own];
  });
}

function legendHtml(lines: readonly Line[], unit: string): string {
  const shown = lines.slice(0, legendLines).map(({ name, color, series }) => {
    const last = series.points.at(-1)?.[1];
    const value = last === undefined ? "" : `<b>${escapeHtml(valueText(last, unit))}</b>`;
    return `<span><i style="background:${color}"></i>${escapeHtml(name)} ${value}</span>`;
  });
  const more = lines.length - legendLines;
  return `<div class="legend">${shown.join("")}${more > 0 ? `<span>and ${more} more</span>` : ""}</div>`;
}

/** Hours and minutes in UTC. */
function clock(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 16);
}
