import { setTimeout as sleep } from "node:timers/promises";

import type { SandboxPaths } from "../paths";
import type { Report } from "../progress";
import { readCluster } from "../summary/cluster-view";

/** Seconds in which models of a sandbox become ready: no image is pulled and no weights are read. */
const patienceSeconds = 120;

/** Waits until every model is ready, and says how many are; a model that is not is no error, the summary says why. */
export async function waitForModels(
  paths: SandboxPaths,
  signal: AbortSignal,
  report: Report,
): Promise<string> {
  const deadline = Date.now() + patienceSeconds * 1000;
  for (;;) {
    const { models } = await readCluster(paths.kubeconfig);
    const waiting = models.filter(({ ready }) => !ready);
    const tally = `${models.length - waiting.length} of ${models.length} ready`;
    if (waiting.length === 0 || Date.now() > deadline) return tally;
    report(`${tally}; waiting for ${waiting.map(({ name }) => name).join(", ")}`);
    await sleep(1000, undefined, { signal });
  }
}
