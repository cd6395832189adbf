import type { Problem } from "../internal/problems";
import { versions } from "../versions";
import { nodePoolDefaults } from "./defaults";
import type { NodePoolRequest } from "./pool-request";

/** Problems of the release of a pool's image, and of the snapshot of its images. */
export function imageProblems(pool: NodePoolRequest): Problem[] {
  const {
    operatingSystem = nodePoolDefaults.operatingSystem,
    imageRelease,
    imageSnapshotId,
  } = pool;
  const problems: Problem[] = [];
  const managed = pool.engine !== "karpenter";
  if (operatingSystem === "bottlerocket" && managed && imageRelease === undefined) {
    problems.push({
      path: "imageRelease",
      reason:
        "is missing: a managed group on Bottlerocket names its release with the commit. Write what AWS gives in /aws/service/bottlerocket/aws-k8s-<version>/<architecture>/latest/image_version, for instance 1.54.0-0a1b2c3d.",
    });
  }
  if (imageRelease !== undefined && !releasePattern(operatingSystem, managed).test(imageRelease)) {
    problems.push({
      path: "imageRelease",
      reason: `"${imageRelease}" is not a release of ${operatingSystem}. Write for instance ${operatingSystem === "al2023" ? versions.nodeImages.al2023 : "1.54.0-0a1b2c3d"}.`,
    });
  }
  if (imageSnapshotId !== undefined && operatingSystem !== "bottlerocket") {
    problems.push({
      path: "imageSnapshotId",
      reason: `needs Bottlerocket: ${operatingSystem} keeps images on the volume of the system. Set operatingSystem to bottlerocket, or remove it.`,
    });
  }
  if (imageSnapshotId !== undefined && !/^snap-[0-9a-f]{8,17}$/.test(imageSnapshotId)) {
    problems.push({
      path: "imageSnapshotId",
      reason: `"${imageSnapshotId}" is not the id of a snapshot. Write for instance snap-0123456789abcdef0.`,
    });
  }
  return problems;
}

/**
 * Problems of the image of a pool for nodes of the Kubernetes minor `version`, for instance `1.35`: a release of AL2023
 * is made for one minor, and the platform pins one for its own.
 */
export function imageVersionProblems(
  { operatingSystem, imageRelease }: Pick<NodePoolRequest, "operatingSystem" | "imageRelease">,
  version: string,
): Problem[] {
  if (operatingSystem === "bottlerocket") return [];
  const release = imageRelease ?? versions.nodeImages.al2023;
  if (release.startsWith(`${version}.`)) return [];
  return [
    {
      path: "imageRelease",
      reason: `${imageRelease === undefined ? `is missing, and the pinned one, ${release},` : `"${release}"`} is not for Kubernetes ${version}. Write a release for it: what AWS gives in /aws/service/eks/optimized-ami/${version}/amazon-linux-2023/<architecture>/<standard or nvidia>/recommended/release_version.`,
    },
  ];
}

function releasePattern(operatingSystem: string, managed: boolean): RegExp {
  if (operatingSystem === "al2023") return /^\d+\.\d+\.\d+-\d{8}$/;
  return managed ? /^\d+\.\d+\.\d+-[0-9a-f]{8}$/ : /^\d+\.\d+\.\d+(-[0-9a-f]{8})?$/;
}
