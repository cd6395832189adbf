import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

import { isAlert, type RuleGroup } from "@inference-platform/components/observability/rules/rule";

import { loopback, takePorts } from "../controlplane/ports";
import { readRecords } from "../controlplane/process-records";
import { startProcess } from "../controlplane/process-start";
import { stopProcess } from "../controlplane/process-stop";
import type { LoopbackServer } from "../loopback-server";
import type { Target } from "../metrics/target";
import type { SandboxPaths } from "../paths";
import type { Report } from "../progress";
import { ensureTools } from "../toolchain/ensure";
import { writeAlerts } from "./alert-history";
import { PrometheusClient } from "./client";
import { configurationText, recordingSteps, rulesText } from "./configuration";
import { startExporter } from "./exporter";
import { writeRecorded, writeScraped, type Episode } from "./history";
import { metricNamesIn } from "./metric-names";

const run = promisify(execFile);

/** Name of the process in the records of a stack. */
const processName = "prometheus";

/** What a Prometheus of the sandbox is to know. */
export interface PrometheusOptions {
  readonly targets: readonly Target[];
  readonly rules: readonly RuleGroup[];
  readonly scrapeSeconds: number;
  /** What it is to remember from before its start; an episode must end before now. */
  readonly history: readonly Episode[];
}

/** A real Prometheus on loopback that scrapes a simulated exporter. */
export class Prometheus {
  private constructor(
    readonly url: string,
    private readonly paths: SandboxPaths,
    private readonly exporter: LoopbackServer,
  ) {}

  /**
   * Builds or finds Prometheus, writes its history with everything that the rules would have recorded, and starts it.
   * A Prometheus that already runs for the stack is stopped.
   *
   * @throws ToolchainError, ControlPlaneError, or an error of promtool for a rule that it refuses.
   */
  static async start(
    paths: SandboxPaths,
    options: PrometheusOptions,
    report: Report,
  ): Promise<Prometheus> {
    const tools = await ensureTools(["prometheus", "promtool"], report);
    await stopPrometheus(paths);
    const folder = path.join(paths.root, "prometheus");
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(path.join(folder, "data"), { recursive: true });
    const { port } = await takePorts(path.join(paths.root, "prometheus-port.json"), ["port"]);
    const exporter = await startExporter(options.targets);
    const stack: Installation = { ...tools, paths, folder, port };
    try {
      await backfill(stack, options, report);
      write(stack, options, exporter.port);
      await launch(stack);
    } catch (error) {
      await stopPrometheus(paths);
      await exporter.close();
      throw error;
    }
    return new Prometheus(urlOf(stack), paths, exporter);
  }

  async stop(): Promise<void> {
    await stopPrometheus(this.paths);
    await this.exporter.close();
  }
}

interface Installation {
  readonly prometheus: string;
  readonly promtool: string;
  readonly paths: SandboxPaths;
  readonly folder: string;
  readonly port: number;
}

/** Stores the episodes, and then, step by step, what the rules record of them. */
async function backfill(
  stack: Installation,
  { rules, history }: PrometheusOptions,
  report: Report,
): Promise<void> {
  if (history.length === 0) return;
  report("writing the history of the exporters");
  await store(stack, history, (file, episode) => writeScraped(file, episode));
  write(stack, { targets: [], rules: [], scrapeSeconds: 60 }, 1);
  const client = new PrometheusClient(urlOf(stack));
  const steps = recordingSteps(rules, metricNamesIn);
  for (const [index, step] of steps.entries()) {
    report(`recording the rules of the history, step ${index + 1} of ${steps.length}`);
    // Prometheus looks for new blocks once a minute, and at its start.
    await launch(stack);
    await store(stack, history, (file, episode) => writeRecorded(file, episode, step, client));
    await stopPrometheus(stack.paths);
  }
  report("raising the alerts of the history");
  const alerts = rules.flatMap((group) => group.rules.filter(isAlert));
  await launch(stack);
  await store(stack, history, (file, episode) => writeAlerts(file, episode, alerts, client));
  await stopPrometheus(stack.paths);
}

/** Writes a file for each episode and stores it. */
async function store(
  { promtool, folder }: Installation,
  history: readonly Episode[],
  writeFile: (file: string, episode: Episode) => Promise<void>,
): Promise<void> {
  const file = path.join(folder, "history.txt");
  for (const episode of history) {
    await writeFile(file, episode);
    await run(promtool, [
      ...["tsdb", "create-blocks-from", "openmetrics", "--quiet"],
      ...[file, path.join(folder, "data")],
    ]);
  }
  fs.rmSync(file);
}

function urlOf({ port }: Pick<Installation, "port">): string {
  return `http://${loopback}:${port}`;
}

function write(
  { folder }: Installation,
  { targets, rules, scrapeSeconds }: Omit<PrometheusOptions, "history">,
  exporterPort: number,
): void {
  const rulesFile = path.join(folder, "rules.yaml");
  fs.writeFileSync(rulesFile, rulesText(rules));
  fs.writeFileSync(
    path.join(folder, "prometheus.yaml"),
    configurationText({ exporterPort, targets, scrapeSeconds, rulesFile }),
  );
}

async function launch(stack: Installation): Promise<void> {
  const { prometheus, paths, folder, port } = stack;
  const url = urlOf(stack);
  await startProcess(paths, {
    name: processName,
    executable: prometheus,
    args: [
      `--config.file=${path.join(folder, "prometheus.yaml")}`,
      `--storage.tsdb.path=${path.join(folder, "data")}`,
      // Episodes may be years back.
      "--storage.tsdb.retention.time=100y",
      `--web.listen-address=${loopback}:${port}`,
      "--query.timeout=60s",
    ],
    ports: { http: port },
    readyUrl: `${url}/-/ready`,
    readyWithinSeconds: 60,
  });
}

async function stopPrometheus(paths: SandboxPaths): Promise<void> {
  const record = readRecords(paths).find(({ name }) => name === processName);
  if (record !== undefined) await stopProcess(paths, record);
}
