import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

import type { DashboardQuery } from "../../components/observability/dashboards/queries";
import type { RuleGroup } from "../../components/observability/rules/rule";
import { stepOf, substituted } from "../../sandbox/dashboard/variables";
import { sandboxPaths } from "../../sandbox/paths";
import { PrometheusClient, type Series } from "../../sandbox/prometheus/client";
import type { Episode } from "../../sandbox/prometheus/history";
import { Prometheus } from "../../sandbox/prometheus/prometheus";
import { episodes, warm, type EpisodeName } from "./episodes";

/** Seconds between two points that are looked at. */
const STEP_SECONDS = 60;

/** Seconds between two scrapes of the platform that runs; a rate over five minutes sees the history before them. */
const SCRAPE_SECONDS = 2;

/** A real Prometheus that scrapes the healthy platform and remembers every episode. */
export class ObservedPlatform {
  readonly client: PrometheusClient;

  private constructor(
    readonly known: Readonly<Record<EpisodeName, Episode>>,
    private readonly prometheus: Prometheus,
    private readonly folder: string,
  ) {
    this.client = new PrometheusClient(prometheus.url);
  }

  /** Starts it, and says what it does; once it has come up, what is scraped now has been recorded by the rules. */
  static async start(rules: readonly RuleGroup[]): Promise<ObservedPlatform> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "observability-"));
    const known = episodes(Math.floor(Date.now() / 60_000) * 60);
    const { targets } = known.healthy;
    const prometheus = await Prometheus.start(
      sandboxPaths("proof", folder),
      { targets, rules, scrapeSeconds: SCRAPE_SECONDS, history: Object.values(known) },
      (message) => {
        console.log(`    ${message}`);
      },
    );
    const platform = new ObservedPlatform(known, prometheus, folder);
    console.log(`    scraping ${targets.length} targets`);
    try {
      await platform.#scraped();
    } catch (error) {
      await platform.stop();
      throw error;
    }
    return platform;
  }

  async stop(): Promise<void> {
    await this.prometheus.stop();
    await fs.rm(this.folder, { recursive: true, force: true });
  }

  /** What an expression gives during an episode; values that are no number are nothing. */
  async during(expr: string, name: EpisodeName): Promise<Series[]> {
    const { from, to } = warm(this.known[name]);
    return (await this.client.queryRange(expr, from, to, STEP_SECONDS)).filter(isNumber);
  }

  /** Those of some recorded series that have data during an episode. */
  async withData(records: readonly string[], name: EpisodeName): Promise<string[]> {
    const found: string[] = [];
    for (const record of records) {
      if ((await this.during(record, name)).length > 0) found.push(record);
    }
    return found;
  }

  /** Whether a query of a panel has data, with everything chosen; on the healthy platform until now. */
  async panelHasData(query: DashboardQuery, name: EpisodeName): Promise<boolean> {
    const range = name === "healthy" ? this.lastHour() : warm(this.known[name]);
    const expr = substituted(query.expr, range);
    const series = query.instant
      ? await this.client.query(expr, range.to)
      : await this.client.queryRange(expr, range.from, range.to, stepOf(range));
    return series.some(isNumber);
  }

  /** The time that the healthy platform has been known, up to what was just scraped. */
  lastHour(): { readonly from: number; readonly to: number } {
    const to = Date.now() / 1000;
    return { from: to - 3000, to };
  }

  async #scraped(): Promise<void> {
    const end = Date.now() + 60_000;
    // The history has a sample a minute: several in a few seconds are of the Prometheus that runs.
    const all = "count(count_over_time(up[10s]) >= 3)";
    const recorded = "count(count_over_time(model_service:requests:rate5m[20s]) >= 2)";
    for (;;) {
      const targets = valueOf(await this.client.query(all));
      const fresh = await this.client.query(recorded);
      if (targets >= this.known.healthy.targets.length && fresh.length > 0) return;
      if (Date.now() > end) throw new Error("Prometheus has scraped nothing for a minute");
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

function isNumber({ points }: Series): boolean {
  return points.some(([, value]) => !Number.isNaN(value));
}

/** The value of the last point of the first element; NaN without one. */
export function valueOf(series: readonly Series[]): number {
  return series[0]?.points.at(-1)?.[1] ?? NaN;
}
