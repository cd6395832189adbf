import assert from "node:assert/strict";
import * as fs from "node:fs";

import { dashboards } from "../../components/observability/dashboards/catalogue";
import { processesLeft, run, sandboxFolder, start, type Running } from "./sandbox-process";

/**
 * The command `dashboard` beside a running stack. Proves that its pages show the models and nodes of that stack, say that
 * the metrics are simulated, and that Ctrl-C ends all of it. Does not prove how the pages look.
 */
describe("the dashboards of the sandbox", () => {
  let serving: Running | undefined;
  let url = "";

  after(async () => {
    serving?.child.kill("SIGKILL");
    await run("down");
    fs.rmSync(sandboxFolder, { recursive: true, force: true });
  });

  it("are refused where no sandbox runs, and for a port that is none", async () => {
    const stopped = await run("dashboard");
    assert.equal(stopped.code, 1);
    assert.match(
      stopped.output,
      /Stack dev is not running\. Start it with: npm run sandbox -- up --stack dev/,
    );
    const wrong = await run("dashboard", "--port", "99999");
    assert.equal(wrong.code, 1);
    assert.match(wrong.output, /--port: '99999' is not a port from 1 to 65535\./);
  });

  it("are served on loopback for the stack that runs", async () => {
    assert.equal((await run("up")).code, 0);
    serving = start("dashboard");
    let output = "";
    serving.child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    await serving.sees(/Ctrl-C stops both/);
    url = /Dashboards: (http:\/\/127\.0\.0\.1:\d+\/)/.exec(output)?.[1] ?? "";
    assert.notEqual(url, "", output);
    const index = await page("");
    for (const { uid } of dashboards) assert.match(index, new RegExp(`href="/${uid}"`));
  });

  it("show its models and say that the metrics are simulated", async () => {
    const overview = await page("model-service");
    assert.match(overview, /Simulated metrics: no container runs in the sandbox\./);
    assert.match(overview, /scorer/);
    assert.match(overview, /<svg/);
    // Of the objective that the stack declares for this model.
    assert.match(overview, /availability/);
    assert.equal((await fetch(`${url}nothing`)).status, 404);
  });

  it("end with Ctrl-C, and Prometheus with them", async () => {
    assert.ok(serving !== undefined);
    serving.child.kill("SIGINT");
    assert.equal((await serving.finished).code, 0);
    await assert.rejects(fetch(url));
    assert.doesNotMatch((await run("status")).output, /prometheus +\d+/);
    await run("down");
    assert.deepEqual(processesLeft(), []);
  });

  async function page(path: string): Promise<string> {
    const response = await fetch(`${url}${path}`);
    assert.equal(response.status, 200);
    return response.text();
  }
});
