import type { ChartValues } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";

/** Where and how large the parts of the stack are. */
export interface ObservabilityRequest {
  readonly systemPool: string;
  readonly storageClass: unknown;
  readonly metricRetentionDays: number;
  readonly metricStorageGiB: number;
  readonly logRetentionDays: number;
  readonly logStorageGiB: number;
}

/** Share of Prometheus' volume that its data may fill before it deletes the oldest: the rest is the write-ahead log. */
const metricFillShare = 0.85;

/** Values of kube-prometheus-stack: monitors of every namespace, storage that survives, nothing that EKS hides. */
export function prometheusValues(request: ObservabilityRequest): ChartValues {
  const nodeSelector = { [NODE_POOL_LABEL]: request.systemPool };
  return {
    fullnameOverride: "prometheus",
    // EKS runs these itself and lets nobody scrape them.
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeEtcd: { enabled: false },
    defaultRules: {
      rules: {
        etcd: false,
        kubeControllerManager: false,
        kubeSchedulerAlerting: false,
        kubeSchedulerRecording: false,
      },
    },
    prometheusOperator: { nodeSelector },
    prometheus: {
      prometheusSpec: {
        nodeSelector,
        retention: `${request.metricRetentionDays}d`,
        retentionSize: `${Math.floor(request.metricStorageGiB * metricFillShare)}GiB`,
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelectorNilUsesHelmValues: false,
        ruleSelectorNilUsesHelmValues: false,
        probeSelectorNilUsesHelmValues: false,
        scrapeConfigSelectorNilUsesHelmValues: false,
        storageSpec: {
          volumeClaimTemplate: {
            spec: volumeClaim(request.storageClass, request.metricStorageGiB),
          },
        },
      },
    },
    alertmanager: { alertmanagerSpec: { nodeSelector } },
    grafana: {
      nodeSelector,
      additionalDataSources: [
        {
          name: "Loki",
          type: "loki",
          uid: "loki",
          access: "proxy",
          url: "http://loki-gateway.monitoring.svc.cluster.local",
          isDefault: false,
        },
      ],
    },
    "kube-state-metrics": { nodeSelector },
  };
}

function volumeClaim(storageClassName: unknown, sizeGiB: number): ChartValues {
  return {
    storageClassName,
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: `${sizeGiB}Gi` } },
  };
}

/** Where Loki keeps its logs, and as whom. */
export interface LokiStorage {
  readonly bucketName: unknown;
  readonly region: unknown;
  readonly roleArn: unknown;
}

/** Values of Loki: one replica, logs in S3, one tenant, no memcached pods. */
export function lokiValues(request: ObservabilityRequest, storage: LokiStorage): ChartValues {
  const nodeSelector = { [NODE_POOL_LABEL]: request.systemPool };
  return {
    deploymentMode: "Monolithic",
    singleBinary: {
      replicas: 1,
      nodeSelector,
      persistence: { size: `${request.logStorageGiB}Gi`, storageClass: request.storageClass },
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
    },
    gateway: { nodeSelector },
    chunksCache: { enabled: false },
    resultsCache: { enabled: false },
    lokiCanary: { enabled: false },
    test: { enabled: false },
  };
}

/** Values of Fluent Bit: container logs of every node, tainted ones too, with few labels, into Loki. */
export function fluentBitValues(): ChartValues {
  return {
    kind: "DaemonSet",
    tolerations: [{ operator: "Exists" }],
    serviceMonitor: { enabled: true },
    config: {
      inputs: [
        "[INPUT]",
        "    Name tail",
        "    Path /var/log/containers/*.log",
        "    multiline.parser docker, cri",
        "    Tag kube.*",
        "    Mem_Buf_Limit 20MB",
        "    Skip_Long_Lines On",
        "",
      ].join("\n"),
      filters: [
        "[FILTER]",
        "    Name kubernetes",
        "    Match kube.*",
        "    Merge_Log On",
        "    Keep_Log Off",
        "",
      ].join("\n"),
      outputs: [
        "[OUTPUT]",
        "    Name loki",
        "    Match kube.*",
        "    Host loki-gateway.monitoring.svc.cluster.local",
        "    Port 80",
        "    Labels job=fluent-bit, namespace=$kubernetes['namespace_name'], container=$kubernetes['container_name']",
        "    Line_Format json",
        "",
      ].join("\n"),
    },
  };
}
