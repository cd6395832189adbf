import type { GatewayAccessArgs } from "./gateway-access";
import type { InferenceGatewayArgs } from "./inference-gateway";
import type { ServiceMeshArgs } from "./service-mesh";

/** Arguments of every class of the folder. */
interface MeshExample {
  readonly ServiceMesh: ServiceMeshArgs;
  readonly InferenceGateway: InferenceGatewayArgs;
  readonly GatewayAccess: GatewayAccessArgs;
}

const gateway = {
  namespace: "inference-gateway",
  domain: "models.example.com",
  additionalDomains: [],
  hosts: [],
  port: 80,
  redirectHttp: false,
  replicas: 1,
} as const;

/** The fewest arguments that work. */
export const smallest: MeshExample = {
  ServiceMesh: {},
  InferenceGateway: { domain: "models.example.com" },
  GatewayAccess: {
    gateway,
    tenants: { fraud: { access: { limit: { requests: 100, per: "second" } } } },
  },
};

/** Every argument. */
export const fullest: MeshExample = {
  ServiceMesh: {
    systemPool: "system",
    apiKeys: true,
    tracing: { collectorHost: "otel-collector.monitoring.svc.cluster.local", samplingPercent: 1 },
    artifacts: {
      chartRepository: "https://charts.example.com",
      gatewayApiManifest: "https://artifacts.example.com/gateway-api.yaml",
    },
  },
  InferenceGateway: {
    domain: "models.example.com",
    additionalDomains: ["models.example.org"],
    hosts: ["chat.example.net"],
    certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd",
    redirectHttp: true,
    sourceRanges: ["10.0.0.0/8"],
    replicas: 3,
    resources: { cpu: "500m", memory: "512Mi" },
    drainSeconds: 125,
    timeouts: { idleConnectionSeconds: 300, requestHeadersSeconds: 10 },
    systemPool: "system",
  },
  GatewayAccess: {
    gateway: {
      ...gateway,
      additionalDomains: ["models.example.org"],
      hosts: ["chat.example.net"],
      port: 443,
      redirectHttp: true,
      replicas: 3,
    },
    tenants: {
      fraud: {
        access: {
          hosts: ["chat.example.net"],
          tokens: [
            {
              issuer: "https://login.example.com",
              jwksUri: "https://login.example.com/keys",
              audiences: ["models"],
              claims: { groups: ["fraud"] },
            },
          ],
          apiKeys: {
            // Of the text "an example, and so no secret at all".
            clients: { batch: "8142e5e851fc3171a825b888e55b0e188a321bb1cb48c97d8218da8019d21f5e" },
            secretName: "fraud-api-keys",
          },
          openReadiness: ["scorer"],
          limit: { requests: 100, per: "second", burst: 200 },
          models: { scorer: { limit: { requests: 600, per: "minute" }, maxRequestMiB: 16 } },
        },
      },
      search: {},
    },
    systemPool: "system",
    artifacts: { imageRegistry: "registry.example.com" },
  },
};
