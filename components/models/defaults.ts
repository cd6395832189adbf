/** Defaults of the model store, each with its reason. */
export const modelStoreDefaults = {
  /** Days that a replaced model file can be brought back: one month of incidents, without keeping gigabytes for ever. */
  noncurrentDays: 30,
  /** Days between the deletion of the key and the loss of every model. 30 is the longest that KMS offers. */
  keyDeletionWindowDays: 30,
} as const;

/** ServiceAccount of the Mountpoint for S3 driver, as the EKS add-on makes it. */
export const S3_DRIVER_SERVICE_ACCOUNT = "s3-csi-driver-sa";
