import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";

/** Data sources by the uids with which Grafana is provisioned. */
export const datasources = {
  /** Follows the variable `datasource` of the dashboard, whose default is the uid `prometheus`. */
  prometheus: { type: "prometheus", uid: "${datasource}" },
  loki: { type: "loki", uid: "loki" },
  tempo: { type: "tempo", uid: "tempo" },
} as const satisfies Record<string, DataSourceRef>;
