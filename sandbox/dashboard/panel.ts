import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";

/** What is drawn of a panel: the parts of Grafana's schema that the dashboards use. */
export interface DrawnPanel {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly datasource?: { readonly type?: string };
  readonly targets: readonly PanelQuery[];
  readonly fieldConfig?: {
    readonly defaults?: FieldProperties;
    readonly overrides?: readonly FieldOverride[];
  };
  readonly transformations?: readonly { readonly id: string; readonly options?: unknown }[];
  readonly options?: {
    readonly sortBy?: readonly { readonly displayName?: string; readonly desc?: boolean }[];
    readonly content?: string;
  };
}

/** One query of a panel. */
export interface PanelQuery {
  readonly refId: string;
  readonly expr: string;
  readonly instant?: boolean;
  readonly legendFormat?: string;
}

/** How values are shown. */
interface FieldProperties {
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly thresholds?: { readonly steps?: readonly ThresholdStep[] };
  readonly custom?: {
    readonly fillOpacity?: number;
    readonly stacking?: { readonly mode?: string };
    readonly thresholdsStyle?: { readonly mode?: string };
  };
}

/** From a value on, a colour; `null` is the lowest. */
export interface ThresholdStep {
  readonly value: number | null;
  readonly color: string;
}

/** Properties of one field. */
interface FieldOverride {
  readonly matcher: { readonly id: string; readonly options?: unknown };
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
}

/** The panels and the headings of a dashboard, from top to bottom. */
export function drawnPanels(dashboard: Dashboard): DrawnPanel[] {
  const panels = (dashboard.panels ?? []) as unknown as readonly (DrawnPanel & {
    readonly panels?: readonly DrawnPanel[];
  })[];
  return panels.flatMap((panel) => [normal(panel), ...(panel.panels ?? []).map(normal)]);
}

function normal(panel: Partial<DrawnPanel>): DrawnPanel {
  const { type = "", title = "", description = "", targets = [] } = panel;
  return {
    ...panel,
    type,
    title,
    description,
    targets,
    gridPos: panel.gridPos ?? { x: 0, y: 0, w: 24, h: 8 },
  };
}

/** The colour of the step that a value reaches; `undefined` without steps. */
export function thresholdColor(
  value: number,
  steps: readonly ThresholdStep[] | undefined,
): string | undefined {
  const reached = (steps ?? []).filter((step) => step.value === null || value >= step.value);
  return reached.at(-1)?.color;
}
