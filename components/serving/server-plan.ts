import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

import type { GpuPlacement } from "../gpu/request";
import { modelServiceDefaults, PRE_STOP_SECONDS } from "./defaults";
import { environmentVariables } from "./environment";
import { loadingSeconds } from "./model-size";
import type { ContainerResources, ModelServiceRequest } from "./request";
import {
  containerSecurity,
  type Protocol,
  type RuntimePlan,
  type ServedModel,
} from "./runtimes/runtime";
import type { PodVolumes } from "./volumes";

type Container = types.input.core.v1.Container;
type Probe = types.input.core.v1.Probe;

/** The server of a predictor: a model that a ClusterServingRuntime runs, or a whole container. */
export interface ServerPlan {
  readonly model?: PredictorModel;
  readonly containers?: readonly Container[];
}

/** What the container of a server gets from the model, whatever serves it. */
interface ServerContainer {
  readonly resources: types.input.core.v1.ResourceRequirements;
  readonly securityContext: types.input.core.v1.SecurityContext;
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly lifecycle: types.input.core.v1.Lifecycle;
  readonly args?: string[];
  readonly env?: types.input.core.v1.EnvVar[];
  readonly volumeMounts?: types.input.core.v1.VolumeMount[];
}

/** The model container of a predictor that a ClusterServingRuntime runs. */
interface PredictorModel extends ServerContainer {
  readonly modelFormat: { readonly name: string };
  readonly runtime: string;
  readonly protocolVersion?: Protocol;
  readonly storageUri?: Input<string>;
}

/** What the container of a server is planned from. */
interface ServerParts {
  readonly placement: GpuPlacement | undefined;
  readonly runtime: RuntimePlan;
  readonly volumes: PodVolumes;
}

/** What the runtime is told about the model. */
export function servedModel(request: ModelServiceRequest, gpus: number): ServedModel {
  const { service, namespace, traceCollector } = request;
  return {
    service,
    namespace,
    gpus,
    requestTimeoutSeconds: requestTimeout(request),
    ...(traceCollector !== undefined && { traceCollector }),
  };
}

/** Seconds that a request may take. */
export function requestTimeout({ requestTimeoutSeconds }: ModelServiceRequest): number {
  return requestTimeoutSeconds ?? modelServiceDefaults.requestTimeoutSeconds;
}

/** The server of a request, with its model at `source`. */
export function planServer(
  request: ModelServiceRequest,
  source: Input<string> | undefined,
  parts: ServerParts,
): ServerPlan {
  const { runtime } = parts;
  const { env, ...container } = serverContainer(request, parts);
  if (runtime.runtime === undefined || runtime.modelFormat === undefined) {
    // KServe reads from this variable where the model of a whole container is, and mounts it at its usual place.
    const variables = [
      ...(env ?? []),
      ...(source === undefined ? [] : [{ name: "STORAGE_URI", value: mountable(source) }]),
    ];
    return {
      containers: [
        {
          name: "kserve-container",
          ...runtime.container,
          ...container,
          ...(variables.length > 0 && { env: variables }),
        },
      ],
    };
  }
  return {
    model: {
      modelFormat: { name: runtime.modelFormat },
      runtime: runtime.runtime,
      ...(runtime.protocol && { protocolVersion: runtime.protocol }),
      ...(source !== undefined && { storageUri: mountable(source) }),
      ...container,
      ...(env && { env }),
    },
  };
}

/**
 * Images are mounted as volumes of the kubelet. KServe's other way, a second container whose file system the server looks
 * into, has no security context and is refused in a namespace that enforces the Pod Security level `restricted`.
 */
function mountable(source: Input<string>): Input<string> {
  return typeof source === "string" ? source.replace(/^oci:/, "oci+native:") : source;
}

/** What the container of a server gets, whoever starts it. */
export function serverContainer(
  request: ModelServiceRequest,
  { placement, runtime, volumes }: ServerParts,
): ServerContainer {
  const own = environmentVariables(request);
  // A variable of the model's own takes the place of one of the runtime: the API server refuses a name that stands twice.
  const env = [
    ...runtime.env.filter(({ name }) => own.every((variable) => variable.name !== name)),
    ...own,
  ];
  return {
    resources: containerResources(request.resources, placement),
    securityContext: containerSecurity,
    startupProbe: {
      ...runtime.startup,
      ...probeTiming(startupPeriodSeconds),
      failureThreshold: Math.ceil(startupSeconds(request, runtime) / startupPeriodSeconds),
    },
    readinessProbe: { ...runtime.readiness, ...probeTiming(5) },
    livenessProbe: { ...runtime.liveness, ...probeTiming(10) },
    lifecycle: { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } },
    ...(runtime.args.length > 0 && { args: [...runtime.args] }),
    ...(env.length > 0 && { env }),
    ...(volumes.mounts.length > 0 && { volumeMounts: [...volumes.mounts] }),
  };
}

/** Seconds between two startup probes: a model that loads faster is not kept waiting. */
const startupPeriodSeconds = 10;

/** Seconds until the model must be loaded: what was asked for, or what its size and its server need. */
export function startupSeconds(
  { startupSeconds: asked, size }: ModelServiceRequest,
  { leastStartupSeconds }: Pick<RuntimePlan, "leastStartupSeconds">,
): number {
  const loading = size === undefined ? modelServiceDefaults.startupSeconds : loadingSeconds(size);
  return asked ?? Math.max(loading, leastStartupSeconds);
}

/** How often and how patiently a server is asked. */
export function probeTiming(periodSeconds: number): Probe {
  return { periodSeconds, timeoutSeconds: 5, failureThreshold: 3, successThreshold: 1 };
}

/** Requests equal limits: KServe would fill in a limit of one CPU, and a GPU replica must not be evicted first. */
export function containerResources(
  { cpu, memory }: ContainerResources,
  placement?: GpuPlacement,
): types.input.core.v1.ResourceRequirements {
  const resources: Record<string, string> = {
    cpu,
    memory,
    ...(placement && { [placement.resource]: String(placement.count) }),
  };
  return { requests: resources, limits: resources };
}
