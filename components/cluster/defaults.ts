/** Defaults of `Cluster`, each with its reason. */
export const clusterDefaults = {
  /** Days that control-plane logs are kept: one quarter, the usual reach of an audit. */
  logRetentionDays: 90,
  /** Days between the deletion of the key and the loss of what it encrypts. 30 is the longest that KMS offers. */
  keyDeletionWindowDays: 30,
  /** Extended support costs several times the standard price of a control plane: nobody should slide into it unseen. */
  supportType: "STANDARD",
} as const;

/** All five kinds of control-plane log: an audit needs api, audit and authenticator; a slow scheduler shows in the others. */
export const controlPlaneLogs = [
  "api",
  "audit",
  "authenticator",
  "controllerManager",
  "scheduler",
] as const;

/** Storage class for volumes of the platform: encrypted gp3, in the zone of the pod that uses it. */
export const STORAGE_CLASS = "gp3-encrypted";

/** Managed policies of AWS for the roles of its CSI drivers. */
export const csiDriverPolicies = {
  "aws-ebs-csi-driver": "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
  "aws-efs-csi-driver": "arn:aws:iam::aws:policy/service-role/AmazonEFSCSIDriverPolicy",
} as const;
