export { Autoscaler, type AutoscalerArgs } from "./autoscaling/autoscaler";
export { Keda, type KedaArgs } from "./autoscaling/keda";
export type { ReplicaGpu, RuntimeMetrics, Scaling } from "./autoscaling/scaling";
export type { Trigger } from "./autoscaling/triggers";
export { Cluster, type ClusterArgs, type SystemPoolArgs } from "./cluster/cluster";
export { GpuOperator, type GpuOperatorArgs } from "./gpu/gpu-operator";
export type { GpuOffer } from "./gpu/offers";
export type { GpuRequest } from "./gpu/request";
export type { GpuSharing } from "./gpu/sharing";
export {
  WorkloadRole,
  type WorkloadRoleArgs,
  type IdentityCluster,
} from "./identity/workload-role";
export { Karpenter, type KarpenterArgs, type KarpenterCluster } from "./karpenter/karpenter";
export type { TenantAccess } from "./mesh/access-args";
export { GatewayAccess, type GatewayAccessArgs } from "./mesh/gateway-access";
export { InferenceGateway, type InferenceGatewayArgs } from "./mesh/inference-gateway";
export { ServiceMesh, type ServiceMeshArgs } from "./mesh/service-mesh";
export { ModelCache, type ModelCacheArgs } from "./models/model-cache";
export { ModelRepository, type ModelRepositoryArgs } from "./models/model-repository";
export { ModelStore, type ModelStoreArgs } from "./models/model-store";
export type { LoaderArgs, ModelVersion, VersionSignature } from "./models/model-version";
export type { RepositoryVolume } from "./models/repository-volume";
export type { S3Endpoint } from "./models/s3-endpoint";
export type { ExistingNetworkArgs } from "./network/existing-network";
export { Network, type NetworkArgs } from "./network/network";
export type { NetworkOutputs } from "./network/outputs";
export { NodePool } from "./nodes/node-pool";
export type { NodePoolArgs, NodePoolCluster } from "./nodes/pool-args";
export { Observability } from "./observability/observability";
export type { ObservabilityArgs } from "./observability/observability-args";
export type { SloCheck, SloGate } from "./observability/slo/slo-gate";
export type {
  Latency,
  LatencyTargets,
  Percentile,
  ServiceLevelObjectives,
} from "./observability/slo/slo";
export { InferencePlatform } from "./platform/inference-platform";
export type { InferencePlatformArgs } from "./platform/platform-args";
export type { PipelineOutput, PipelineStep } from "./seldon/pipeline-steps";
export { SeldonModel, type SeldonModelArgs } from "./seldon/seldon-model";
export { SeldonPipeline, type SeldonPipelineArgs } from "./seldon/seldon-pipeline";
export type { GraphNode, GraphNodes, GraphTarget } from "./serving/graph-nodes";
export type { GraphModel } from "./serving/graph-plan";
export { InferenceGraph, type InferenceGraphArgs } from "./serving/inference-graph";
export { ModelService, type ModelServiceArgs } from "./serving/model-service";
export type { ServingTarget } from "./serving/serving-target";
export { ServingPlatform, type ServingPlatformArgs } from "./serving/serving-platform";
export { Tenant, type TenantArgs } from "./tenancy/tenant";
