import { once } from "node:events";
import * as fs from "node:fs";
import { finished } from "node:stream/promises";

import { seriesText, valueText } from "../metrics/exposition";
import { scrapedLabels, type Target } from "../metrics/target";

/** A stretch of time in which targets were scraped. */
export interface Episode {
  readonly targets: readonly Target[];
  /** Unix seconds. */
  readonly from: number;
  /** Unix seconds. */
  readonly to: number;
  readonly stepSeconds: number;
}

/** Writes what Prometheus would have stored of the episodes, in OpenMetrics for `promtool tsdb create-blocks-from`. */
export async function writeHistory(file: string, episodes: readonly Episode[]): Promise<void> {
  const stream = fs.createWriteStream(file);
  for (const { targets, from, to, stepSeconds } of episodes) {
    for (let at = from; at <= to; at += stepSeconds) {
      const text = targets.map((target) => scrape(target, at)).join("");
      if (!stream.write(text)) await once(stream, "drain");
    }
  }
  stream.end("# EOF\n");
  await finished(stream);
}

function scrape(target: Target, at: number): string {
  const lines = (target.up ? target.samples(at) : []).map(
    ({ name, labels, value }) =>
      `${seriesText(name, scrapedLabels(labels, target))} ${valueText(value)} ${at}\n`,
  );
  const up = seriesText("up", scrapedLabels({}, target));
  return `${lines.join("")}${up} ${target.up ? 1 : 0} ${at}\n`;
}
