import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

import { TritonServer } from "../support/triton-server";

const script = path.resolve(__dirname, "../../scripts/model.ts");

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Proves the process: exit codes, streams and the variable. One start takes about a second. */
describe("process of npm run model", function () {
  this.timeout(20_000);
  const run = async (words: readonly string[], variable?: string): Promise<Ended> => {
    try {
      const ended = await promisify(execFile)(
        process.execPath,
        ["--import", "tsx", script, ...words],
        { env: { PATH: "/usr/bin:/bin", ...(variable && { MODEL_AUTHORIZATION: variable }) } },
      );
      return { code: 0, ...ended };
    } catch (error) {
      return error as Ended;
    }
  };

  it("prints to one stream and fails on the other", async () => {
    const server = new TritonServer();
    const url = await server.start();
    const where = ["--tenant", "fraud", "--service", "scorer", "--url", url];
    try {
      const loaded = await run(["load", ...where], "Key: s3cret");
      assert.deepEqual([loaded.code, loaded.stdout], [0, '"scorer" is loaded.\n']);
      assert.equal(server.asked[0]?.headers["key"], "s3cret");
      const failed = await run(["load", ...where, "--model", "broken"]);
      assert.deepEqual([failed.code, failed.stdout], [1, ""]);
      assert.equal(
        failed.stderr,
        `${url}: could not load "broken" (400): failed to load 'broken'\n`,
      );
    } finally {
      await server.stop();
    }
  });

  it("says what is missing, and where help is", async () => {
    const { code, stderr } = await run(["load", "--tenant", "fraud"]);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      "error: required option '--service <name>' not specified\n(--help lists the options)\n",
    );
  });

  it("helps", async () => {
    const { code, stdout } = await run(["--help"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: model \[options\] \[command\]\n\nLoad, unload and list/);
    assert.match(stdout, /\n {2}npm run model -- load --tenant fraud/);
  });

  it("tells that the Pulumi CLI is not there", async () => {
    const { code, stderr } = await run([
      "list",
      "--tenant",
      "a",
      "--service",
      "b",
      "--stack",
      "dev",
    ]);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      'Could not read the output "models" of the stack dev. Error: spawn pulumi ENOENT\n',
    );
  });
});
