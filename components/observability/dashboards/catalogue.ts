import type { DashboardDefinition } from "./dashboard";

/** Every dashboard, in the order of the menu. */
export const dashboards: readonly DashboardDefinition[] = [];
