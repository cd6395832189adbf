import type { ChartValues } from "../internal/release";
import { dataSources, traceLinkOfExemplars } from "./grafana-data-sources";
import { resources, systemNodes, type ObservabilityRequest } from "./request";

/** Label and annotation by which Grafana's sidecar finds dashboards and their folders. */
export const dashboardLabel = { grafana_dashboard: "1" };
export const FOLDER_ANNOTATION = "grafana_folder";

/** Folder of the dashboards that come with the chart. */
const chartFolder = "Kubernetes";

/**
 * Values of Grafana. It has no volume: dashboards and data sources are provisioned, and what somebody changes by hand is
 * gone with the pod. Its administrator's password is made by the chart at the first install and kept in the Secret
 * `prometheus-grafana`.
 */
export function grafanaValues(
  request: ObservabilityRequest,
  { traces }: { readonly traces: boolean },
): ChartValues {
  return {
    nodeSelector: systemNodes(request),
    resources: resources("100m", 256, 512),
    // Empty, so that no default of the chart is taken and a random one is made.
    adminPassword: "",
    testFramework: { enabled: false },
    // The sidecar looks for ConfigMaps of this namespace only: by default it may read every Secret of the cluster.
    rbac: { namespaced: true },
    sidecar: {
      dashboards: {
        searchNamespace: "monitoring",
        resource: "configmap",
        annotations: { [FOLDER_ANNOTATION]: chartFolder },
        folderAnnotation: FOLDER_ANNOTATION,
        provider: { foldersFromFilesStructure: true, allowUiUpdates: false },
      },
      datasources: {
        searchNamespace: "monitoring",
        resource: "configmap",
        ...(traces && { exemplarTraceIdDestinations: traceLinkOfExemplars }),
      },
    },
    // Those of the Kubernetes mixin belong to the exporters and recording rules of the same chart, and those of parts that
    // are not scraped are left out with them. Node by node there is nothing better, so they stay, in a folder of their own.
    defaultDashboardsEnabled: true,
    defaultDashboardsEditable: false,
    additionalDataSources: dataSources(traces),
    "grafana.ini": settings,
  };
}

/** Nobody without an account, no account but those that an administrator makes, nothing sent or fetched outside. */
const settings = {
  "auth.anonymous": { enabled: false },
  users: { allow_sign_up: false, allow_org_create: false, viewers_can_edit: false },
  security: {
    disable_gravatar: true,
    cookie_samesite: "strict",
    content_security_policy: true,
  },
  analytics: {
    reporting_enabled: false,
    check_for_updates: false,
    check_for_plugin_updates: false,
    feedback_links_enabled: false,
  },
  news: { news_feed_enabled: false },
  snapshots: { external_enabled: false },
  plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
};
