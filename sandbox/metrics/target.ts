import type { Labels } from "./family";
import type { Sample } from "./sample";

/** Something that Prometheus scrapes. */
export interface Target {
  readonly job: string;
  /** Name of the target in its job; also the label `instance`. */
  readonly instance: string;
  /** Labels that discovery gives it beside `job` and `instance`. */
  readonly labels: Labels;
  /** Whether the metrics' own labels win over those of the target. */
  readonly honorLabels: boolean;
  /** Whether it answers; `false`: it is known, and every scrape fails. */
  readonly up: boolean;
  /** Exporters whose metrics it serves. */
  readonly sources: readonly string[];
  /** What it says at a time. */
  samples(seconds: number): Sample[];
}

/** The labels of a series in Prometheus: a label of both is kept as `exported_…` unless it is honoured. */
export function scrapedLabels(own: Labels, target: Target): Labels {
  const given: Labels = { job: target.job, instance: target.instance, ...target.labels };
  if (target.honorLabels) return { ...given, ...own };
  const kept = Object.entries(own).map(([label, value]) => [
    label in given ? `exported_${label}` : label,
    value,
  ]);
  return { ...(Object.fromEntries(kept) as Labels), ...given };
}
