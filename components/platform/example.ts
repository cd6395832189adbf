import type { InferencePlatformArgs } from "./platform-args";

/** The fewest arguments that work: no GPUs, no tenants. */
export const smallest: InferencePlatformArgs = {
  environment: "dev",
  region: "us-east-1",
  network: { cidr: "10.0.0.0/16", availabilityZones: ["us-east-1a", "us-east-1b"] },
  systemPool: { instanceTypes: ["m7i.large"], scaling: { min: 2, max: 3 } },
  nodePools: {},
  gateway: { domain: "models.example.com" },
  tenants: {},
};

/** Every argument. */
export const fullest: InferencePlatformArgs = {
  environment: "prod",
  region: "us-east-1",
  network: {
    cidr: "10.0.0.0/16",
    availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    natGateways: "perZone",
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "sts"],
    flowLogRetentionDays: 90,
  },
  cluster: {
    clusterName: "inference-prod",
    availabilityZones: ["us-east-1a", "us-east-1b"],
    viewers: { audit: "arn:aws:iam::111122223333:role/audit" },
    publicAccessCidrs: ["198.51.100.0/24"],
    administrators: { ci: "arn:aws:iam::111122223333:role/ci" },
    logRetentionDays: 365,
    deletionProtection: true,
  },
  systemPool: { instanceTypes: ["m7i.xlarge"], scaling: { min: 3, max: 6 } },
  nodePools: {
    gpu: { instanceTypes: ["g6.xlarge"], gpu: true, scaling: { min: 1, max: 4 } },
    shared: {
      instanceTypes: ["g6.xlarge"],
      gpu: true,
      sharing: { timeSlicing: 4 },
      scaling: { min: 0, desired: 1, max: 2 },
    },
    mig: {
      instanceTypes: ["p5.4xlarge"],
      gpu: true,
      sharing: { mig: { "1g.10gb": 7 } },
      availabilityZones: ["us-east-1b"],
      scaling: { min: 0, max: 1 },
    },
    elastic: {
      engine: "karpenter",
      gpuTypes: { names: ["l4"], counts: [1] },
      gpu: true,
      capacity: ["spot", "onDemand"],
      limits: { gpus: 6 },
    },
  },
  gateway: {
    domain: "models.example.com",
    additionalDomains: ["models.example.org"],
    certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd",
    redirectHttp: true,
    replicas: 3,
  },
  observability: {
    metricRetentionDays: 30,
    metricStorageGiB: 200,
    metricSeries: 800_000,
    remoteWrite: [{ url: "https://metrics.example.com/api/v1/write" }],
    alerts: {
      receivers: {
        oncall: { kind: "pagerduty", routingKey: { secret: "alert-receivers", key: "pagerduty" } },
      },
      routes: [{ severity: "critical", receiver: "oncall" }],
    },
    runbookBaseUrl: "https://git.example.com/platform/docs/runbooks",
    logRetentionDays: 90,
    logStorageGiB: 20,
    traces: { retentionDays: 14, storageGiB: 20, samplingPercent: 5 },
    managed: { prometheus: true },
  },
  tenants: {
    fraud: {
      quota: { cpu: "16", memory: "64Gi", gpus: 2, gpuShares: 2, migInstances: { "1g.10gb": 1 } },
      modelBuckets: [{ bucketName: "published-models", prefix: "fraud/" }],
      access: {
        tokens: [{ issuer: "https://login.example.com", audiences: ["models"] }],
        apiKeys: { secretName: "fraud-api-keys" },
        limit: { requests: 100, per: "second" },
      },
    },
  },
  disposable: false,
  artifacts: { chartRepository: "oci://registry.example.com/charts" },
  tags: { project: "inference-platform" },
};
