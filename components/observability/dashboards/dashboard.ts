import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
  type Dashboard,
  type Panel,
} from "@grafana/grafana-foundation-sdk/dashboard";

import { dashboardMenu, TAG, type Link } from "./links";
import { GRID_COLUMNS } from "./panels";
import { datasourceVariable, type Variable } from "./variables";

/** One dashboard of the platform. */
export interface DashboardDefinition {
  /** Identity in Grafana's URLs, in kebab case; it never changes. */
  readonly uid: string;
  readonly title: string;
  /** What it answers, in one line. */
  readonly description: string;
  /** Makes the whole dashboard. */
  build(): Dashboard;
}

/** Panels below a heading, laid out from left to right in lines. */
interface Section {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** What a dashboard shows. */
export interface DashboardContent {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Choices at the top, after that of the data source. */
  readonly variables: readonly Variable[];
  /** Links at the top, after the menu of dashboards. Default: none. */
  readonly links?: readonly Link[];
  /** Start of the time range. Default: six hours ago. */
  readonly from?: string;
  /** Made anew for each dashboard that is built. */
  readonly sections: () => readonly Section[];
}

/** A dashboard with the frame that all of them share: one look, one menu, changed in the repository only. */
export function defineDashboard(content: DashboardContent): DashboardDefinition {
  const { uid, title, description } = content;
  return { uid, title, description, build: () => build(content) };
}

function build(content: DashboardContent): Dashboard {
  const dashboard = new DashboardBuilder(content.title)
    .uid(content.uid)
    .description(content.description)
    .tags([TAG])
    .timezone("browser")
    .refresh("1m")
    .time({ from: content.from ?? "now-6h", to: "now" })
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .links([dashboardMenu(), ...(content.links ?? [])])
    .variables([datasourceVariable(), ...content.variables]);
  let id = 0;
  let y = 0;
  for (const { title, panels } of content.sections()) {
    dashboard.withRow(
      new RowBuilder(title).id(++id).gridPos({ x: 0, y: y++, w: GRID_COLUMNS, h: 1 }),
    );
    const { placed, end } = inLines(panels, y);
    for (const panel of placed) dashboard.withPanel(built({ ...panel, id: ++id }));
    y = end;
  }
  return dashboard.build();
}

/** Panels with their places: a line ends where the next panel would not fit, and is as high as its highest panel. */
function inLines(panels: readonly Panel[], start: number): { placed: Panel[]; end: number } {
  const placed: Panel[] = [];
  let [x, y, lineHeight] = [0, start, 0];
  for (const panel of panels) {
    const { w, h } = panel.gridPos ?? { w: GRID_COLUMNS, h: 8 };
    if (x + w > GRID_COLUMNS) [x, y, lineHeight] = [0, y + lineHeight, 0];
    placed.push({ ...panel, gridPos: { x, y, w, h } });
    x += w;
    lineHeight = Math.max(lineHeight, h);
  }
  return { placed, end: y + lineHeight };
}

function built(panel: Panel): Builder<Panel> {
  return { build: () => panel };
}
