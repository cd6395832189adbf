import type { ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";

import { loopback } from "../../../sandbox/controlplane/ports";

/** A port of loopback on which nothing listens now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, loopback, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** Resolves once a process answers at `url`; rejects when it ends, or after ten seconds. */
export async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return;
  }
  throw new Error(`${child.spawnfile} does not answer at ${url}`);
}
