/** Defaults of `ModelService`, each with its reason. */
export const modelServiceDefaults = {
  /** One replica answers; three bound the cost until someone decides for more. */
  replicas: { min: 1, max: 3 },
  /** Seconds until a model of unknown size must be loaded: reading a few GiB and warming up. */
  startupSeconds: 300,
  /** Seconds that a request may take: the default of KServe's routes. */
  requestTimeoutSeconds: 60,
  /** GiB of the cache of a server: a few compiled engines; less than the disk of every GPU pool. */
  cacheGiB: 10,
} as const;

/** Seconds between the end of traffic and the end of the server; endpoints need a moment to leave every proxy. */
export const PRE_STOP_SECONDS = 5;

/** Seconds between the notice of EC2 and the end of a spot instance (Amazon EC2 User Guide). */
export const SPOT_NOTICE_SECONDS = 120;

/** Seconds of that notice until a node is drained: the event passes a queue, and the pods are evicted one by one. */
export const SPOT_REACTION_SECONDS = 10;

/** Namespace of the LeaderWorkerSet controller: the one that its own documentation uses. */
export const LEADER_WORKER_SET_NAMESPACE = "lws-system";

/** The ClusterStorageContainer of this platform: which of several KServe takes without a name is not defined. */
export const STORAGE_CONTAINER = "platform";

/**
 * The Secret of a tenant from which the token for Hugging Face is read when a model is fetched. It may be missing; models
 * that need no token are fetched without.
 */
export const HUGGING_FACE_SECRET = { secret: "hugging-face", key: "token" } as const;
