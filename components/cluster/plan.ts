import type { BucketAccess } from "../identity/plan";
import { versions } from "../versions";

/** Name of an EKS add-on that this package knows. */
export type AddonName = keyof typeof versions.addons;

/** CSI drivers that a cluster has only when it is asked for them; the EBS driver is always there. */
export interface StorageDrivers {
  /**
   * Amazon EFS: volumes that pods of several zones share. Its role may manage access points by the managed policy of AWS.
   * File system and storage class are yours. Default: `false`.
   */
  readonly efs?: boolean;
  /**
   * Mountpoint for Amazon S3: its role may reach these buckets, below these prefixes, and nothing else. A cluster has the
   * driver once: leave it out beside a `ModelStore` with a `cluster`, which brings it. For several stores, name their
   * buckets here and give none of them the cluster. Default: none.
   */
  readonly mountpointS3?: { readonly buckets: readonly BucketAccess[] };
}

/** Add-ons without which nothing else of the platform works, or without which it goes blind. */
const alwaysThere = [
  "vpc-cni",
  "kube-proxy",
  "coredns",
  "eks-pod-identity-agent",
  "eks-node-monitoring-agent",
  "metrics-server",
  "aws-ebs-csi-driver",
] as const satisfies readonly AddonName[];

/** The add-ons of a cluster. */
export function addonNames(drivers: StorageDrivers = {}): AddonName[] {
  return [
    ...alwaysThere,
    ...(drivers.efs === true ? (["aws-efs-csi-driver"] as const) : []),
    ...(drivers.mountpointS3 === undefined ? [] : (["aws-mountpoint-s3-csi-driver"] as const)),
  ];
}

/** Versions of add-ons that are said; the others are the pinned ones. */
export type AddonVersions = Readonly<Partial<Record<AddonName, string>>>;

/** The version of an add-on: the one that was said, or the pinned one. */
export function addonVersion(name: AddonName, said: AddonVersions = {}): string {
  return said[name] ?? versions.addons[name];
}
