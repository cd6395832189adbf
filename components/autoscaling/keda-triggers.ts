import { MODEL_CONTAINER } from "./defaults";
import { queryOf } from "./queries";
import type { AutoscalingRequest, ReplicaSchedule } from "./scaling";
import { activationOf, existsAtZero, thresholdOf, triggerName, type Trigger } from "./triggers";

/** A trigger of a ScaledObject (`keda.sh/v1alpha1`), as far as this platform sets it. All metadata are texts. */
export interface KedaTrigger {
  readonly type: "prometheus" | "cron" | "cpu" | "memory";
  readonly name: string;
  readonly metricType?: "AverageValue" | "Value" | "Utilization";
  readonly metadata: Readonly<Record<string, string>>;
}

/** The KEDA trigger of a trigger. */
export function planTrigger(trigger: Trigger, request: AutoscalingRequest): KedaTrigger {
  return trigger.metric === "cpuUtilization" || trigger.metric === "memoryUtilization"
    ? {
        type: trigger.metric === "cpuUtilization" ? "cpu" : "memory",
        name: triggerName(trigger),
        metricType: "Utilization",
        metadata: { value: String(trigger.thresholdPercent), containerName: MODEL_CONTAINER },
      }
    : {
        type: "prometheus",
        name: triggerName(trigger),
        metricType: metricTypeOf(trigger),
        metadata: {
          serverAddress: request.prometheusAddress,
          query: trigger.metric === "promql" ? trigger.query : queryOf(trigger.metric, request),
          threshold: String(thresholdOf(trigger).value),
          activationThreshold: String(activationOf(trigger)?.value ?? 0),
          ignoreNullValues: String(absenceIsZero(trigger, request)),
        },
      };
}

/** Totals, which grow with the load and not with the replicas. Ratios and times are the same for any number of them. */
const totals = new Set<Trigger["metric"]>([
  "requestRate",
  "tritonPendingRequests",
  "vllmWaitingRequests",
]);

/** Kubernetes divides a total by the replicas, and compares a ratio or a time as it is. */
function metricTypeOf(trigger: Trigger): "AverageValue" | "Value" {
  if (trigger.metric === "promql") return trigger.metricType ?? "AverageValue";
  return totals.has(trigger.metric) ? "AverageValue" : "Value";
}

/** Series of pods end with the last pod. Any other absence is a fault: read as 0, it would take replicas away under load. */
function absenceIsZero(trigger: Trigger, { scaling }: AutoscalingRequest): boolean {
  const ofPods = !existsAtZero(trigger) && trigger.metric !== "p95Latency";
  return scaling.min === 0 && ofPods;
}

/** The KEDA trigger of a schedule. */
export function planSchedule(schedule: ReplicaSchedule): KedaTrigger {
  const { name, timeZone, start, end, replicas } = schedule;
  return {
    type: "cron",
    name,
    metadata: { timezone: timeZone, start, end, desiredReplicas: String(replicas) },
  };
}
