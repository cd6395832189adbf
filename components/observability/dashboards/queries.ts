import type { Dashboard, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";

/** One query of a panel, as it stands in the dashboard: with its variables. */
export interface DashboardQuery {
  /** Uid of the dashboard. */
  readonly dashboard: string;
  /** Title of the panel. */
  readonly panel: string;
  readonly panelId: number;
  /** Letter of the query in its panel. */
  readonly refId: string;
  readonly datasource: "prometheus" | "loki" | "tempo";
  readonly expr: string;
  /** Whether only the value of now is asked for, not those of the whole time range. */
  readonly instant: boolean;
}

/** A query of the kinds that the dashboards use. */
interface Target {
  readonly refId?: string;
  readonly expr?: string;
  readonly instant?: boolean;
}

/** Every query of a dashboard, in the order of its panels. */
export function dashboardQueries(dashboard: Dashboard): readonly DashboardQuery[] {
  return panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map((target) => queryOf(dashboard, panel, target as Target)),
  );
}

/** The panels of a dashboard, those in closed rows too, without the rows. */
export function panelsOf(dashboard: Dashboard): readonly Panel[] {
  return (dashboard.panels ?? []).flatMap((panel) => (isRow(panel) ? panel.panels : [panel]));
}

function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === "row";
}

function queryOf(dashboard: Dashboard, panel: Panel, target: Target): DashboardQuery {
  return {
    dashboard: dashboard.uid ?? "",
    panel: panel.title ?? "",
    panelId: panel.id ?? 0,
    refId: target.refId ?? "",
    datasource: kindOf(panel),
    expr: target.expr ?? "",
    instant: target.instant ?? false,
  };
}

function kindOf({ title, datasource }: Panel): DashboardQuery["datasource"] {
  const kind = datasource?.type;
  if (kind === "prometheus" || kind === "loki" || kind === "tempo") return kind;
  throw new Error(`The panel "${title ?? ""}" has the data source "${kind ?? ""}".`);
}
