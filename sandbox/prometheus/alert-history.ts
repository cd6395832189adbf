import * as fs from "node:fs";

import type { AlertRule } from "@inference-platform/components/observability/rules/rule";

import { seriesText } from "../metrics/exposition";
import type { Labels } from "../metrics/family";
import type { Point, PrometheusClient } from "./client";
import { recordSeconds, type Episode } from "./history";

/** Writes the alerts that Prometheus would have raised by some rules, in OpenMetrics. */
export async function writeAlerts(
  file: string,
  { from, to }: Episode,
  rules: readonly AlertRule[],
  client: PrometheusClient,
): Promise<void> {
  const texts = await Promise.all(
    rules.map(async (rule) => {
      const series = await client.queryRange(rule.expr, from, to, recordSeconds);
      return series.map(({ labels, points }) => alertText(rule, labels, points)).join("");
    }),
  );
  fs.writeFileSync(file, `${texts.join("")}# EOF\n`);
}

/** The alert of one element: pending until it has lasted as long as its rule says, then firing. */
function alertText(rule: AlertRule, element: Labels, points: readonly Point[]): string {
  const { alert, severity, owner } = rule;
  const own = Object.fromEntries(Object.entries(element).filter(([label]) => label !== "__name__"));
  const labels = { ...own, ...rule.labels, severity, owner, alertname: alert };
  const wait = secondsOf(rule.for ?? "0s");
  let [since, before] = [0, -Infinity];
  return points
    .map(([at]) => {
      if (at - before > recordSeconds) since = at;
      before = at;
      const alertstate = at - since >= wait ? "firing" : "pending";
      return [
        `${seriesText("ALERTS", { ...labels, alertstate })} 1 ${at}\n`,
        // What Prometheus reads after a restart, to go on counting.
        `${seriesText("ALERTS_FOR_STATE", labels)} ${since} ${at}\n`,
      ].join("");
    })
    .join("");
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration of Prometheus with one unit, in seconds. */
function secondsOf(duration: string): number {
  const [, count = "", unit = ""] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  const seconds = unitSeconds[unit];
  if (seconds === undefined) throw new Error(`"${duration}" is no duration with one unit`);
  return Number(count) * seconds;
}
