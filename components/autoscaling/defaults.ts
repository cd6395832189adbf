/** Defaults of autoscaling, each with its reason. */
export const autoscalingDefaults = {
  /** Percent of the CPU request: leaves room while a new replica loads. */
  cpuPercent: 70,
  /** Seconds between two looks at the triggers: KEDA's own default, which is also the scrape interval of Prometheus here. */
  pollingSeconds: 30,
  /** Fewest seconds before the last replica goes: KEDA's own default. */
  cooldownSeconds: 300,
  /** Fewest seconds of less need before replicas go: the default of Kubernetes. */
  scaleDownSeconds: 300,
  /** At most twice the replicas within the time that a model takes to load: until then the metric cannot tell whether they suffice. */
  scaleUpPercent: 100,
  /** The same for a model with one replica, which would otherwise grow too slowly. */
  scaleUpPods: 2,
  /** A replica that took minutes to load is not given away in bulk. */
  scaleDownPods: 1,
  scaleDownPeriodSeconds: 60,
} as const;

/** Seconds that queries look back: four scrapes, so that a rate survives a missed one. */
export const QUERY_WINDOW_SECONDS = 120;

/** Seconds between two looks of a HorizontalPodAutoscaler (`--horizontal-pod-autoscaler-sync-period`, Kubernetes' default). */
export const HPA_SYNC_SECONDS = 15;

/** Limits of `behavior` in the API of Kubernetes (autoscaling/v2). */
export const behaviorLimits = { stabilizationSeconds: 3600, periodSeconds: 1800 } as const;

/** The smallest number that KEDA and Kubernetes can compare with: they count in thousandths. */
export const SMALLEST_THRESHOLD = 0.001;

/** Container of the model in the pods that KServe makes; a sidecar beside it does not count. */
export const MODEL_CONTAINER = "kserve-container";

/** Namespace of KEDA. */
export const KEDA_NAMESPACE = "keda";

/**
 * Annotation with which KEDA's webhook (2.20.2) lets a ScaledObject in beside this HorizontalPodAutoscaler. When a model
 * changes its engine, the new owner is created before the old one is deleted.
 */
export const HPA_OWNERSHIP_ANNOTATION = "validations.keda.sh/hpa-ownership";
