/**
 * Limits of the alerts that are the same for every model and node, each with its reason. A model with an SLO of its own
 * is judged by that where an alert says so.
 */
export const thresholds = {
  /** Share of failed requests: what an objective of 99 % allows. */
  errorRatio: 0.01,
  /** Share of failed requests from which a model counts as down: every second caller is refused. */
  failingRatio: 0.5,
  /** Milliseconds of the 99th percentile: half a second is where a person notices a wait. It is a limit of a bucket of Istio. */
  latencyMilliseconds: 500,
  /** Seconds of the 95th percentile up to the first token: a bucket limit of vLLM (there is none at 2). */
  firstTokenSeconds: 2.5,
  /** Requests waiting in front of one Triton replica: four batches of eight; at 100 ms a batch the last waits 0.4 s. */
  tritonPendingPerReplica: 32,
  /** Requests waiting in front of one vLLM replica: each waits for the end of another, which is seconds. */
  vllmWaitingPerReplica: 10,
  /** Share of a request that may be waiting: beyond half, more replicas or instances help more than a faster model. */
  queueShare: 0.5,
  /** Milliseconds of waiting below which its share does not matter: a batching delay of a few milliseconds is wanted. */
  queueMilliseconds: 10,
  /** Mean batch that counts as no batching. */
  smallBatch: 1.5,
  /** Requests that wait while batches are small: as many as would fill a batch of four. */
  smallBatchPending: 4,
  /** Use of vLLM's KV cache from which it preempts requests. */
  kvCacheUsage: 0.95,
  /** Use of GPU memory: vLLM takes 0.92 by itself, and the next allocation beyond 0.95 tends to fail. */
  gpuMemoryRatio: 0.95,
  /** Utilisation of a GPU that has no room left for a peak. */
  gpuSaturatedRatio: 0.95,
  /** Utilisation that is no work: health checks and metrics alone stay below. */
  gpuIdleRatio: 0.05,
  /** Degrees Celsius: NVIDIA's data centre GPUs slow down between 87 and 95. */
  gpuCelsius: 85,
  /** Seconds from the creation of a model's pod until it is ready: a new GPU node takes 5 minutes, image and model as long again. */
  coldStartSeconds: 600,
  /** Spot interruptions an hour: one is planned for, more means that the market of these types is short. */
  spotInterruptionsPerHour: 3,
  /** Days before its end that a certificate should have been renewed: cert-manager does it after two thirds of its life. */
  certificateDays: 14,
  /** Days before its end that a certificate is somebody's task tonight. */
  certificateCriticalDays: 3,
  /** Seconds that remote write may lag: two missed minutes are still in the write-ahead log. */
  remoteWriteLagSeconds: 120,
  /** Share of a volume that must stay free: Prometheus deletes old data at 85 % and so never comes near. */
  volumeFreeRatio: 0.1,
  /** Share of requests that Loki may fail: the one of its own alerts. */
  lokiErrorRatio: 0.1,
} as const;
