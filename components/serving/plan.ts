import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

import type { GpuOffer } from "../gpu/offers";
import { placeGpuRequest, type GpuPlacement, type GpuRequest } from "../gpu/request";
import type { Cpu, Memory } from "../internal/units";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import { modelServiceDefaults, PRE_STOP_SECONDS, TRITON_EXIT_SECONDS } from "./defaults";

/** What decides how a model is served, as far as it is known before anything exists. */
export interface ModelServiceRequest {
  readonly service: string;
  readonly namespace: string;
  /** `undefined` where the URI becomes known later. */
  readonly storageUri?: string;
  readonly modelFormat: ModelFormat;
  readonly resources: { readonly cpu: Cpu; readonly memory: Memory };
  readonly gpu?: GpuRequest;
  /** What the GPU pools offer. */
  readonly gpuOffers?: readonly GpuOffer[];
  readonly replicas: { readonly min: number; readonly max: number };
  readonly startupSeconds?: number;
  readonly requestTimeoutSeconds?: number;
}

/** Model formats of the Triton runtime of KServe. */
export type ModelFormat = "onnx" | "tensorrt" | "pytorch" | "triton";

/** The predictor of an InferenceService (`serving.kserve.io/v1beta1`), as far as this platform sets it. */
export interface PredictorSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly scaleMetric: "cpu";
  readonly scaleTarget: number;
  readonly timeout: number;
  readonly serviceAccountName: Input<string>;
  readonly automountServiceAccountToken: false;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: types.input.core.v1.PodSecurityContext;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: types.input.core.v1.Affinity;
  readonly tolerations?: readonly types.input.core.v1.Toleration[];
  readonly deploymentStrategy?: types.input.apps.v1.DeploymentStrategy;
  readonly model: PredictorModel;
}

/** The model container of a predictor. */
interface PredictorModel {
  readonly modelFormat: { readonly name: ModelFormat };
  readonly runtime: string;
  readonly protocolVersion: "v2";
  readonly storageUri: Input<string>;
  readonly resources: types.input.core.v1.ResourceRequirements;
  readonly securityContext: types.input.core.v1.SecurityContext;
  readonly startupProbe: types.input.core.v1.Probe;
  readonly readinessProbe: types.input.core.v1.Probe;
  readonly livenessProbe: types.input.core.v1.Probe;
  readonly lifecycle: types.input.core.v1.Lifecycle;
}

/** The ClusterServingRuntime of Triton in KServe's runtime chart. */
const tritonRuntime = "kserve-tritonserver";

/** Port on which KServe lets Triton answer HTTP. */
const tritonHttpPort = 8080;

/** Seconds between two startup probes: a model that loads faster is not kept waiting. */
const startupPeriodSeconds = 10;

/** The predictor of a request. Expects valid arguments (`rules.ts`). */
export function planPredictor(
  request: ModelServiceRequest,
  inputs: { readonly storageUri: Input<string>; readonly serviceAccountName: Input<string> },
): PredictorSpec {
  const gpu = request.gpu && placeGpuRequest(request.gpu, request.gpuOffers ?? []).placement;
  return {
    minReplicas: request.replicas.min,
    maxReplicas: request.replicas.max,
    scaleMetric: "cpu",
    scaleTarget: modelServiceDefaults.cpuTargetPercent,
    timeout: request.requestTimeoutSeconds ?? modelServiceDefaults.requestTimeoutSeconds,
    serviceAccountName: inputs.serviceAccountName,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: drainSeconds(request),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...(gpu && onGpuNodes(gpu)),
    model: planModel(request, inputs.storageUri, gpu),
  };
}

/** Requests in flight end first, then Triton; the sidecar and the volume get what is left. */
function drainSeconds(request: ModelServiceRequest): number {
  const longestRequest =
    request.requestTimeoutSeconds ?? modelServiceDefaults.requestTimeoutSeconds;
  return PRE_STOP_SECONDS + Math.max(longestRequest, TRITON_EXIT_SECONDS);
}

function onGpuNodes(
  gpu: GpuPlacement,
): Pick<PredictorSpec, "nodeSelector" | "affinity" | "tolerations" | "deploymentStrategy"> {
  return {
    ...onPools(gpu.pools),
    tolerations: gpu.tolerations.map((toleration) => ({ ...toleration })),
    // A rolling update with a surge waits for a GPU that may not exist.
    deploymentStrategy: {
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
    },
  };
}

/** A node selector says one pool, an affinity several. */
function onPools(pools: readonly string[]): Pick<PredictorSpec, "nodeSelector" | "affinity"> {
  const [only, ...others] = pools;
  if (only !== undefined && others.length === 0)
    return { nodeSelector: { [NODE_POOL_LABEL]: only } };
  const matchExpressions = [{ key: NODE_POOL_LABEL, operator: "In", values: [...pools] }];
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions }],
        },
      },
    },
  };
}

function planModel(
  request: ModelServiceRequest,
  storageUri: Input<string>,
  gpu: GpuPlacement | undefined,
): PredictorModel {
  const resources: Record<string, string> = {
    cpu: request.resources.cpu,
    memory: request.resources.memory,
    ...(gpu && { [gpu.resource]: String(gpu.count) }),
  };
  return {
    modelFormat: { name: request.modelFormat },
    runtime: tritonRuntime,
    protocolVersion: "v2",
    storageUri,
    // Requests equal limits: KServe would fill in a limit of one CPU, and a GPU replica must not be evicted first.
    resources: { requests: resources, limits: resources },
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    startupProbe: {
      ...healthProbe("/v2/health/ready", startupPeriodSeconds),
      failureThreshold: Math.ceil(
        (request.startupSeconds ?? modelServiceDefaults.startupSeconds) / startupPeriodSeconds,
      ),
    },
    readinessProbe: healthProbe("/v2/health/ready", 5),
    livenessProbe: healthProbe("/v2/health/live", 10),
    lifecycle: { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } },
  };
}

function healthProbe(path: string, periodSeconds: number): types.input.core.v1.Probe {
  return {
    httpGet: { path, port: tritonHttpPort, scheme: "HTTP" },
    periodSeconds,
    timeoutSeconds: 5,
    failureThreshold: 3,
    successThreshold: 1,
  };
}
