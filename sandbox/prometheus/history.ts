import { once } from "node:events";
import * as fs from "node:fs";
import { finished } from "node:stream/promises";

import type { RecordingRule } from "@inference-platform/components/observability/rules/rule";

import { seriesText, valueText } from "../metrics/exposition";
import type { Labels } from "../metrics/family";
import { scrapedLabels, type Target } from "../metrics/target";
import type { Point, PrometheusClient } from "./client";

/** A stretch of time in which targets were scraped. */
export interface Episode {
  readonly targets: readonly Target[];
  /** Unix seconds. */
  readonly from: number;
  /** Unix seconds. */
  readonly to: number;
  readonly stepSeconds: number;
}

/** Seconds between two evaluations of the rules. */
export const recordSeconds = 60;

/** Writes what Prometheus would have scraped, in OpenMetrics for `promtool tsdb create-blocks-from`. */
export async function writeScraped(file: string, episode: Episode): Promise<void> {
  const { targets, from, to, stepSeconds } = episode;
  const stream = fs.createWriteStream(file);
  for (let at = from; at <= to; at += stepSeconds) {
    const text = targets.map((target) => scrape(target, at)).join("");
    if (!stream.write(text)) await once(stream, "drain");
  }
  stream.end("# EOF\n");
  await finished(stream);
}

/** Writes what Prometheus would have recorded by some rules, in the same format. */
export async function writeRecorded(
  file: string,
  { from, to }: Episode,
  rules: readonly RecordingRule[],
  client: PrometheusClient,
): Promise<void> {
  const texts = await Promise.all(
    rules.map(async ({ record, expr, labels }) => {
      const series = await client.queryRange(expr, from, to, recordSeconds);
      return series
        .map((one) => recorded(record, { ...one.labels, ...labels }, one.points))
        .join("");
    }),
  );
  fs.writeFileSync(file, `${texts.join("")}# EOF\n`);
}

function scrape(target: Target, at: number): string {
  const lines = (target.up ? target.samples(at) : []).map(
    ({ name, labels, value }) =>
      `${seriesText(name, scrapedLabels(stored(labels), target))} ${valueText(value)} ${at}\n`,
  );
  const up = seriesText("up", scrapedLabels({}, target));
  return `${lines.join("")}${up} ${target.up ? 1 : 0} ${at}\n`;
}

/** Limits of buckets and quantiles as Prometheus stores them, whatever the exporter writes: as numbers with a point. */
function stored(labels: Labels): Labels {
  const { le, quantile } = labels;
  if (le === undefined && quantile === undefined) return labels;
  return {
    ...labels,
    ...(le !== undefined && { le: floatText(le) }),
    ...(quantile !== undefined && { quantile: floatText(quantile) }),
  };
}

/** A number as Go writes it in the shortest form, with `.0` behind whole ones. */
function floatText(text: string): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Number.isInteger(value) ? `${value}.0` : text;
}

function recorded(record: string, labels: Labels, points: readonly Point[]): string {
  const own = Object.entries(labels).filter(([label]) => label !== "__name__");
  const series = seriesText(record, Object.fromEntries(own));
  return points.map(([at, value]) => `${series} ${valueText(value)} ${at}\n`).join("");
}
