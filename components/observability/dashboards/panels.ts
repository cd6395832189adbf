import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  GraphThresholdsStyleConfigBuilder,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Panel,
  type Threshold,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as LogsPanelBuilder } from "@grafana/grafana-foundation-sdk/logs";
import { DataqueryBuilder as LokiQueryBuilder } from "@grafana/grafana-foundation-sdk/loki";
import {
  DataqueryBuilder as PrometheusQueryBuilder,
  PromQueryFormat,
} from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatPanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeSeriesPanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

import { datasources } from "./datasources";
import type { Link } from "./links";
import type { Unit } from "./units";

/** What every panel says about itself. */
interface PanelText {
  readonly title: string;
  /** How to read it: what is measured, and what a high or a low value means. */
  readonly description: string;
  readonly unit: Unit;
}

/** One query of a panel and the name of its series (`{{label}}` is the value of a label). */
interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** From which value on something is worth a look, and from which it is wrong. A value of `bad` below `warn` means: lower is worse. */
export interface Limits {
  readonly warn: number;
  readonly bad: number;
}

/** Width of the grid. */
export const GRID_COLUMNS = 24;

/** Rows of a panel with a graph. */
const graphHeight = 8;

/** Series over time. */
export interface TimeSeriesOptions extends PanelText {
  readonly queries: readonly Query[];
  /** Whether the series are laid on each other, so that their sum is seen. Default: `false`. */
  readonly stacked?: boolean;
  /** Lines across the graph. Default: none. */
  readonly limits?: Limits;
  /** Top of the axis. Default: from the data. */
  readonly max?: number;
  /** Columns of 24. Default: 8, three in a line. */
  readonly width?: 8 | 12 | 24;
  /** Where a click on a series leads. Default: nowhere. */
  readonly links?: readonly Link[];
}

/** Series over time from Prometheus. */
export function timeSeries(options: TimeSeriesOptions): Panel {
  return graph(options).datasource(datasources.prometheus).targets(rangeQueries(options)).build();
}

/** Series over time that Loki counts in logs. */
export function logSeries(options: TimeSeriesOptions): Panel {
  const targets = options.queries.map(({ expr, legend }, index) =>
    lokiQuery(expr, index).legendFormat(legend),
  );
  return graph(options).datasource(datasources.loki).targets(targets).build();
}

/** One number: the value of now. Without data it says so, instead of showing the last value that was seen. */
export interface StatOptions extends PanelText {
  readonly query: string;
  /** Colours. Default: always the same. */
  readonly limits?: Limits;
  /** Columns of 24. Default: 4, six in a line. */
  readonly width?: 4 | 6;
  readonly links?: readonly Link[];
}

export function stat(options: StatOptions): Panel {
  const { title, description, unit, query, limits, width = 4, links = [] } = options;
  return new StatPanelBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .noValue("no data")
    .span(width)
    .height(4)
    .datasource(datasources.prometheus)
    .withTarget(instantQuery(query, 0))
    .thresholds(thresholdsOf(limits))
    .graphMode(BigValueGraphMode.None)
    .colorMode(limits === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false).fields(""))
    .dataLinks([...links])
    .build();
}

/** The newest lines of a LogQL query. */
export function logLines(title: string, description: string, expr: string): Panel {
  return new LogsPanelBuilder()
    .title(title)
    .description(description)
    .unit("short")
    .span(GRID_COLUMNS)
    .height(12)
    .datasource(datasources.loki)
    .withTarget(lokiQuery(expr, 0).maxLines(500))
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .build();
}

/** A query whose answer is the value of now. */
export function instantQuery(expr: string, index: number): PrometheusQueryBuilder {
  return prometheusQuery(expr, index).instant().format(PromQueryFormat.Table);
}

/** Colours from green over orange to red. */
export function thresholdsOf(limits: Limits | undefined): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(limits));
}

function steps(limits: Limits | undefined): Threshold[] {
  if (limits === undefined) return [{ value: null, color: "green" }];
  const { warn, bad } = limits;
  if (bad < warn) {
    return [
      { value: null, color: "red" },
      { value: bad, color: "orange" },
      { value: warn, color: "green" },
    ];
  }
  return [
    { value: null, color: "green" },
    { value: warn, color: "orange" },
    { value: bad, color: "red" },
  ];
}

function graph(options: TimeSeriesOptions): TimeSeriesPanelBuilder {
  const { title, description, unit, stacked = false, limits, max, width = 8, links } = options;
  const panel = new TimeSeriesPanelBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .min(0)
    .span(width)
    .height(graphHeight)
    .fillOpacity(stacked ? 30 : 10)
    .showPoints(VisibilityMode.Never)
    .thresholds(thresholdsOf(limits))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    );
  if (stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
  if (max !== undefined) panel.max(max);
  if (limits !== undefined) {
    panel.thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed),
    );
  }
  return links === undefined ? panel : panel.dataLinks([...links]);
}

function rangeQueries({ queries }: TimeSeriesOptions): Builder<Dataquery>[] {
  return queries.map(({ expr, legend }, index) =>
    prometheusQuery(expr, index).range().legendFormat(legend),
  );
}

function prometheusQuery(expr: string, index: number): PrometheusQueryBuilder {
  return new PrometheusQueryBuilder()
    .datasource(datasources.prometheus)
    .refId(refId(index))
    .expr(expr);
}

function lokiQuery(expr: string, index: number): LokiQueryBuilder {
  return new LokiQueryBuilder()
    .datasource(datasources.loki)
    .refId(refId(index))
    .queryType("range")
    .expr(expr);
}

/** `A` for the first query of a panel, `B` for the second. */
function refId(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}
