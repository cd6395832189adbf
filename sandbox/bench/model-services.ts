import { spawnSync } from "node:child_process";
import * as path from "node:path";

import { repositoryRoot } from "../paths";

interface Measured {
  readonly seconds: number;
  readonly peakRssMiB: number;
  readonly resources: number;
}

/**
 * What many model services cost in one program, under mocks: no engine, no cluster. `growth` is the time of ten times as
 * many services divided by ten times the time: 1 is linear.
 */
export function measureModelServices(): object {
  const empty = measure(0);
  const [hundred, thousand] = [measure(100), measure(1000)];
  return {
    empty,
    100: hundred,
    1000: thousand,
    resourcesPerService: thousand.resources / 1000,
    growth: Number((thousand.seconds / (10 * hundred.seconds)).toFixed(2)),
    mibPerService: Number(((thousand.peakRssMiB - empty.peakRssMiB) / 1000).toFixed(2)),
  };
}

/** One process a measurement: what an earlier one left in memory would count. */
function measure(count: number): Measured {
  process.stderr.write(`measuring ${count} model services\n`);
  const program = path.join(repositoryRoot, "sandbox", "bench", "model-services-program.ts");
  const done = spawnSync(process.execPath, ["--import", "tsx", program, String(count)], {
    cwd: repositoryRoot,
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout) as Measured;
}
