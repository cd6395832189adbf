import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { ensureTools } from "../../sandbox/toolchain/ensure";
import { ToolchainError } from "../../sandbox/toolchain/error";

/** Answers as `go` does; `GO_*` variables make single commands fail. */
const fakeGo = `#!/bin/sh
echo "$1" >> "$GO_CALLS"
case "$1" in
  env) printf '{"GOVERSION":"%s","GOTOOLCHAIN":"%s","GOCACHE":"%s","GOMODCACHE":"%s"}' "$GO_VERSION" "$GO_TOOLCHAIN" "$HOME_FOLDER" "$HOME_FOLDER" ;;
  list) printf 'true\\nfalse\\n' ;;
  build)
    if [ -n "$GO_FAILURE" ]; then printf '%b' "$GO_FAILURE" >&2; exit 1; fi
    while [ "$1" != "-o" ]; do shift; done
    printf 'half' > "$2"
    if [ -n "$GO_KILLED" ]; then kill -9 $$; fi
    printf '#!/bin/sh\\n' > "$2"; chmod +x "$2" ;;
esac
`;

describe("ensureTools", () => {
  let folder: string;
  let saved: NodeJS.ProcessEnv;
  const reports: string[] = [];
  const report = (line: string): void => {
    reports.push(line);
  };

  beforeEach(() => {
    saved = { ...process.env };
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "toolchain-"));
    reports.length = 0;
    addExecutable("go", fakeGo);
    Object.assign(process.env, {
      PATH: `${path.join(folder, "bin")}:/usr/bin:/bin`,
      XDG_CACHE_HOME: path.join(folder, "cache"),
      HOME_FOLDER: folder,
      GO_CALLS: path.join(folder, "calls"),
      GO_VERSION: "go1.26.8",
      GO_TOOLCHAIN: "local",
    });
  });

  afterEach(() => {
    for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, saved);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function addExecutable(name: string, text: string): string {
    const file = path.join(folder, "bin", name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode: 0o755 });
    return file;
  }

  function goCalls(): string[] {
    const file = path.join(folder, "calls");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  function filesInCache(): string[] {
    const tools = path.join(folder, "cache", "inference-platform", "tools");
    return fs.existsSync(tools) ? fs.readdirSync(tools) : [];
  }

  async function refusal(): Promise<ToolchainError> {
    try {
      await ensureTools(["etcd"], report);
    } catch (error) {
      assert.ok(error instanceof ToolchainError, String(error));
      return error;
    }
    return assert.fail("ensureTools did not reject");
  }

  it("builds once and then uses the cache without go", async () => {
    const { etcd } = await ensureTools(["etcd"], report);
    assert.match(
      path.relative(folder, etcd),
      /^cache\/inference-platform\/tools\/etcd-v3\.7\.3-[0-9a-f]{12}\/etcd$/,
    );
    fs.accessSync(etcd, fs.constants.X_OK);
    assert.deepEqual(goCalls(), ["env", "list", "build"]);
    assert.match(
      reports[0] ?? "",
      /^building etcd v3\.7\.3 \(1 of 1\): reading modules, 0 s so far, about \d+ s left$/,
    );

    fs.rmSync(path.join(folder, "bin", "go"));
    assert.deepEqual(await ensureTools(["etcd"], report), { etcd });
  });

  it("uses an installed executable of exactly the pinned version and says so", async () => {
    const installed = addExecutable("etcd", "#!/bin/sh\necho 'etcd Version: 3.7.3'\n");
    assert.deepEqual(await ensureTools(["etcd"], report), { etcd: installed });
    assert.deepEqual(reports, [`using etcd v3.7.3 from ${installed}`]);
    assert.deepEqual(goCalls(), []);
  });

  it("does not use an installed executable of another version", async () => {
    const installed = addExecutable("etcd", "#!/bin/sh\necho 'etcd Version: 3.7.30'\n");
    const { etcd } = await ensureTools(["etcd"], report);
    assert.notEqual(etcd, installed);
    assert.deepEqual(goCalls(), ["env", "list", "build"]);
  });

  it("leaves nothing that looks finished when a build is killed, and builds anew", async () => {
    process.env["GO_KILLED"] = "1";
    assert.equal((await refusal()).problem, "build");
    assert.deepEqual(filesInCache(), []);
    process.env["GO_KILLED"] = "";
    const { etcd } = await ensureTools(["etcd"], report);
    assert.equal(fs.readFileSync(etcd, "utf8"), "#!/bin/sh\n");
  });

  it("gives both of two callers at the same time a whole executable", async () => {
    const both = await Promise.all([ensureTools(["etcd"], report), ensureTools(["etcd"], report)]);
    assert.equal(both[0].etcd, both[1].etcd);
    assert.equal(fs.readFileSync(both[0].etcd, "utf8"), "#!/bin/sh\n");
    assert.equal(filesInCache().length, 1);
  });

  it("removes what a build left whose process is gone, and nothing of a running one", async () => {
    const tools = path.join(folder, "cache", "inference-platform", "tools");
    // Process ids end below 2^22 on Linux: this one cannot be running.
    fs.mkdirSync(path.join(tools, ".build-9999999-abc"), { recursive: true });
    fs.mkdirSync(path.join(tools, `.build-${process.ppid}-abc`));
    await ensureTools(["etcd"], report);
    const left = filesInCache().filter((name) => name.startsWith("."));
    assert.deepEqual(left, [`.build-${process.ppid}-abc`]);
  });

  it("says how to get go when it is missing", async () => {
    process.env["PATH"] = "/nonexistent";
    const error = await refusal();
    assert.equal(error.problem, "go-missing");
    assert.equal(
      error.message,
      "The command go could not be run (spawn go ENOENT): install Go 1.26 or newer from https://go.dev/dl and put its bin folder on PATH.",
    );
  });

  it("says what to do about a go that is too old and may not fetch a newer one", async () => {
    process.env["GO_VERSION"] = "go1.25.4";
    const error = await refusal();
    assert.equal(error.problem, "go-too-old");
    assert.equal(
      error.message,
      "The go command on PATH is go1.25.4 with GOTOOLCHAIN=local and the sandbox needs go1.26 or newer: install it from https://go.dev/dl, or set GOTOOLCHAIN=auto.",
    );
    assert.deepEqual(goCalls(), ["env"]);
  });

  it("tells a failed download, with the log", async () => {
    const line = "go: example.com/x@v1.0.0: dial tcp: lookup proxy.example: no such host";
    process.env["GO_FAILURE"] = `${line}\\n`;
    const error = await refusal();
    const log = `${folder}/cache/inference-platform/logs/etcd-${process.pid}.log`;
    assert.equal(error.problem, "download");
    assert.equal(
      error.message,
      `Building etcd v3.7.3 could not download a Go module ("${line}"): check the network, HTTPS_PROXY and GOPROXY (\`go env GOPROXY\`), then run the command again (log: ${log}).`,
    );
    assert.match(fs.readFileSync(log, "utf8"), /no such host/);
  });

  it("tells a full disk", async () => {
    process.env["GO_FAILURE"] = "link: write /x/etcd: no space left on device\\n";
    const error = await refusal();
    assert.equal(error.problem, "disk-full");
    assert.match(error.message, /^Building etcd v3\.7\.3 stopped because the disk is full: free /);
  });

  it("tells a module that is not the pinned one", async () => {
    process.env["GO_FAILURE"] = "verifying go.uber.org/zap@v1.27.1: checksum mismatch\\n";
    assert.equal((await refusal()).problem, "checksum");
  });

  it("gives the last lines of a build that does not compile", async () => {
    process.env["GO_FAILURE"] =
      "first\\n1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\nx.go:1: undefined: y\\n";
    const error = await refusal();
    assert.equal(error.problem, "build");
    assert.deepEqual(error.message.split("\n").slice(1), [
      ..."123456789".split(""),
      "x.go:1: undefined: y",
    ]);
  });
});
