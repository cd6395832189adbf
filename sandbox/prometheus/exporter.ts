import { startLoopbackServer, type LoopbackServer } from "../loopback-server";
import { exposition, textFormat } from "../metrics/exposition";
import type { Target } from "../metrics/target";

/** Path at which the exporter answers for a target. */
export function metricsPath({ job, instance }: Target): string {
  // Prometheus sends some signs of a path escaped and others not: there are none.
  return `/${`${job}/${instance}`.replaceAll(/[^\w/-]/g, "_")}`;
}

/** Starts a server on a free port that answers for every target of a platform, with the samples of the moment. */
export async function startExporter(targets: readonly Target[]): Promise<LoopbackServer> {
  const served = new Map(targets.map((target) => [metricsPath(target), target]));
  return startLoopbackServer((request, response) => {
    const target = served.get(request.url ?? "");
    if (target?.up !== true) {
      response.writeHead(target === undefined ? 404 : 503).end();
      return;
    }
    response.writeHead(200, { "content-type": textFormat });
    response.end(exposition(target.samples(Date.now() / 1000)));
  }, 0);
}
