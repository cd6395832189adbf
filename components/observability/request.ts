import type * as pulumi from "@pulumi/pulumi";

import type { ChartValues } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";

/** Where the parts of the stack run, and how large they are. */
export interface ObservabilityRequest {
  readonly systemPool: string;
  readonly storageClass: pulumi.Input<string>;
  readonly metricRetentionDays: number;
  readonly metricStorageGiB: number;
  readonly metricSeries: number;
  readonly logRetentionDays: number;
  readonly logStorageGiB: number;
}

/** Labels of the nodes that the stack runs on. */
export function systemNodes({ systemPool }: Pick<ObservabilityRequest, "systemPool">): {
  readonly [label: string]: string;
} {
  return { [NODE_POOL_LABEL]: systemPool };
}

/** Spec of a volume claim. */
export function volumeClaim(storageClassName: pulumi.Input<string>, sizeGiB: number): ChartValues {
  return {
    storageClassName,
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: `${sizeGiB}Gi` } },
  };
}

/** Requests of a container, with a limit of memory and none of CPU: a limit of CPU would only slow it on an idle node. */
export function resources(
  cpu: string,
  memoryMiB: number,
  memoryLimitMiB = memoryMiB * 2,
): ChartValues {
  return {
    requests: { cpu, memory: `${memoryMiB}Mi` },
    limits: { memory: `${memoryLimitMiB}Mi` },
  };
}

/** What a container may do at most where its chart leaves it open. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/** What a pod may do at most where its chart leaves it open: it runs as another user than root. */
export const restrictedPod = {
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
