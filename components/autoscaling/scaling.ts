import type { ServiceComponent } from "../serving/names";
import type { Trigger } from "./triggers";

/** How the replicas of a model follow its load: by the engine of Kubernetes, or by KEDA. Default engine: `hpa`. */
export type Scaling = HpaScaling | KedaScaling;

/** Fewest and most replicas, and how fast they change. */
interface ReplicaBounds {
  /** Fewest replicas. 0 only with `engine: "keda"`. */
  readonly min: number;
  /** Most replicas. */
  readonly max: number;
  /** How fast replicas come and go. Default: see `ScalingBehavior`. */
  readonly behavior?: ScalingBehavior;
}

/** A HorizontalPodAutoscaler: replicas follow CPU, memory, or what an adapter publishes in `custom.metrics.k8s.io`. */
export interface HpaScaling extends ReplicaBounds {
  readonly engine?: "hpa";
  /** Only with `engine: "keda"`. */
  readonly triggers?: never;
  /** Only with `engine: "keda"`. */
  readonly schedules?: never;
  /** Percent of the CPU request of the model container above which replicas are added. Default: 70. */
  readonly cpuPercent?: number;
  /** Percent of its memory request. Default: memory is not looked at; model servers rarely give memory back. */
  readonly memoryPercent?: number;
  /** Metrics of pods, from an adapter that the cluster must have: the platform installs none. Default: none. */
  readonly podMetrics?: readonly PodMetricTarget[];
}

/** A metric of `custom.metrics.k8s.io` and the value that one pod may have on average. */
interface PodMetricTarget {
  readonly metric: string;
  /** In the unit of the metric; thousandths count. */
  readonly averageValue: number;
}

/** A ScaledObject of KEDA: replicas follow queues, requests, latency or GPUs, and the clock. */
export interface KedaScaling extends ReplicaBounds {
  readonly engine: "keda";
  /** What is measured. The trigger that asks for the most replicas decides. At least one. */
  readonly triggers: readonly Trigger[];
  /** Known peaks, and nights. Default: none. */
  readonly schedules?: readonly ReplicaSchedule[];
  /** Seconds between two looks at the triggers while there is no replica. Only with `min: 0`. Default: 30, as in KEDA. */
  readonly pollingSeconds?: number;
  /**
   * Seconds without an active trigger after which the last replica goes. Only with `min: 0`. At least the time that the
   * model takes to load plus the two minutes that queries look back. Default: that sum, and at least 300.
   */
  readonly cooldownSeconds?: number;
  /**
   * Replicas when metrics are lost for longer than a model takes to load; more stay where there are more. Does not wake
   * a model at zero. Default: none, the number of replicas stays as it is until metrics are back.
   */
  readonly fallbackReplicas?: number;
}

/** Replicas that must be there between two times, whatever the load. */
export interface ReplicaSchedule {
  /** Name in KEDA's events: a DNS label, unique among triggers and schedules. */
  readonly name: string;
  /** IANA time zone, for instance `Europe/Berlin`. */
  readonly timeZone: string;
  /** When it begins: five cron fields (minute, hour, day, month, weekday 0-6), for instance `30 7 * * 1-5`. */
  readonly start: string;
  /** When it ends. */
  readonly end: string;
  /** Fewest replicas in between, from `min` (at least 1) to `max`. */
  readonly replicas: number;
}

/** How fast replicas come and go. A direction that is left out has its default. */
export interface ScalingBehavior {
  /** Default: at once; then at most twice as many, or two more, in the time that the model takes to load. */
  readonly scaleUp?: ScalingSteps;
  /** Default: after 300 seconds of less need, or the time that the model takes to load if that is longer; one a minute. */
  readonly scaleDown?: ScalingSteps;
}

/** How one direction is slowed. */
export interface ScalingSteps {
  /** Seconds over which the most cautious number is taken, 0 to 3600. Default: that of the direction. */
  readonly stabilizationSeconds?: number;
  /** Largest steps; the policy that allows the largest one applies. Default: those of the direction. */
  readonly policies?: readonly ScalingPolicy[];
}

/** The largest change within a period. */
export interface ScalingPolicy {
  readonly type: "pods" | "percent";
  /** Pods, or percent of the replicas that there are. */
  readonly value: number;
  /** Seconds, 1 to 1800. */
  readonly periodSeconds: number;
}

/** Which runtime metrics the pods of a model export. */
export type RuntimeMetrics = "triton" | "vllm" | "none";

/** What decides how a model is scaled. */
export interface AutoscalingRequest {
  readonly namespace: string;
  /** Name of the InferenceService. */
  readonly service: string;
  /** Component whose Deployment, `<service>-<component>`, is scaled. Default: `predictor`. */
  readonly component?: ServiceComponent;
  readonly scaling: Scaling;
  readonly metrics: RuntimeMetrics;
  /** The GPUs of a replica. Default: none. */
  readonly gpu?: ReplicaGpu;
  /** Seconds until a new replica has loaded the model: the budget of its startup probe. */
  readonly startupSeconds: number;
  /** URL of Prometheus. */
  readonly prometheusAddress: string;
}

/** How the replicas hold GPUs, as far as it decides what DCGM can tell of them. */
export interface ReplicaGpu {
  /** Whether they are MIG instances. */
  readonly mig: boolean;
  /** Whether a GPU is shared by time-slicing or MPS; DCGM does not tell the pods on it apart. Default: `false`. */
  readonly shared?: boolean;
}
