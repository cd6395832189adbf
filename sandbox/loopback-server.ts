import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { loopback } from "./controlplane/ports";

/** An HTTP server on loopback. */
export interface LoopbackServer {
  readonly port: number;
  /** Ends open connections too. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an HTTP server on loopback.
 *
 * @param port 0: a free one.
 */
export async function startLoopbackServer(
  answer: http.RequestListener,
  port: number,
): Promise<LoopbackServer> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: loopback }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
