import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Artifacts } from "../internal/artifacts";
import { createRelease } from "../internal/release";
import { versions } from "../versions";

/** Registers the device plugin that lets pods request `vpc.amazonaws.com/efa`, on every node that has an adapter. */
export function createEfaDevicePlugin(
  name: string,
  artifacts: Artifacts | undefined,
  opts: pulumi.CustomResourceOptions,
): kubernetes.helm.v3.Release {
  return createRelease(
    name,
    {
      release: "aws-efa-k8s-device-plugin",
      namespace: "kube-system",
      chart: versions.charts.efaDevicePlugin,
      artifacts,
      values: { tolerations: [{ operator: "Exists" }] },
    },
    opts,
  );
}
