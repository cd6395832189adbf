import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { STORAGE_CLASS } from "../cluster/defaults";
import type { Memory } from "../internal/units";

/** A prefix of a bucket, mounted read-only by Mountpoint for S3: the objects are the repository, nothing is copied. */
export interface S3Volume {
  readonly type: "s3";
  readonly bucketName: pulumi.Input<string>;
  /** Region of the bucket. */
  readonly region: pulumi.Input<string>;
  /** Prefix in the bucket, ending in `/`: the repository sees nothing outside it. */
  readonly prefix: string;
}

/** A folder of an Amazon EFS file system, for pods of every zone. TLS always; encryption at rest is set in EFS. */
interface EfsVolume {
  readonly type: "efs";
  /** Id of the file system, `fs-…`. */
  readonly fileSystemId: pulumi.Input<string>;
  /**
   * Id of the access point, `fsap-…`, which keeps the repository in its folder. Its POSIX user is 1000, or the loader
   * cannot write and Triton cannot read. One access point a repository.
   */
  readonly accessPointId: pulumi.Input<string>;
}

/** An Amazon FSx for Lustre file system: the fastest for large models. Always encrypted at rest; of one zone. */
interface FsxLustreVolume {
  readonly type: "fsxLustre";
  /** Id of the file system, `fs-…`. Its root belongs to user 1000. One file system a repository. */
  readonly fileSystemId: pulumi.Input<string>;
  /** DNS name, `fs-….fsx.<region>.amazonaws.com`. */
  readonly dnsName: pulumi.Input<string>;
  /** Mount name that FSx gave it: at most 8 letters, digits, `_` and `-`. */
  readonly mountName: pulumi.Input<string>;
}

/**
 * An Amazon EBS volume, made with the claim. Only pods of one node can use it at a time (`ReadWriteOnce`), so all replicas
 * of a model and its loader run on that node: for development. `ReadWriteOncePod` is not offered, because a loader could
 * never run beside a server.
 */
interface EbsVolume {
  readonly type: "ebs";
  /** Size of the volume: all versions, and the largest one a second time while it is copied. */
  readonly size: Memory;
  /**
   * Storage class; it decides about encryption, and whether the volume outlives its claim. Default: that of the cluster,
   * encrypted gp3 which goes with the claim: what is on it can be loaded again.
   */
  readonly storageClassName?: pulumi.Input<string>;
}

/** What a repository lies on. */
export type RepositoryVolume = S3Volume | EfsVolume | FsxLustreVolume | EbsVolume;

/** The EKS add-on that each kind of volume needs, and where it comes from. */
export const volumeAddons: Readonly<
  Record<RepositoryVolume["type"], { readonly addon: string; readonly from: string }>
> = {
  s3: {
    addon: "aws-mountpoint-s3-csi-driver",
    from: "a ModelStore with a cluster, or cluster.storageDrivers.mountpointS3",
  },
  efs: { addon: "aws-efs-csi-driver", from: "cluster.storageDrivers.efs" },
  fsxLustre: { addon: "aws-fsx-csi-driver", from: "an aws.eks.Addon of your own" },
  ebs: { addon: "aws-ebs-csi-driver", from: "every Cluster" },
};

type VolumeSpec = types.input.core.v1.PersistentVolumeSpec;
type ClaimSpec = types.input.core.v1.PersistentVolumeClaimSpec;

/** Volume and claim of a repository. Without a volume, the storage class makes one. */
export interface VolumePlan {
  readonly volume?: VolumeSpec;
  readonly claim: ClaimSpec;
}

/** Where a repository is in the cluster: names that are unique there. */
export interface RepositoryPlace {
  readonly namespace: string;
  /** Name of the claim. */
  readonly repository: string;
}

/** The drivers of files ignore the capacity, but Kubernetes wants one, the same on volume and claim. */
const ignoredCapacity = { storage: "1Gi" };

/** Plans volume and claim. Expects a valid volume (`repository-rules.ts`). */
export function planVolume(volume: RepositoryVolume, place: RepositoryPlace): VolumePlan {
  switch (volume.type) {
    case "s3":
      return staticVolume(place, "ReadOnlyMany", s3Source(volume, volumeName(place)));
    case "efs":
      return staticVolume(place, "ReadWriteMany", {
        csi: {
          driver: "efs.csi.aws.com",
          volumeHandle: pulumi.interpolate`${volume.fileSystemId}::${volume.accessPointId}`,
          volumeAttributes: { encryptInTransit: "true" },
        },
      });
    case "fsxLustre":
      return staticVolume(place, "ReadWriteMany", {
        csi: {
          driver: "fsx.csi.aws.com",
          volumeHandle: volume.fileSystemId,
          volumeAttributes: { dnsname: volume.dnsName, mountname: volume.mountName },
        },
      });
    case "ebs":
      return {
        claim: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: volume.storageClassName ?? STORAGE_CLASS,
          resources: { requests: { storage: volume.size } },
        },
      };
  }
}

/** Name of the volume: volumes have no namespace. */
export function volumeName({ namespace, repository }: RepositoryPlace): string {
  return `${namespace}-${repository}`;
}

function s3Source(volume: S3Volume, handle: string): Pick<VolumeSpec, "csi" | "mountOptions"> {
  return {
    mountOptions: [
      "read-only",
      "allow-other",
      pulumi.interpolate`region ${volume.region}`,
      `prefix ${volume.prefix}`,
    ],
    csi: {
      driver: "s3.csi.aws.com",
      volumeHandle: handle,
      readOnly: true,
      volumeAttributes: { bucketName: volume.bucketName },
    },
  };
}

function staticVolume(
  { namespace, repository }: RepositoryPlace,
  accessMode: "ReadOnlyMany" | "ReadWriteMany",
  source: Pick<VolumeSpec, "csi" | "mountOptions">,
): VolumePlan {
  return {
    volume: {
      capacity: ignoredCapacity,
      accessModes: [accessMode],
      storageClassName: "",
      persistentVolumeReclaimPolicy: "Retain",
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        namespace,
        name: repository,
      },
      ...source,
    },
    claim: {
      accessModes: [accessMode],
      storageClassName: "",
      resources: { requests: ignoredCapacity },
    },
  };
}
