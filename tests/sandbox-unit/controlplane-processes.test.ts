import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { controlPlaneStatus, stopAll } from "../../sandbox/controlplane/control-plane";
import { withStackLock } from "../../sandbox/controlplane/lock";
import { takePorts } from "../../sandbox/controlplane/ports";
import {
  ownIdentity,
  parseProcStat,
  processStartTime,
} from "../../sandbox/controlplane/process-identity";
import { addRecord, readRecords } from "../../sandbox/controlplane/process-records";
import { type ProcessSpec, startProcess } from "../../sandbox/controlplane/process-start";
import { sandboxPaths, type SandboxPaths } from "../../sandbox/paths";

/** Longer than any process needs here. */
const readyWithinSeconds = 20;

describe("processes of a stack", () => {
  let folder: string;
  let paths: SandboxPaths;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "stack-"));
    paths = sandboxPaths("dev", folder);
    fs.mkdirSync(paths.root);
  });

  afterEach(async () => {
    await stopAll(paths);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function node(name: string, script: string, port: number): ProcessSpec {
    return {
      name,
      executable: process.execPath,
      args: ["-e", script],
      ports: { http: port },
      readyUrl: `http://127.0.0.1:${port}/`,
      readyWithinSeconds,
    };
  }

  async function server(name: string, extra = ""): Promise<ProcessSpec> {
    const { port } = await takePorts(path.join(folder, `${name}.json`), ["port"]);
    const listen = `require("node:http").createServer((q, r) => r.end("ok")).listen(${port}, "127.0.0.1");`;
    return node(name, `${extra}${listen}`, port);
  }

  it("start, are recorded with their ports, and are gone after a stop", async () => {
    const spec = await server("a");
    await startProcess(paths, spec);
    const [status, ...others] = await controlPlaneStatus(paths);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [status?.name, status?.alive, status?.ready, status?.ports],
      ["a", true, true, spec.ports],
    );
    assert.deepEqual(status?.command, [process.execPath, ...spec.args]);
    assert.equal(fs.statSync(paths.processes).mode & 0o777, 0o600);

    await stopAll(paths);
    assert.equal(processStartTime(status.pid), undefined);
    assert.deepEqual(await controlPlaneStatus(paths), []);
  });

  it("are stopped in the reverse order of their start", async () => {
    const order = path.join(folder, "order");
    const note = (name: string): string =>
      `process.on("SIGTERM", () => { require("node:fs").appendFileSync(${JSON.stringify(order)}, "${name} "); process.exit(); });`;
    for (const name of ["first", "second", "third"]) {
      await startProcess(paths, await server(name, note(name)));
    }
    await stopAll(paths);
    assert.equal(fs.readFileSync(order, "utf8"), "third second first ");
  });

  it("that died are told as not alive", async () => {
    await startProcess(paths, await server("a"));
    const pid = readRecords(paths)[0]?.pid ?? 0;
    process.kill(pid, "SIGKILL");
    while (processStartTime(pid) !== undefined) await new Promise(setImmediate);
    const [status] = await controlPlaneStatus(paths);
    assert.deepEqual([status?.alive, status?.ready], [false, false]);
  });

  it("of somebody else are left alone although they have a recorded id", async () => {
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    try {
      addRecord(paths, {
        name: "a",
        pid: stranger.pid ?? 0,
        startTime: "another time",
        startedAt: new Date().toISOString(),
        ports: {},
        command: [],
        log: "",
        readyUrl: "http://127.0.0.1:1/",
      });
      await stopAll(paths);
      assert.equal(stranger.exitCode ?? stranger.signalCode, null);
      assert.notEqual(processStartTime(stranger.pid ?? 0), undefined);
    } finally {
      stranger.kill("SIGKILL");
    }
  });

  it("that end at their start give the end of their log", async () => {
    await assert.rejects(
      startProcess(paths, node("a", `console.error("no such flag"); process.exit(2)`, 1)),
      (error: Error) => {
        assert.equal(error.name, "ControlPlaneError");
        const log = path.join(paths.logs, "a.log");
        assert.match(error.message, /^a \(pid \d+\) ended at its start\. The end of /);
        assert.ok(error.message.endsWith(`The end of ${log}:\nno such flag`), error.message);
        return true;
      },
    );
  });

  it("that do not get ready in time say so", async () => {
    const spec = { ...node("a", "setInterval(() => {}, 1000)", 1), readyWithinSeconds: 0.3 };
    await assert.rejects(startProcess(paths, spec), {
      message: /^a \(pid \d+\) was not ready after 0\.3 s\. The end of /,
    });
  });

  it("that find their port taken say so in one sentence", async () => {
    const text = "listen tcp 127.0.0.1:1: bind: address already in use";
    await assert.rejects(
      startProcess(paths, node("a", `console.error("${text}"); process.exit(1)`, 1)),
      {
        message:
          "a could not listen on 1 of 127.0.0.1: another program took a port in the same moment. Run the command again: free ports are chosen anew.",
      },
    );
  });

  it("keep the log of the run before", async () => {
    for (const text of ["old", "new"]) {
      const failing = startProcess(paths, node("a", `console.log("${text}")`, 1));
      await assert.rejects(failing, { message: new RegExp(`${text}$`) });
    }
    const log = path.join(paths.logs, "a.log");
    assert.equal(fs.readFileSync(log, "utf8"), "new\n");
    assert.equal(fs.readFileSync(`${log}.previous`, "utf8"), "old\n");
  });
});

describe("ports", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ports-"));
    file = path.join(folder, "ports.json");
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("are different, remembered by name and given out again", async () => {
    const first = await takePorts(file, ["a", "b", "c"]);
    assert.equal(new Set(Object.values(first)).size, 3);
    assert.deepEqual(await takePorts(file, ["a", "b", "c"]), first);
    const { d } = await takePorts(file, ["d"]);
    assert.deepEqual(JSON.parse(fs.readFileSync(file, "utf8")), { ...first, d });
  });

  it("are replaced when another program has taken them", async () => {
    const first = await takePorts(file, ["a", "b"]);
    const holder = net.createServer().listen(first.a, "127.0.0.1");
    await new Promise((resolve) => holder.once("listening", resolve));
    try {
      const second = await takePorts(file, ["a", "b"]);
      assert.notEqual(second.a, first.a);
      assert.equal(second.b, first.b);
      assert.deepEqual(JSON.parse(fs.readFileSync(file, "utf8")), second);
    } finally {
      holder.close();
    }
  });
});

describe("lock of a stack", () => {
  let folder: string;
  let paths: SandboxPaths;
  let lock: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "lock-"));
    paths = sandboxPaths("dev", folder);
    lock = `${paths.root}.lock`;
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("refuses a second operation and names the first", async () => {
    await withStackLock(paths, async () => {
      const { since } = JSON.parse(fs.readFileSync(lock, "utf8")) as { since: string };
      await assert.rejects(
        withStackLock(paths, () => Promise.resolve()),
        {
          name: "ControlPlaneError",
          message: `another sandbox operation (pid ${process.pid}, since ${since}) is running for stack dev; wait for it or stop it`,
        },
      );
      assert.equal(await withStackLock(sandboxPaths("prod", folder), () => Promise.resolve(1)), 1);
    });
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it("is released when the operation fails", async () => {
    const failing = withStackLock(paths, () => Promise.reject(new Error("no")));
    await assert.rejects(failing, { message: "no" });
    assert.equal(await withStackLock(paths, () => Promise.resolve(2)), 2);
  });

  const { pid, startTime } = ownIdentity();
  const stale: Record<string, string> = {
    "of a process that is gone": JSON.stringify({ pid: 9999999, startTime, since: "x" }),
    "of an earlier process with the same id": JSON.stringify({ pid, startTime: "0", since: "x" }),
    "that is not readable": "{",
  };
  for (const [what, content] of Object.entries(stale)) {
    it(`${what} is taken over`, async () => {
      fs.writeFileSync(lock, content);
      assert.equal(await withStackLock(paths, () => Promise.resolve(3)), 3);
      assert.deepEqual(fs.readdirSync(folder), []);
    });
  }
});

describe("process identity", () => {
  it("reads the start time past a command with blanks and brackets", () => {
    const rest = Array.from({ length: 40 }, (_, index) => index + 4).join(" ");
    assert.equal(parseProcStat(`12 (a) b) (c) S ${rest}`), "22");
    assert.equal(parseProcStat(`12 (x) Z ${rest}`), undefined);
  });

  it("is the same for the same process and absent for none", () => {
    assert.equal(processStartTime(process.pid), ownIdentity().startTime);
    assert.notEqual(ownIdentity().startTime, "");
    assert.equal(processStartTime(9999999), undefined);
  });
});
