import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { customResource } from "../../internal/custom-resource";
import { modelMonitors } from "./model-monitors";
import type { Monitor } from "./monitor";
import { platformMonitors } from "./platform-monitors";

/** Every monitor that the platform makes itself. */
export const monitors: readonly Monitor[] = [...modelMonitors, ...platformMonitors];

/**
 * Registers the monitors in the namespace of Prometheus, as `<name>-<monitor>`. What they look at may come later.
 *
 * @param opts `dependsOn` the chart that brings the resource definitions of Prometheus' operator.
 */
export function createMonitors(
  name: string,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource[] {
  return monitors.map(({ name: monitor, kind, spec }) =>
    customResource(
      `${name}-${monitor}`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind,
        metadata: { name: monitor, namespace },
        spec,
      },
      opts,
    ),
  );
}
