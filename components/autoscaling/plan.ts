import type { types } from "@pulumi/kubernetes";

import { planBehavior, type HpaBehavior } from "./behavior";
import {
  autoscalingDefaults,
  HPA_OWNERSHIP_ANNOTATION,
  HPA_SYNC_SECONDS,
  MODEL_CONTAINER,
  QUERY_WINDOW_SECONDS,
} from "./defaults";
import { planSchedule, planTrigger, type KedaTrigger } from "./keda-triggers";
import { workloadName } from "../serving/names";
import type { AutoscalingRequest, HpaScaling, KedaScaling } from "./scaling";

/** Name, namespace and annotations of the owner of a replica count. */
interface OwnerMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The one owner of a model's replica count. */
export type AutoscalerPlan =
  | {
      readonly kind: "HorizontalPodAutoscaler";
      readonly metadata: OwnerMetadata;
      readonly spec: types.input.autoscaling.v2.HorizontalPodAutoscalerSpec;
    }
  | {
      readonly kind: "ScaledObject";
      readonly metadata: OwnerMetadata;
      readonly spec: ScaledObjectSpec;
    };

/** Spec of a ScaledObject (`keda.sh/v1alpha1`), as far as this platform sets it. */
export interface ScaledObjectSpec {
  readonly scaleTargetRef: ScaleTarget;
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
  readonly pollingInterval?: number;
  readonly cooldownPeriod?: number;
  readonly initialCooldownPeriod?: number;
  readonly fallback?: {
    readonly failureThreshold: number;
    readonly replicas: number;
    readonly behavior: "currentReplicasIfHigher";
  };
  readonly advanced: { readonly horizontalPodAutoscalerConfig: { readonly behavior: HpaBehavior } };
  readonly triggers: readonly KedaTrigger[];
}

/** The Deployment whose replicas are set. */
interface ScaleTarget {
  readonly apiVersion: "apps/v1";
  readonly kind: "Deployment";
  readonly name: string;
}

/** The owner of the replica count that a request asks for. Expects a valid request (`rules.ts`). */
export function planAutoscaler(request: AutoscalingRequest): AutoscalerPlan {
  const { namespace, scaling } = request;
  const metadata = { name: ownerName(request), namespace };
  return scaling.engine === "keda"
    ? { kind: "ScaledObject", metadata, spec: scaledObjectSpec(request, scaling) }
    : {
        kind: "HorizontalPodAutoscaler",
        metadata: { ...metadata, annotations: { [HPA_OWNERSHIP_ANNOTATION]: "false" } },
        spec: hpaSpec(request, scaling),
      };
}

/**
 * Name of the owner of the replica count of a component. Not that of the Deployment: KServe (0.20.0) takes a
 * HorizontalPodAutoscaler of that name for its own, overwrites it and deletes it, whatever the autoscaler class.
 */
export function ownerName({
  service,
  component = "predictor",
}: Pick<AutoscalingRequest, "service" | "component">): string {
  return component === "predictor" ? `${service}-scaler` : `${service}-${component}-scaler`;
}

/** Fewest seconds from the last request until the last replica may go: it has loaded, and queries have looked back. */
export function shortestCooldown(startupSeconds: number): number {
  return startupSeconds + QUERY_WINDOW_SECONDS;
}

/** The Deployment that KServe makes in Standard mode. */
function scaleTarget({ service, component }: AutoscalingRequest): ScaleTarget {
  return { apiVersion: "apps/v1", kind: "Deployment", name: workloadName(service, component) };
}

function hpaSpec(
  request: AutoscalingRequest,
  scaling: HpaScaling,
): types.input.autoscaling.v2.HorizontalPodAutoscalerSpec {
  const { cpuPercent = autoscalingDefaults.cpuPercent, memoryPercent, podMetrics = [] } = scaling;
  return {
    scaleTargetRef: { ...scaleTarget(request) },
    minReplicas: scaling.min,
    maxReplicas: scaling.max,
    metrics: [
      containerMetric("cpu", cpuPercent),
      ...(memoryPercent === undefined ? [] : [containerMetric("memory", memoryPercent)]),
      ...podMetrics.map(({ metric, averageValue }) => ({
        type: "Pods",
        pods: {
          metric: { name: metric },
          target: { type: "AverageValue", averageValue: quantity(averageValue) },
        },
      })),
    ],
    behavior: { ...planBehavior(scaling.behavior, request.startupSeconds) },
  };
}

function containerMetric(
  name: "cpu" | "memory",
  averageUtilization: number,
): types.input.autoscaling.v2.MetricSpec {
  return {
    type: "ContainerResource",
    containerResource: {
      name,
      container: MODEL_CONTAINER,
      target: { type: "Utilization", averageUtilization },
    },
  };
}

/** As the API server would write it, so that nothing looks changed: `2`, or `500m`. */
function quantity(value: number): string {
  return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
}

function scaledObjectSpec(request: AutoscalingRequest, scaling: KedaScaling): ScaledObjectSpec {
  const { startupSeconds } = request;
  return {
    scaleTargetRef: scaleTarget(request),
    minReplicaCount: scaling.min,
    maxReplicaCount: scaling.max,
    ...(scaling.min === 0 && toAndFromZero(scaling, startupSeconds)),
    ...(scaling.fallbackReplicas !== undefined && {
      fallback: {
        failureThreshold: failureThreshold(scaling, startupSeconds),
        replicas: scaling.fallbackReplicas,
        behavior: "currentReplicasIfHigher",
      },
    }),
    advanced: {
      horizontalPodAutoscalerConfig: { behavior: planBehavior(scaling.behavior, startupSeconds) },
    },
    triggers: [
      ...scaling.triggers.map((trigger) => planTrigger(trigger, request)),
      ...(scaling.schedules ?? []).map(planSchedule),
    ],
  };
}

/** KEDA reads these for the step between 0 and 1 only, and warns where there is none. */
function toAndFromZero(
  scaling: KedaScaling,
  startupSeconds: number,
): Pick<ScaledObjectSpec, "pollingInterval" | "cooldownPeriod" | "initialCooldownPeriod"> {
  const cooldown =
    scaling.cooldownSeconds ??
    Math.max(autoscalingDefaults.cooldownSeconds, shortestCooldown(startupSeconds));
  return {
    pollingInterval: scaling.pollingSeconds ?? autoscalingDefaults.pollingSeconds,
    cooldownPeriod: cooldown,
    // A new model loads once before it may go, so that a broken one is seen at once.
    initialCooldownPeriod: cooldown,
  };
}

/**
 * Failed looks that last as long as a model takes to load: series of pods are missing until then. KEDA counts its own
 * looks and those of the HorizontalPodAutoscaler that it makes.
 */
function failureThreshold(scaling: KedaScaling, startupSeconds: number): number {
  const polling = scaling.pollingSeconds ?? autoscalingDefaults.pollingSeconds;
  return Math.ceil(
    (shortestCooldown(startupSeconds) * (polling + HPA_SYNC_SECONDS)) /
      (polling * HPA_SYNC_SECONDS),
  );
}
