/** A Kubernetes minor of EKS. Support ends when the day begins, in UTC. */
export interface KubernetesVersion {
  /** For instance `1.35`. */
  readonly minor: string;
  /** `YYYY-MM-DD`: from that day on, EKS bills extended support, or upgrades the cluster by itself. */
  readonly standardSupportEnds: string;
  /** `YYYY-MM-DD`: from that day on, EKS makes no such cluster and upgrades those that are left. */
  readonly extendedSupportEnds: string;
}

/**
 * The minors that this package knows, oldest first: 14 months of standard support, then 12 of extended support.
 *
 * Days of 1.31 to 1.34: release calendar in the Amazon EKS User Guide. 1.35: endoflife.date, which repeats that calendar.
 * 1.36: 14 and 26 months after its release on EKS (2 June 2026), not read from AWS.
 */
export const kubernetesVersions: readonly KubernetesVersion[] = [
  { minor: "1.31", standardSupportEnds: "2025-11-26", extendedSupportEnds: "2026-11-26" },
  { minor: "1.32", standardSupportEnds: "2026-03-23", extendedSupportEnds: "2027-03-23" },
  { minor: "1.33", standardSupportEnds: "2026-07-29", extendedSupportEnds: "2027-07-29" },
  { minor: "1.34", standardSupportEnds: "2026-12-02", extendedSupportEnds: "2027-12-02" },
  { minor: "1.35", standardSupportEnds: "2027-03-27", extendedSupportEnds: "2028-03-27" },
  { minor: "1.36", standardSupportEnds: "2027-08-02", extendedSupportEnds: "2028-08-02" },
];

/** What EKS offers for a minor on one day. */
export type SupportStatus = "standard" | "extended" | "ended";

/** The support of a version on a day, `YYYY-MM-DD`. */
export function supportOn(day: string, version: KubernetesVersion): SupportStatus {
  if (day < version.standardSupportEnds) return "standard";
  return day < version.extendedSupportEnds ? "extended" : "ended";
}

/** The known version of that minor. */
export function findKubernetesVersion(minor: string): KubernetesVersion | undefined {
  return kubernetesVersions.find((version) => version.minor === minor);
}

/** The 35 of `1.35`; `undefined` where the text is no minor. */
export function minorNumber(minor: string): number | undefined {
  const match = /^1\.(\d{1,3})$/.exec(minor);
  return match === null ? undefined : Number(match[1]);
}

/** The known minor that is nearest to what was written; `undefined` where that has no minor at all. */
export function nearestMinor(written: string): string | undefined {
  const match = /^v?1\.(\d{1,3})(?!\d)/.exec(written);
  if (match === null) return undefined;
  const wanted = Number(match[1]);
  const away = (minor: string): number => Math.abs((minorNumber(minor) ?? 0) - wanted);
  return kubernetesVersions
    .map(({ minor }) => minor)
    .reduce((nearest, minor) => (away(minor) < away(nearest) ? minor : nearest));
}

/** Today in UTC, so that every place on earth gets the same answer. */
export function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}
