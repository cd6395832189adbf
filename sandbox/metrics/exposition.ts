import type { Labels } from "./family";
import type { Sample } from "./sample";

/** Content type of Prometheus' text format. */
export const textFormat = "text/plain; version=0.0.4; charset=utf-8";

/** Samples in Prometheus' text format, the series of a metric together under its type. */
export function exposition(samples: readonly Sample[]): string {
  const byFamily = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { name } = sample.family;
    const lines = byFamily.get(name) ?? [];
    lines.push(sample);
    byFamily.set(name, lines);
  }
  return [...byFamily]
    .map(([name, lines]) =>
      [`# TYPE ${name} ${lines[0]?.family.type ?? "untyped"}`, ...lines.map(line), ""].join("\n"),
    )
    .join("");
}

/** A series as it is written in front of its value. */
export function seriesText(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}

/** A value as both formats write it. */
export function valueText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

function line({ name, labels, value }: Sample): string {
  return `${seriesText(name, labels)} ${valueText(value)}`;
}

function escaped(value: string): string {
  if (!/["\\\n]/.test(value)) return value;
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
