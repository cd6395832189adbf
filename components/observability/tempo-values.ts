import * as pulumi from "@pulumi/pulumi";

import type { ChartValues } from "../internal/release";
import type { BucketStorage } from "./loki-values";
import {
  resources,
  restrictedContainer,
  restrictedPod,
  systemNodes,
  type ObservabilityRequest,
} from "./request";

/** How long traces are kept, and how large the volume before S3 is. */
export interface TraceStorage {
  readonly retentionDays: number;
  readonly storageGiB: number;
}

/** User of Tempo's image, as its chart has it. */
const tempoUser = 10001;

/** Values of Tempo: one replica, traces in S3, recent ones on a volume that survives. */
export function tempoValues(
  request: ObservabilityRequest,
  { retentionDays, storageGiB }: TraceStorage,
  storage: BucketStorage,
): ChartValues {
  return {
    fullnameOverride: "tempo",
    replicas: 1,
    nodeSelector: systemNodes(request),
    serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": storage.roleArn } },
    securityContext: {
      ...restrictedPod,
      runAsUser: tempoUser,
      runAsGroup: tempoUser,
      fsGroup: tempoUser,
    },
    persistence: {
      enabled: true,
      size: `${storageGiB}Gi`,
      storageClassName: request.storageClass,
      enableStatefulSetAutoDeletePVC: false,
    },
    serviceMonitor: { enabled: true },
    tempo: {
      reportingEnabled: false,
      resources: resources("250m", 512, 2048),
      retention: `${retentionDays * 24}h`,
      securityContext: restrictedContainer,
      storage: {
        trace: {
          backend: "s3",
          s3: {
            bucket: storage.bucketName,
            region: storage.region,
            endpoint: s3Endpoint(storage.region),
          },
        },
      },
    },
  };
}

function s3Endpoint(region: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`s3.${region}.amazonaws.com`;
}
