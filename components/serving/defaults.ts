/** Defaults of `ModelService`, each with its reason. */
export const modelServiceDefaults = {
  /** One replica answers; three bound the cost until someone decides for more. */
  replicas: { min: 1, max: 3 },
  /** Seconds until a model must be loaded: reading a few GiB from S3 and warming up; large language models need more. */
  startupSeconds: 300,
  /** Seconds that a request may take: the default of KServe's routes. */
  requestTimeoutSeconds: 60,
  /** CPU percentage at which replicas are added: leaves room while a new replica loads. */
  cpuTargetPercent: 70,
} as const;

/** Seconds between the end of traffic and the end of the server; endpoints need a moment to leave every proxy. */
export const PRE_STOP_SECONDS = 5;

/** Seconds that Triton gives to running requests when it is asked to end: the default of `--exit-timeout-secs`. */
export const TRITON_EXIT_SECONDS = 30;

/** Where URIs of models may point: what KServe's storage initializer and controller understand. */
export const storageSchemes = ["pvc", "s3", "oci", "hf", "gs", "https"] as const;
