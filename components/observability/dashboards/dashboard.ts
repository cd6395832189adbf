import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";

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
