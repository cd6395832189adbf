import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { dashboards } from "@inference-platform/components/observability/dashboards/catalogue";
import { ruleGroups } from "@inference-platform/components/observability/rules/catalogue";
import { chromium } from "playwright-core";

import { exampleCluster } from "../metrics/simulation/example-cluster";
import { exampleSloRules } from "../metrics/simulation/example-objectives";
import { targetsOf } from "../metrics/simulation/targets";
import { repositoryRoot, sandboxPaths } from "../paths";
import { PrometheusClient } from "../prometheus/client";
import { Prometheus } from "../prometheus/prometheus";
import { dashboardPage } from "./page";
import { withPalette } from "./palette-png";
import type { VariableValues } from "./variables";

/** Draws every dashboard of the example cluster to `docs/dashboards/<uid>.png`. Needs Chromium at `CHROMIUM` or `/usr/bin/chromium`. */

const folder = path.join(repositoryRoot, "docs", "dashboards");
const NOTE = "Drawn from simulated exporters on a real Prometheus";
const HOUR_SECONDS = 3600;
const historySeconds = 4 * HOUR_SECONDS;

/** Width at which the graphs are drawn as wide as they are shown. */
const width = 1440;

/** What is chosen at the top of a dashboard; nothing: everything. */
const chosen: Readonly<Record<string, VariableValues>> = {
  "model-service": { namespace: "payments", model_service: "fraud" },
};

const report = (message: string): void => {
  process.stdout.write(`${message}\n`);
};

async function main(): Promise<void> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "dashboards-"));
  const now = Math.floor(Date.now() / 60_000) * 60;
  const targets = targetsOf(exampleCluster(now - historySeconds));
  const history = [
    { targets, from: now - historySeconds + 60, to: now - 30, stepSeconds: 60 },
  ] as const;
  const rules = [...ruleGroups, ...exampleSloRules];
  const prometheus = await Prometheus.start(
    sandboxPaths("pictures", temporary),
    { targets, rules, scrapeSeconds: 15, history },
    report,
  );
  try {
    await takePictures(new PrometheusClient(prometheus.url), {
      from: now - historySeconds + HOUR_SECONDS,
      to: now - 60,
    });
  } finally {
    await prometheus.stop();
    fs.rmSync(temporary, { recursive: true });
  }
}

async function takePictures(
  client: PrometheusClient,
  range: { readonly from: number; readonly to: number },
): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    for (const definition of dashboards) {
      const values = chosen[definition.uid] ?? {};
      const html = await dashboardPage(definition.build(), { client, range, note: NOTE, values });
      await page.setContent(html);
      const file = path.join(folder, `${definition.uid}.png`);
      fs.writeFileSync(file, withPalette(await page.screenshot({ fullPage: true })));
      report(`${file}: ${Math.round(fs.statSync(file).size / 1024)} KiB`);
    }
  } finally {
    await browser.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
