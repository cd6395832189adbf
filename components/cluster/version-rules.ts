import type { Problem } from "../internal/problems";
import { versions } from "../versions";
import {
  currentDay,
  findKubernetesVersion,
  kubernetesVersions,
  minorNumber,
  nearestMinor,
  supportOn,
  type KubernetesVersion,
} from "./kubernetes-versions";

/** How many minors a kubelet may be older than its API server (Kubernetes version skew policy). */
const OLDEST_KUBELET = 3;

/** What the rules of the versions of a cluster look at. */
export interface VersionRuleInput {
  readonly version?: string;
  readonly nodeVersion?: string;
  readonly deployedVersion?: string;
  readonly supportType?: "STANDARD" | "EXTENDED";
  /** `YYYY-MM-DD`. Default: today. */
  readonly today?: string;
}

/** Problems of the Kubernetes versions of a cluster: unknown, out of support, too far apart, or not to be reached by an upgrade. */
export function versionProblems(args: VersionRuleInput): Problem[] {
  const today = args.today ?? currentDay();
  if (!isDay(today)) {
    return [{ path: "today", reason: `"${today}" is not a day. Write it as 2026-11-24.` }];
  }
  const version = args.version ?? versions.kubernetes;
  const known = findKubernetesVersion(version);
  if (known === undefined) return [unknownVersion("version", version)];
  return [
    // A cluster that runs already must not become unchangeable on the day on which support ends.
    ...(args.deployedVersion === version
      ? []
      : supportProblems(known, args.supportType ?? "STANDARD", today)),
    ...skewProblems(version, args.nodeVersion ?? version),
    ...upgradeProblems("version", { deployed: args.deployedVersion, wanted: version }),
  ];
}

/** A change of the minor of a control plane. */
export interface Upgrade {
  /** What runs now; `undefined` for a new cluster. */
  readonly deployed: string | undefined;
  readonly wanted: string;
}

/** Problems of an upgrade: EKS goes up one minor at a time, and not down. */
export function upgradeProblems(path: string, { deployed, wanted }: Upgrade): Problem[] {
  if (deployed === undefined) return [];
  const [from, to] = [minorNumber(deployed), minorNumber(wanted)];
  if (from === undefined) return [notMinor("deployedVersion", deployed)];
  if (to === undefined) return [notMinor(path, wanted)];
  if (to < from) {
    return [
      {
        path,
        reason: `${wanted} is older than ${deployed}, which is deployed. EKS goes back only by a rollback of its own, one minor and within 7 days of the upgrade. Write ${deployed} or 1.${from + 1}.`,
      },
    ];
  }
  if (to > from + 1) {
    const steps = Array.from({ length: to - from + 1 }, (_step, index) => `1.${from + index}`);
    return [
      {
        path,
        reason: `${wanted} skips minors: ${deployed} is deployed, and EKS upgrades one minor at a time. Go ${steps.join(" → ")}, one up each.`,
      },
    ];
  }
  return [];
}

function supportProblems(
  version: KubernetesVersion,
  supportType: "STANDARD" | "EXTENDED",
  today: string,
): Problem[] {
  const { minor, standardSupportEnds, extendedSupportEnds } = version;
  const status = supportOn(today, version);
  if (status === "ended") {
    return [
      {
        path: "version",
        reason: `EKS ended all support of ${minor} on ${extendedSupportEnds}. ${standardMinors(today)}.`,
      },
    ];
  }
  if (status === "standard" || supportType === "EXTENDED") return [];
  return [
    {
      path: "version",
      reason: `${minor} left standard support on ${standardSupportEnds}, and with supportType "STANDARD" EKS upgrades such a cluster by itself. ${standardMinors(today)}, or pay for extended support until ${extendedSupportEnds} with supportType "EXTENDED".`,
    },
  ];
}

/** What to write instead of a minor whose support is over. */
function standardMinors(today: string): string {
  const minors = kubernetesVersions
    .filter((version) => supportOn(today, version) === "standard")
    .map(({ minor }) => minor);
  if (minors.length > 0) return `Write one of ${minors.join(", ")}`;
  return `Take a newer release of this package: it knows no minor in standard support on ${today}`;
}

function skewProblems(version: string, nodeVersion: string): Problem[] {
  const [control, node] = [minorNumber(version) ?? 0, minorNumber(nodeVersion)];
  if (node === undefined || findKubernetesVersion(nodeVersion) === undefined) {
    return [unknownVersion("nodeVersion", nodeVersion)];
  }
  if (node > control) {
    return [
      {
        path: "nodeVersion",
        reason: `${nodeVersion} is newer than the control plane, ${version}. Upgrade the control plane first, or write ${version}.`,
      },
    ];
  }
  if (node < control - OLDEST_KUBELET) {
    return [
      {
        path: "nodeVersion",
        reason: `${nodeVersion} is ${control - node} minors older than the control plane, ${version}; a kubelet may be ${OLDEST_KUBELET} older at most (Kubernetes version skew policy). Write 1.${control - OLDEST_KUBELET} to ${version}.`,
      },
    ];
  }
  return [];
}

function unknownVersion(path: string, written: string): Problem {
  const nearest = nearestMinor(written);
  const all = kubernetesVersions.map(({ minor }) => minor).join(", ");
  return {
    path,
    reason: `"${written}" is not a Kubernetes minor that this package knows.${nearest === undefined ? "" : ` Nearest: ${nearest}.`} Write one of ${all}.`,
  };
}

function notMinor(path: string, written: string): Problem {
  return { path, reason: `"${written}" is not a Kubernetes minor. Write it as 1.35.` };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
