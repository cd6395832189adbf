import type * as pulumi from "@pulumi/pulumi";

import type { ChartValues } from "../internal/release";
import { resources, systemNodes, type ObservabilityRequest } from "./request";

/** A bucket that one part of the stack keeps its data in, and the role with which it does. */
export interface BucketStorage {
  readonly bucketName: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
  readonly roleArn: pulumi.Input<string>;
}

/** Values of Loki: one replica, logs in S3, one tenant, no ruler, no memcached pods. */
export function lokiValues(request: ObservabilityRequest, storage: BucketStorage): ChartValues {
  const nodeSelector = systemNodes(request);
  return {
    deploymentMode: "Monolithic",
    singleBinary: {
      replicas: 1,
      nodeSelector,
      resources: resources("250m", 1024, 3072),
      persistence: {
        size: `${request.logStorageGiB}Gi`,
        storageClass: request.storageClass,
        enableStatefulSetAutoDeletePVC: false,
      },
    },
    // The chart counts three of each unless told; with a single binary there is none.
    read: { replicas: 0 },
    write: { replicas: 0 },
    backend: { replicas: 0 },
    serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": storage.roleArn } },
    loki: {
      auth_enabled: false,
      commonConfig: { replication_factor: 1 },
      schemaConfig: {
        configs: [
          {
            from: "2024-04-01",
            store: "tsdb",
            object_store: "s3",
            schema: "v13",
            index: { prefix: "index_", period: "24h" },
          },
        ],
      },
      storage: {
        type: "s3",
        bucketNames: { chunks: storage.bucketName, ruler: storage.bucketName },
        s3: { region: storage.region },
      },
      limits_config: { retention_period: `${request.logRetentionDays * 24}h` },
      compactor: { retention_enabled: true, delete_request_store: "s3" },
      analytics: { reporting_enabled: false },
    },
    gateway: { nodeSelector, resources: resources("25m", 32, 128) },
    chunksCache: { enabled: false },
    resultsCache: { enabled: false },
    lokiCanary: { enabled: false },
    test: { enabled: false },
    monitoring: { serviceMonitor: { enabled: true } },
  };
}
