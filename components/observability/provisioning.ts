import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { customResource } from "../internal/custom-resource";
import type { DashboardDefinition } from "./dashboards/dashboard";
import { dashboardLabel, FOLDER_ANNOTATION } from "./grafana-values";
import { prometheusRuleSpec, type RuleGroup } from "./rules/rule";
import type { PlacedSecret } from "./secret-value";

/** Folder of the platform's dashboards in Grafana. */
const platformFolder = "Inference platform";

/** Registers one ConfigMap a dashboard, which Grafana's sidecar loads. */
export function createDashboards(
  name: string,
  dashboards: readonly DashboardDefinition[],
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  for (const dashboard of dashboards) {
    new kubernetes.core.v1.ConfigMap(
      `${name}-dashboard-${dashboard.uid}`,
      {
        metadata: {
          name: `dashboard-${dashboard.uid}`,
          namespace,
          labels: { ...dashboardLabel, "app.kubernetes.io/part-of": "inference-platform" },
          annotations: { [FOLDER_ANNOTATION]: platformFolder },
        },
        data: { [`${dashboard.uid}.json`]: JSON.stringify(dashboard.build()) },
      },
      opts,
    );
  }
}

/** Registers one `PrometheusRule` a group. */
export function createRules(
  name: string,
  groups: readonly RuleGroup[],
  runbookBaseUrl: string | undefined,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  for (const group of groups) {
    customResource(
      `${name}-rules-${group.name}`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata: {
          name: group.name,
          namespace,
          labels: { "app.kubernetes.io/part-of": "inference-platform" },
        },
        spec: prometheusRuleSpec([group], runbookBaseUrl),
      },
      opts,
    );
  }
}

/** Registers the Secret with the values that were given for it; nothing where others keep them all. */
export function createSecret(
  resourceName: string,
  secret: string,
  placed: readonly PlacedSecret[],
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): kubernetes.core.v1.Secret[] {
  const values = placed.flatMap(({ key, value }) =>
    value === undefined ? [] : [[key, pulumi.secret(value)] as const],
  );
  if (values.length === 0) return [];
  return [
    new kubernetes.core.v1.Secret(
      resourceName,
      { metadata: { name: secret, namespace }, stringData: Object.fromEntries(values) },
      opts,
    ),
  ];
}
