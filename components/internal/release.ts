import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { chartSource, type Artifacts, type PinnedChart } from "./artifacts";

/** Values of a Helm chart. */
export type ChartValues = Record<string, unknown>;

/** Seconds that Helm waits for a chart: pulling large images through a NAT gateway takes minutes. */
const installTimeoutSeconds = 900;

/** What one Helm release installs, and where. */
export interface ReleaseRequest {
  /** Name of the release in Helm, and of the objects that the chart names after it. */
  readonly release: string;
  readonly namespace: pulumi.Input<string>;
  readonly chart: PinnedChart;
  readonly artifacts: Artifacts | undefined;
  readonly values: ChartValues;
}

/** Registers a Helm release of a pinned chart: a failed install is taken back, and `up` waits until it is ready. */
export function createRelease(
  resourceName: string,
  request: ReleaseRequest,
  opts: pulumi.CustomResourceOptions,
): kubernetes.helm.v3.Release {
  return new kubernetes.helm.v3.Release(
    resourceName,
    {
      name: request.release,
      namespace: request.namespace,
      ...chartSource(request.chart, request.artifacts),
      values: request.values,
      atomic: true,
      timeout: installTimeoutSeconds,
      // Helm keeps one Secret a revision; ten are enough to go back and few enough for etcd.
      maxHistory: 10,
    },
    opts,
  );
}
