import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

import { placeGpuRequest } from "../gpu/request";
import { companionSpec, type CompanionSpec } from "./companion-plan";
import { PRE_STOP_SECONDS, STORAGE_CONTAINER } from "./defaults";
import { podMetadata, podPlacement, podSecurity, type PodPlacement } from "./pod-plan";
import { scalingOf } from "./replicas";
import type { ModelServiceRequest } from "./request";
import { planRuntime } from "./runtimes/catalogue";
import { planServer, requestTimeout, servedModel, type ServerPlan } from "./server-plan";
import { isFetched } from "./source-access";
import { volumesOf } from "./volumes";

/** An InferenceService (`serving.kserve.io/v1beta1`), as far as this platform sets it. */
export interface InferenceServicePlan {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: {
    readonly predictor: PredictorSpec;
    readonly transformer?: CompanionSpec;
    readonly explainer?: CompanionSpec;
  };
}

/** The predictor of an InferenceService. */
interface PredictorSpec extends PodPlacement, ServerPlan {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly timeout: number;
  readonly batcher?: { readonly maxBatchSize: number; readonly maxLatency: number };
  readonly logger?: { readonly url: string; readonly mode: string };
  readonly annotations?: Readonly<Record<string, string>>;
  readonly serviceAccountName: Input<string>;
  readonly automountServiceAccountToken: false;
  readonly terminationGracePeriodSeconds: number;
  readonly priorityClassName?: string;
  readonly securityContext: types.input.core.v1.PodSecurityContext;
  readonly volumes?: readonly types.input.core.v1.Volume[];
  readonly storageContainerName?: string;
}

/** Values that become known later. */
export interface PredictorInputs {
  readonly source?: Input<string>;
  readonly serviceAccountName: Input<string>;
}

/** The InferenceService of a request. Expects valid arguments (`rules.ts`). */
export function planInferenceService(
  request: ModelServiceRequest,
  inputs: PredictorInputs,
): InferenceServicePlan {
  const companion = (component: "transformer" | "explainer"): CompanionSpec | undefined => {
    const part = request[component];
    return part && companionSpec(request, component, part, inputs.serviceAccountName);
  };
  const [transformer, explainer] = [companion("transformer"), companion("explainer")];
  return {
    annotations: {
      "serving.kserve.io/deploymentMode": "Standard",
      // The platform's own autoscaler sets the replicas: KServe makes none.
      "serving.kserve.io/autoscalerClass": "external",
    },
    spec: {
      predictor: planPredictor(request, inputs),
      ...(transformer && { transformer }),
      ...(explainer && { explainer }),
    },
  };
}

function planPredictor(request: ModelServiceRequest, inputs: PredictorInputs): PredictorSpec {
  const { gpu, logger, batcher, priorityClassName } = request;
  const placement = gpu && placeGpuRequest(gpu, request.gpuOffers ?? []).placement;
  const runtime = planRuntime(request.runtime, servedModel(request, placement?.count ?? 0));
  const volumes = volumesOf(request, runtime);
  const { min, max } = scalingOf(request);
  return {
    minReplicas: min,
    maxReplicas: max,
    timeout: requestTimeout(request),
    ...(batcher && {
      batcher: {
        maxBatchSize: batcher.maxBatchSize,
        maxLatency: batcher.maxLatencyMilliseconds,
      },
    }),
    ...(logger && { logger: { url: logger.url, mode: logger.mode ?? "all" } }),
    ...podMetadata(runtime),
    serviceAccountName: inputs.serviceAccountName,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: drainSeconds(request),
    ...(priorityClassName !== undefined && { priorityClassName }),
    securityContext: podSecurity,
    ...podPlacement(request.service, placement),
    ...(volumes.volumes.length > 0 && { volumes: volumes.volumes }),
    ...(isFetched(request.source) && { storageContainerName: STORAGE_CONTAINER }),
    ...planServer(request, inputs.source, { placement, runtime, volumes }),
  };
}

/** Seconds between the end of traffic and the end of the pod: requests in flight end first, then the server. */
export function drainSeconds(request: ModelServiceRequest): number {
  const runtime = planRuntime(request.runtime, servedModel(request, 0));
  return PRE_STOP_SECONDS + Math.max(requestTimeout(request), runtime.exitSeconds);
}
