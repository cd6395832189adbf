/** What every trigger may have. */
interface NamedTrigger {
  /**
   * Name of the trigger in KEDA's events and metrics: a DNS label, unique within the model. Default: made from `metric`,
   * for instance `triton-queue-time`; two triggers of one kind need names.
   */
  readonly name?: string;
}

/** Mean milliseconds that a request waited in Triton's queues in the last two minutes. Needs `metrics: "triton"`. */
interface TritonQueueTimeTrigger extends NamedTrigger {
  readonly metric: "tritonQueueTime";
  /** Milliseconds above which replicas are added. */
  readonly thresholdMilliseconds: number;
  /** Milliseconds above which the last replica is kept. Only with `min: 0`. Default: 0. */
  readonly activationMilliseconds?: number;
}

/** Requests that wait in Triton, summed over the replicas. Needs `metrics: "triton"`. */
interface TritonPendingRequestsTrigger extends NamedTrigger {
  readonly metric: "tritonPendingRequests";
  /** Waiting requests that one replica may have. */
  readonly thresholdRequestsPerReplica: number;
  /** Waiting requests, all replicas together, above which the last replica is kept. Only with `min: 0`. Default: 0. */
  readonly activationRequests?: number;
}

/** Requests per second that callers in the mesh send: the gateway and pods with a sidecar. Wakes a model at zero replicas. */
interface RequestRateTrigger extends NamedTrigger {
  readonly metric: "requestRate";
  /** Requests per second that one replica can take. */
  readonly thresholdRequestsPerSecondPerReplica: number;
  /** Requests per second, all together, above which there is a replica at all. Only with `min: 0`. Default: 0, so any request. */
  readonly activationRequestsPerSecond?: number;
}

/** 95th percentile of the time to answer, as callers in the mesh measure it; answers with a 5xx code do not count. */
interface P95LatencyTrigger extends NamedTrigger {
  readonly metric: "p95Latency";
  /** Milliseconds above which replicas are added. More replicas must be able to lower it, or `max` is reached and kept. */
  readonly thresholdMilliseconds: number;
  /** Milliseconds above which the last replica is kept. Only with `min: 0`. Default: 0. */
  readonly activationMilliseconds?: number;
}

/** How busy the GPUs of the replicas are, on average (DCGM). Needs `gpu`, and GPUs that are not shared by time or MPS. */
interface GpuUtilizationTrigger extends NamedTrigger {
  readonly metric: "gpuUtilization";
  /** Percent above which replicas are added, up to 100. */
  readonly thresholdPercent: number;
  /** Percent above which the last replica is kept. Only with `min: 0`. Default: 0. */
  readonly activationPercent?: number;
}

/** Requests that wait in vLLM, summed over the replicas. Needs `metrics: "vllm"`. */
interface VllmWaitingRequestsTrigger extends NamedTrigger {
  readonly metric: "vllmWaitingRequests";
  /** Waiting requests that one replica may have. */
  readonly thresholdRequestsPerReplica: number;
  /** Waiting requests, all replicas together, above which the last replica is kept. Only with `min: 0`. Default: 0. */
  readonly activationRequests?: number;
}

/** How full the KV caches of the replicas are, on average. Needs `metrics: "vllm"`. */
interface VllmKvCacheUseTrigger extends NamedTrigger {
  readonly metric: "vllmKvCacheUse";
  /** Percent above which replicas are added, up to 100. */
  readonly thresholdPercent: number;
  /** Percent above which the last replica is kept. Only with `min: 0`. Default: 0. */
  readonly activationPercent?: number;
}

/** CPU or memory of the model container, in percent of its request. Never keeps or wakes the last replica. */
interface ResourceTrigger extends NamedTrigger {
  readonly metric: "cpuUtilization" | "memoryUtilization";
  /** Whole percent above which replicas are added, up to 100. */
  readonly thresholdPercent: number;
}

/** A query of one's own. */
interface PromqlTrigger extends NamedTrigger {
  readonly metric: "promql";
  /** PromQL that gives one element, for instance `sum(queue_length{queue="scorer"})`. */
  readonly query: string;
  /** Value above which replicas are added; see `metricType`. */
  readonly threshold: number;
  /** Value above which there is a replica at all. Only with `min: 0`. Default: 0. */
  readonly activation?: number;
  /**
   * `AverageValue`: the value is a total, and `threshold` what one replica can take. `Value`: the value is a ratio or a
   * time, which does not grow with the number of replicas. Default: `AverageValue`, as in KEDA.
   */
  readonly metricType?: "AverageValue" | "Value";
  /**
   * Whether the query has a value while no replica runs; then it can wake the model, and a missing value is always a
   * fault. Default: `false`.
   */
  readonly existsAtZero?: boolean;
}

/** What KEDA scales on, by what it measures. */
export type Trigger =
  | TritonQueueTimeTrigger
  | TritonPendingRequestsTrigger
  | RequestRateTrigger
  | P95LatencyTrigger
  | GpuUtilizationTrigger
  | VllmWaitingRequestsTrigger
  | VllmKvCacheUseTrigger
  | ResourceTrigger
  | PromqlTrigger;

/** A number of a trigger, and the field that holds it. */
export interface Amount {
  readonly field: string;
  readonly value: number;
}

/** The threshold of a trigger, whatever its unit. */
export function thresholdOf(trigger: Trigger): Amount {
  switch (trigger.metric) {
    case "tritonQueueTime":
    case "p95Latency":
      return { field: "thresholdMilliseconds", value: trigger.thresholdMilliseconds };
    case "tritonPendingRequests":
    case "vllmWaitingRequests":
      return { field: "thresholdRequestsPerReplica", value: trigger.thresholdRequestsPerReplica };
    case "requestRate":
      return {
        field: "thresholdRequestsPerSecondPerReplica",
        value: trigger.thresholdRequestsPerSecondPerReplica,
      };
    case "gpuUtilization":
    case "vllmKvCacheUse":
    case "cpuUtilization":
    case "memoryUtilization":
      return { field: "thresholdPercent", value: trigger.thresholdPercent };
    case "promql":
      return { field: "threshold", value: trigger.threshold };
  }
}

/** The activation threshold of a trigger, where one is set. */
export function activationOf(trigger: Trigger): Amount | undefined {
  switch (trigger.metric) {
    case "tritonQueueTime":
    case "p95Latency":
      return amount("activationMilliseconds", trigger.activationMilliseconds);
    case "tritonPendingRequests":
    case "vllmWaitingRequests":
      return amount("activationRequests", trigger.activationRequests);
    case "requestRate":
      return amount("activationRequestsPerSecond", trigger.activationRequestsPerSecond);
    case "gpuUtilization":
    case "vllmKvCacheUse":
      return amount("activationPercent", trigger.activationPercent);
    case "cpuUtilization":
    case "memoryUtilization":
      return undefined;
    case "promql":
      return amount("activation", trigger.activation);
  }
}

function amount(field: string, value: number | undefined): Amount | undefined {
  return value === undefined ? undefined : { field, value };
}

/** `tritonQueueTime` → `triton-queue-time`, unless the trigger has a name. */
export function triggerName({ name, metric }: Trigger): string {
  return name ?? metric.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Whether the value of a trigger exists while no replica runs, so that it can wake the model. */
export function existsAtZero(trigger: Trigger): boolean {
  return trigger.metric === "promql"
    ? (trigger.existsAtZero ?? false)
    : trigger.metric === "requestRate";
}
