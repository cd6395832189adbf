import type { Input } from "@pulumi/pulumi";

import { bucketProblems } from "../identity/rules";
import { logRetentionProblems } from "../internal/log-retention";
import { below, didYouMean, type Problem } from "../internal/problems";
import { sourceCidrProblems } from "../network/rules";
import { versions } from "../versions";
import { addonNames, type AddonVersions, type StorageDrivers } from "./plan";
import { versionProblems, type VersionRuleInput } from "./version-rules";

/** What the rules of a cluster look at. */
export interface ClusterRuleInput extends VersionRuleInput {
  readonly clusterName?: string;
  readonly publicAccessCidrs?: readonly string[];
  readonly logRetentionDays?: Input<number>;
  readonly administrators?: Principals;
  readonly viewers?: Principals;
  readonly addonVersions?: AddonVersions;
  readonly storageDrivers?: StorageDrivers;
}

type Principals = Readonly<Record<string, Input<string>>>;

/** Problems of the arguments of a `Cluster` of that name. */
export function clusterProblems(name: string, cluster: ClusterRuleInput): Problem[] {
  return [
    ...clusterNameProblems(cluster.clusterName ?? name),
    ...versionProblems(cluster),
    ...addonVersionProblems(cluster),
    ...driverProblems(cluster.storageDrivers ?? {}),
    ...sourceCidrProblems("publicAccessCidrs", cluster.publicAccessCidrs ?? []),
    ...accessProblems(cluster.administrators ?? {}, cluster.viewers ?? {}),
    ...logRetentionProblems("logRetentionDays", cluster.logRetentionDays),
  ];
}

function clusterNameProblems(name: string): Problem[] {
  if (/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)) return [];
  return [
    {
      path: "clusterName",
      reason: `"${name}" is not a name that EKS takes. Use letters, digits, "-" and "_", start with a letter or digit, at most 100 characters.`,
    },
  ];
}

function addonVersionProblems(cluster: ClusterRuleInput): Problem[] {
  const said = cluster.addonVersions ?? {};
  const known = Object.keys(versions.addons);
  const wrong = Object.entries(said).flatMap(([name, version]) => {
    const path = `addonVersions.${name}`;
    if (!known.includes(name)) {
      const reason = `is not an add-on of this platform.${didYouMean(name, known)} Write one of ${known.join(", ")}.`;
      return [{ path, reason }];
    }
    if (/^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(version)) return [];
    const reason = `"${version}" is not the version of an EKS add-on. Write it in full, for instance ${versions.addons.coredns}.`;
    return [{ path, reason }];
  });
  return [...wrong, ...unpinnedProblems(cluster, said)];
}

/** The pinned versions belong to the pinned minor; EKS refuses some of them on another. */
function unpinnedProblems(cluster: ClusterRuleInput, said: AddonVersions): Problem[] {
  const version = cluster.version ?? versions.kubernetes;
  if (version === versions.kubernetes) return [];
  const missing = addonNames(cluster.storageDrivers).filter((name) => said[name] === undefined);
  if (missing.length === 0) return [];
  return [
    {
      path: "addonVersions",
      reason: `lacks ${missing.join(", ")}: the pinned versions are for Kubernetes ${versions.kubernetes}, not ${version}. Name each, as "aws eks describe-addon-versions --kubernetes-version ${version}" gives it.`,
    },
  ];
}

function driverProblems({ mountpointS3 }: StorageDrivers): Problem[] {
  if (mountpointS3 === undefined) return [];
  const path = "storageDrivers.mountpointS3";
  if (mountpointS3.buckets.length === 0) {
    const reason =
      "is empty: the driver could mount nothing. Name a bucket, or leave the driver out.";
    return [{ path: `${path}.buckets`, reason }];
  }
  return below(path, bucketProblems(mountpointS3.buckets));
}

/** EKS has one access entry a principal, and the program one entry a short name. */
function accessProblems(administrators: Principals, viewers: Principals): Problem[] {
  const entries = [
    ...Object.entries(administrators).map(([name, arn]) => ({
      path: `administrators.${name}`,
      arn,
    })),
    ...Object.entries(viewers).map(([name, arn]) => ({ path: `viewers.${name}`, arn })),
  ];
  const repeated = entries.flatMap(({ path, arn }, index) => {
    const first = entries.slice(0, index).find((entry) => entry.arn === arn);
    if (first === undefined || typeof arn !== "string") return [];
    const reason = `${arn} has access already (${first.path}), and EKS has one entry a principal. Remove one of the two.`;
    return [{ path, reason }];
  });
  const names = Object.keys(viewers).filter((name) => Object.hasOwn(administrators, name));
  return [
    ...repeated,
    ...names.map((name) => ({
      path: `viewers.${name}`,
      reason: "is the name of an administrator too. Choose another name.",
    })),
  ];
}
