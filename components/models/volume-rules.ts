import type { StorageDrivers } from "../cluster/plan";
import { prefixProblems } from "../identity/rules";
import type { Problem } from "../internal/problems";
import { isMemory } from "../internal/units";
import { volumeAddons, type RepositoryVolume } from "./repository-volume";
import { bucketNameReasons } from "./source-rules";

/** Problems of the volume of a repository, below `volume`. Ids are checked where they are known already. */
export function volumeProblems(volume: RepositoryVolume, drivers?: StorageDrivers): Problem[] {
  return [...fieldProblems(volume), ...driverProblems(volume.type, drivers)];
}

function fieldProblems(volume: RepositoryVolume): Problem[] {
  switch (volume.type) {
    case "s3":
      return [
        ...(typeof volume.bucketName === "string"
          ? bucketNameReasons(volume.bucketName).map((reason) => ({ path: "bucketName", reason }))
          : []),
        ...bucketPrefixProblems(volume.prefix),
      ];
    case "efs":
      return [
        ...shapeProblems("fileSystemId", volume.fileSystemId, "file system"),
        ...shapeProblems("accessPointId", volume.accessPointId, "access point"),
      ];
    case "fsxLustre":
      return [
        ...shapeProblems("fileSystemId", volume.fileSystemId, "file system"),
        ...shapeProblems("dnsName", volume.dnsName, "DNS name"),
        ...shapeProblems("mountName", volume.mountName, "mount name"),
        ...hostProblems(volume.fileSystemId, volume.dnsName),
      ];
    case "ebs":
      return isMemory(volume.size)
        ? []
        : [
            {
              path: "size",
              reason: `"${volume.size}" is not a size. Write for instance "200Gi".`,
            },
          ];
  }
}

function bucketPrefixProblems(prefix: string): Problem[] {
  if (prefix !== "") return prefixProblems("prefix", prefix);
  return [
    {
      path: "prefix",
      reason:
        "is empty: the repository would be the whole bucket. Write for instance tenants/fraud/.",
    },
  ];
}

/** Shapes of ids: API references of EFS (`DescribeAccessPoints`), FSx and SageMaker (`ClusterFsxLustreConfig`). */
const shapes = {
  "file system": { pattern: /^fs-[0-9a-f]{8,40}$/, example: "fs-0123456789abcdef0" },
  "access point": { pattern: /^fsap-[0-9a-f]{8,40}$/, example: "fsap-0123456789abcdef0" },
  "DNS name": {
    pattern: /^fs-[0-9a-f]{8,40}\.fsx\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/,
    example: "fs-0123456789abcdef0.fsx.us-east-1.amazonaws.com",
  },
  "mount name": { pattern: /^[A-Za-z0-9_-]{1,8}$/, example: "abcdefgh" },
} as const;

function shapeProblems(path: string, value: unknown, what: keyof typeof shapes): Problem[] {
  const { pattern, example } = shapes[what];
  if (typeof value !== "string" || pattern.test(value)) return [];
  const article = what === "access point" ? "an" : "a";
  return [{ path, reason: `"${value}" is not ${article} ${what}. Write for instance ${example}.` }];
}

function hostProblems(fileSystemId: unknown, dnsName: unknown): Problem[] {
  if (typeof fileSystemId !== "string" || typeof dnsName !== "string") return [];
  if (!shapes["DNS name"].pattern.test(dnsName) || dnsName.startsWith(`${fileSystemId}.`)) {
    return [];
  }
  return [
    {
      path: "dnsName",
      reason: `"${dnsName}" is not the name of ${fileSystemId}. Write both of one file system.`,
    },
  ];
}

/** The driver of EFS is the only one of which a cluster says whether it has it. */
function driverProblems(
  type: RepositoryVolume["type"],
  drivers: StorageDrivers | undefined,
): Problem[] {
  if (type !== "efs" || drivers === undefined || drivers.efs === true) return [];
  const { addon, from } = volumeAddons[type];
  return [
    {
      path: "type",
      reason: `"efs" needs the EKS add-on ${addon}, which the cluster does not have. Set ${from} to true.`,
    },
  ];
}
