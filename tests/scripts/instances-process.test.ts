import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const script = path.resolve(__dirname, "../../scripts/instances.ts");

/** Proves the process: exit codes, streams and colours. One start takes about a second. */
describe("process of npm run instances", function () {
  this.timeout(20_000);
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawnSync(process.execPath, ["--import", "tsx", script, ...args], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], ...env },
    });

  it("has no colours in a pipe", () => {
    const { stdout, status } = run(["--gpu", "l4"]);
    assert.equal(status, 0);
    assert.match(stdout, /^type {9}GPU/);
    assert.ok(!stdout.includes("\u001b"));
  });

  it("tells an unknown GPU in one line", () => {
    const { stdout, stderr, status } = run(["--gpu", "l40"]);
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /^--gpu: "l40" is not a GPU of the table\. Did you mean "l4"\? [^\n]*\n$/);
  });

  it("tells an option that is no number, and where help is", () => {
    const { stderr, status } = run(["--max-price", "cheap"]);
    assert.equal(status, 1);
    assert.equal(
      stderr,
      "error: option '--max-price <USD>' argument 'cheap' is invalid. Write a number above 0.\n(--help lists the options)\n",
    );
  });

  it("ends quietly when its reader is gone", async () => {
    // `true` has ended long before the first byte is written.
    const { stderr } = await promisify(execFile)("bash", [
      "-c",
      `set -o pipefail; "${process.execPath}" --import tsx "${script}" | true`,
    ]);
    assert.equal(stderr, "");
  });
});
