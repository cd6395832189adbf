import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { loopback } from "../controlplane/ports";
import { exposition, textFormat } from "../metrics/exposition";
import type { Target } from "../metrics/target";

/** An HTTP server on loopback that answers for every target of a platform. */
export interface Exporter {
  readonly port: number;
  /** Replaces what it answers for; the paths of targets that stay are the same. */
  serve(targets: readonly Target[]): void;
  close(): Promise<void>;
}

/** Path at which the exporter answers for a target. */
export function metricsPath({ job, instance }: Target): string {
  // Prometheus sends some signs of a path escaped and others not: there are none.
  return `/${`${job}/${instance}`.replaceAll(/[^\w/-]/g, "_")}`;
}

/**
 * Starts an exporter on a free port.
 *
 * @param now Unix seconds for which it answers. Default: the clock.
 */
export async function startExporter(
  targets: readonly Target[],
  now: () => number = () => Date.now() / 1000,
): Promise<Exporter> {
  let served = byPath(targets);
  const server = http.createServer((request, response) => {
    const target = served.get(request.url ?? "");
    if (target?.up !== true) {
      response.writeHead(target === undefined ? 404 : 503).end();
      return;
    }
    response.writeHead(200, { "content-type": textFormat });
    response.end(exposition(target.samples(now())));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: 0, host: loopback }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve: (changed) => {
      served = byPath(changed);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function byPath(targets: readonly Target[]): ReadonlyMap<string, Target> {
  return new Map(targets.map((target) => [metricsPath(target), target]));
}
