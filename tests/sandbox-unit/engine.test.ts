import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { engineEnvironment } from "../../sandbox/engine/environment";
import { runOperation } from "../../sandbox/engine/run";
import { repositoryRoot, sandboxPaths, type SandboxPaths } from "../../sandbox/paths";

/** An engine that notes which signals it gets, and takes half a second to end. */
const slowEngine = `#!${process.execPath}
const [, , command] = process.argv;
const note = (text) => require("node:fs").appendFileSync(process.env.ENGINE_NOTES, text + "\\n");
if (command === "version") console.log("v3.259.0");
if (command === "destroy") {
  const end = (signal) => {
    note(signal);
    setTimeout(() => { note("ended"); process.exit(1); }, 500);
  };
  process.on("SIGINT", end).on("SIGTERM", end);
  setInterval(() => undefined, 1000);
  note("at work");
}
`;

describe("the engine of the sandbox", function () {
  // Starting Node with the Pulumi SDK, or the policy pack, takes seconds on a busy machine.
  this.timeout(60_000);
  let folder: string;
  let paths: SandboxPaths;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "engine-"));
    paths = sandboxPaths("dev", folder);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("is told once to end, and is waited for", async () => {
    const pulumi = path.join(folder, "pulumi");
    fs.writeFileSync(pulumi, slowEngine, { mode: 0o755 });
    fs.mkdirSync(paths.project, { recursive: true });
    fs.writeFileSync(
      path.join(paths.project, "Pulumi.yaml"),
      "name: inference-platform\nruntime: nodejs\n",
    );
    const notes = path.join(folder, "notes");
    fs.writeFileSync(notes, "");
    const cancel = new AbortController();
    const operation = runOperation("destroy", {
      paths,
      environment: {
        ...engineEnvironment(paths, pulumi, {}),
        SANDBOX_FOLDER: folder,
        ENGINE_NOTES: notes,
      },
      onEvent: () => undefined,
      signal: cancel.signal,
    });
    const cancelled = assert.rejects(operation, { message: "destroy was cancelled" });
    while (!fs.readFileSync(notes, "utf8").includes("at work")) await sleep(50);
    cancel.abort();
    await cancelled;
    assert.equal(fs.readFileSync(notes, "utf8"), "at work\nSIGINT\nended\n");
  });

  it("takes the process of the policy pack with it when it is killed", async () => {
    engineEnvironment(paths, process.execPath, {});
    const host = path.join(paths.root, "bin", "pulumi-analyzer-policy-nodejs");
    // The address of an engine is used for messages only.
    const child = spawn(host, ["127.0.0.1:1", "."], {
      cwd: path.join(repositoryRoot, "policy"),
      stdio: ["pipe", "pipe", "ignore"],
    });
    try {
      const port = await new Promise((resolve) => child.stdout.once("data", resolve));
      assert.match(String(port), /^\d+\n$/);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      assert.equal(await Promise.race([ended, sleep(10_000, "still running")]), 0);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
