/** Defaults of the model store, each with its reason. */
export const modelStoreDefaults = {
  /** Days that a replaced model file can be brought back: one month of incidents, without keeping gigabytes for ever. */
  noncurrentDays: 30,
  /** Days between the deletion of the key and the loss of every model. 30 is the longest that KMS offers. */
  keyDeletionWindowDays: 30,
} as const;

/** User that Triton and the loader run as, so that one reads what the other writes; that of KServe's Triton runtime. */
export const MODEL_USER = 1000;

/** Defaults of the loader of model versions, each with its reason. */
export const loaderDefaults = {
  /** New attempts after the first: a role or a name may need seconds to be known; a wrong hash stays wrong. */
  backoffLimit: 3,
  /** Seconds for a copy of unknown size. A bound for what hangs: 170 GiB at the rate below. */
  deadlineSeconds: 3600,
  /** Seconds for pulling images and attaching the volume, before the first byte. */
  startSeconds: 600,
  /**
   * MiB a second that a copy must reach at least, with its second reading for the hashes. An estimate on the safe side: the
   * slowest volume offered, gp3, has 125 MiB/s for each of the two.
   */
  slowestMiBps: 50,
  /** Seconds that a finished Job stays, for its log: one day. */
  ttlSeconds: 86_400,
  /** One core for hashing; memory for the parts that the AWS CLI holds at a time (10 of 8 MiB) and its interpreter. */
  requests: { cpu: "1", memory: "512Mi" },
  limits: { memory: "1Gi" },
  /** Room for the manifest and its signature. */
  workSize: "64Mi",
} as const;
