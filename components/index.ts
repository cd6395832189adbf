export { Cluster, type ClusterArgs, type SystemPoolArgs } from "./cluster/cluster";
export { GpuOperator, type GpuOperatorArgs } from "./gpu/gpu-operator";
export {
  WorkloadRole,
  type WorkloadRoleArgs,
  type IdentityCluster,
} from "./identity/workload-role";
export { InferenceGateway, type InferenceGatewayArgs } from "./mesh/inference-gateway";
export { ServiceMesh, type ServiceMeshArgs } from "./mesh/service-mesh";
export { ModelRepository, type ModelRepositoryArgs } from "./models/model-repository";
export { ModelStore, type ModelStoreArgs } from "./models/model-store";
export { Network, type NetworkArgs } from "./network/network";
export { NodePool, type NodePoolArgs } from "./nodes/node-pool";
export { Observability, type ObservabilityArgs } from "./observability/observability";
export { InferencePlatform, type InferencePlatformArgs } from "./platform/inference-platform";
export { ModelService, type ModelServiceArgs } from "./serving/model-service";
export { ServingPlatform, type ServingPlatformArgs } from "./serving/serving-platform";
export { Tenant, type TenantArgs } from "./tenancy/tenant";
