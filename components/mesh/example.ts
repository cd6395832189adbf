import type { InferenceGatewayArgs } from "./inference-gateway";
import type { ServiceMeshArgs } from "./service-mesh";

/** The fewest arguments that work. */
export const smallest: { ServiceMesh: ServiceMeshArgs; InferenceGateway: InferenceGatewayArgs } = {
  ServiceMesh: {},
  InferenceGateway: { domain: "models.example.com" },
};

/** Every argument. */
export const fullest: { ServiceMesh: ServiceMeshArgs; InferenceGateway: InferenceGatewayArgs } = {
  ServiceMesh: {
    systemPool: "system",
    artifacts: {
      chartRepository: "https://charts.example.com",
      gatewayApiManifest: "https://artifacts.example.com/gateway-api.yaml",
    },
  },
  InferenceGateway: {
    domain: "models.example.com",
    certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd",
  },
};
