import type {
  AutoscalingRequest,
  ReplicaGpu,
  RuntimeMetrics,
  Scaling,
} from "../autoscaling/scaling";
import type { GpuOffer } from "../gpu/offers";
import { placeGpuRequest } from "../gpu/request";
import { PROMETHEUS_ADDRESS } from "../observability/defaults";
import { modelServiceDefaults } from "./defaults";
import type { ServiceComponent } from "./names";
import type { CompanionContainer, ModelServiceRequest } from "./request";
import { planRuntime } from "./runtimes/catalogue";
import { servedModel, startupSeconds } from "./server-plan";

/** How the replicas of a service follow the load: what was asked for, or the default. */
export function scalingOf({ scaling }: ModelServiceRequest): Scaling {
  return scaling ?? modelServiceDefaults.replicas;
}

/** What the autoscaler of a model is asked for. */
export function autoscalerOf(request: ModelServiceRequest): AutoscalingRequest {
  const { namespace, service } = request;
  const gpu = gpuOf(request);
  return {
    namespace,
    service,
    scaling: scalingOf(request),
    metrics: metricsOf(request),
    ...(gpu && { gpu }),
    startupSeconds: startupSeconds(request, planRuntime(request.runtime, servedModel(request, 0))),
    prometheusAddress: PROMETHEUS_ADDRESS,
  };
}

/** What the autoscaler of a container before or beside a model is asked for: the default metric, CPU. */
export function companionAutoscalerOf(
  { namespace, service }: Pick<ModelServiceRequest, "namespace" | "service">,
  component: Exclude<ServiceComponent, "predictor">,
  { replicas }: Pick<CompanionContainer, "replicas">,
): AutoscalingRequest {
  return {
    namespace,
    service,
    component,
    scaling: replicas ?? modelServiceDefaults.replicas,
    metrics: "none",
    startupSeconds: modelServiceDefaults.startupSeconds,
    prometheusAddress: PROMETHEUS_ADDRESS,
  };
}

function metricsOf({ runtime: { name } }: ModelServiceRequest): RuntimeMetrics {
  if (name === "triton" || name === "onnxruntime") return "triton";
  return name === "vllm" ? "vllm" : "none";
}

function gpuOf({ gpu, gpuOffers = [] }: ModelServiceRequest): ReplicaGpu | undefined {
  const placement = gpu && placeGpuRequest(gpu, gpuOffers).placement;
  if (placement === undefined) return undefined;
  const isOnIt = ({ pool, resource }: GpuOffer): boolean =>
    placement.pools.includes(pool) && resource === placement.resource;
  const sharing = gpuOffers.find(isOnIt)?.sharing;
  return { mig: sharing === "mig", shared: sharing === "timeSlicing" || sharing === "mps" };
}
