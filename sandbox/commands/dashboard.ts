import * as fs from "node:fs";

import { controlPlaneStatus } from "../controlplane/control-plane";
import { deployedRules } from "../dashboard/deployed-rules";
import { simulatedClusterOf } from "../dashboard/running-cluster";
import { startDashboardServer } from "../dashboard/server";
import { targetsOf } from "../metrics/simulation/targets";
import type { SandboxPaths } from "../paths";
import type { Report } from "../progress";
import { PrometheusClient } from "../prometheus/client";
import { Prometheus } from "../prometheus/prometheus";
import { readCluster } from "../summary/cluster-view";

/** Options of the command `dashboard`. */
export interface DashboardOptions {
  /** Port on loopback. Default: a free one. */
  readonly port?: string;
}

/** The command `dashboard` cannot work. The message says what to do. */
class DashboardError extends Error {
  override readonly name = "DashboardError";
}

const HOUR_SECONDS = 3600;

/** What every page says above its panels. */
const NOTE =
  "Simulated metrics: no container runs in the sandbox. Its models, nodes and GPUs are those of the running stack; requests, latencies, utilisation and faults are made up. Prometheus and the queries are real, and its rules are those of the stack.";

/**
 * Serves the dashboards with the models, nodes and GPUs of a running stack until it is told to stop.
 *
 * @throws DashboardError for a stack that does not run, or a port that is none.
 */
export async function serveDashboards(
  paths: SandboxPaths,
  options: DashboardOptions,
  report: Report,
  stopped: Promise<void>,
): Promise<void> {
  const port = portOf(options.port);
  await requireRunning(paths);
  const now = Math.floor(Date.now() / 1000);
  const view = await readCluster(paths.kubeconfig);
  const rules = await deployedRules(paths.kubeconfig);
  const targets = targetsOf(simulatedClusterOf(view, now - HOUR_SECONDS));
  report(`${view.models.length} models on ${view.nodes.length} nodes`);
  const history = [
    { targets, from: now - HOUR_SECONDS + 60, to: now - 30, stepSeconds: 60 },
  ] as const;
  const prometheus = await Prometheus.start(
    paths,
    { targets, rules, scrapeSeconds: 15, history },
    report,
  );
  try {
    const client = new PrometheusClient(prometheus.url);
    const rangeSeconds = HOUR_SECONDS - 300;
    const server = await startDashboardServer({ client, note: NOTE, rangeSeconds, port });
    report(`Dashboards: ${server.url}`);
    report(`Prometheus: ${prometheus.url}`);
    report("The metrics are simulated; every page says how. Ctrl-C stops both.");
    await stopped;
    await server.close();
  } finally {
    await prometheus.stop();
  }
}

async function requireRunning(paths: SandboxPaths): Promise<void> {
  const status = fs.existsSync(paths.kubeconfig) ? await controlPlaneStatus(paths) : [];
  if (status.some(({ name, ready }) => name === "kube-apiserver" && ready)) return;
  throw new DashboardError(
    `Stack ${paths.stack} is not running. Start it with: npm run sandbox -- up --stack ${paths.stack}`,
  );
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new DashboardError(`--port: '${text}' is not a port from 1 to 65535.`);
}
