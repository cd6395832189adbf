import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { versions } from "../../components/versions";
import { describeBuild, duration } from "../../sandbox/toolchain/build-progress";
import { moduleFolder } from "../../sandbox/toolchain/cache";
import { requireFreeSpace } from "../../sandbox/toolchain/disk";
import { goVersionProblem } from "../../sandbox/toolchain/go";
import { checkedFolder, modules } from "../../sandbox/toolchain/go-modules";
import { parseManifests } from "../../sandbox/toolchain/manifest-object";
import { isRowVersion, linkerFlags, tools } from "../../sandbox/toolchain/tools";

describe("tool table", () => {
  for (const tool of Object.values(tools)) {
    it(`pins ${tool.name} at the version of its go.mod, with checksums`, () => {
      const folder = moduleFolder(tool);
      const required = fs.readFileSync(path.join(folder, "go.mod"), "utf8").split("\n");
      const modulePath = required
        .map((line) => line.trim().split(" "))
        .filter(([name, version]) => version === tool.version && name !== undefined)
        .map(([name = ""]) => name)
        .find((name) => {
          const source = tool.builtOn ?? tool.package;
          return source === name || source.startsWith(`${name}/`);
        });
      assert.ok(modulePath !== undefined, `go.mod requires no module of ${tool.package}`);
      const sums = fs.readFileSync(path.join(folder, "go.sum"), "utf8");
      assert.ok(sums.includes(`${modulePath} ${tool.version} h1:`));
    });
  }

  it("runs the Kubernetes minor that the platform asks EKS for", () => {
    assert.ok(tools["kube-apiserver"].version.startsWith(`v${versions.kubernetes}.`));
  });

  it("takes manifests of the versions that the platform installs", () => {
    const { kserveCrd, certManager, istiod, karpenter, karpenterCrd, keda } = versions.charts;
    assert.equal(modules.kserve.version, kserveCrd.version);
    assert.equal(tools["kserve-controller"].version, kserveCrd.version);
    assert.equal(modules.certManager.version, certManager.version);
    assert.equal(modules.keda.version, `v${keda.version}`);
    assert.equal(modules.karpenterProvider.version, `v${karpenterCrd.version}`);
    assert.equal(tools.karpenter.version, `v${karpenter.version}`);
    assert.equal(modules.istioApi.version, `v${istiod.version}`);
    assert.equal(modules.istio.version, tools["pilot-discovery"].version);
    assert.equal(modules.kwok.version, tools.kwok.version);
  });

  it("links the version into the engine", () => {
    assert.equal(
      linkerFlags(tools.pulumi),
      "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=3.259.0",
    );
  });

  it("accepts only the very version", () => {
    assert.equal(isRowVersion(tools.kwok, "kwok version v0.8.0 go1.26.8 (linux/amd64)\n"), true);
    assert.equal(isRowVersion(tools.kwok, "kwok version v0.8.0-rc.1\n"), false);
    assert.equal(isRowVersion(tools["kube-apiserver"], "Kubernetes v1.35.40\n"), false);
    assert.equal(isRowVersion(tools["pilot-discovery"], "anything"), false);
  });
});

describe("progress of builds", () => {
  const progress = {
    tool: "kwok v0.8.0",
    position: 2,
    total: 3,
    downloads: 0,
    packages: 0,
    uncached: 0,
    compiled: 0,
    elapsedSeconds: 0,
    compilingSeconds: 0,
    coldBuildSeconds: 60,
    laterBuildSeconds: 120,
  };
  const compiling = { ...progress, packages: 100, uncached: 100, elapsedSeconds: 61.4 };
  const cases: [string, object, number, string][] = [
    ["nothing is known", progress, 2, "reading modules, 0 s so far, about 3 min left"],
    [
      "modules arrive",
      { ...progress, downloads: 7, elapsedSeconds: 4 },
      2,
      "7 modules downloaded, 4 s so far, about 3 min left",
    ],
    [
      "half is compiled on 4 cores",
      { ...compiling, compiled: 50, compilingSeconds: 10 },
      4,
      "50 of 100 packages compiled, 1 min 1 s so far, about 1 min 15 s left",
    ],
    [
      "the machine is twice as slow as the measured one",
      { ...compiling, compiled: 50, compilingSeconds: 60 },
      2,
      "50 of 100 packages compiled, 1 min 1 s so far, about 5 min left",
    ],
    [
      "most of it lies in the cache",
      { ...compiling, uncached: 10, compiled: 0, laterBuildSeconds: 0 },
      2,
      "0 of 10 packages compiled, 1 min 1 s so far, about 6 s left",
    ],
    [
      "only linking is left",
      { ...compiling, uncached: 1, compiled: 1, laterBuildSeconds: 0 },
      2,
      "linking, 1 min 1 s so far, about 3 s left",
    ],
  ];
  for (const [what, state, cores, line] of cases) {
    it(`tells how far it is when ${what}`, () => {
      assert.equal(
        describeBuild({ ...progress, ...state }, cores),
        `building kwok v0.8.0 (2 of 3): ${line}`,
      );
    });
  }

  it("writes durations in seconds and minutes", () => {
    assert.deepEqual([0.4, 59.4, 60, 125].map(duration), ["0 s", "59 s", "1 min", "2 min 5 s"]);
  });
});

describe("Go release", () => {
  const cases: [string, string, boolean][] = [
    ["go1.26", "local", true],
    ["go1.26.8", "local", true],
    ["go1.30.0", "local", true],
    ["go2.0", "local", true],
    ["devel go1.27-abc", "local", true],
    ["go1.25.9", "auto", true],
    ["go1.21.0", "go1.21.0+auto", true],
    ["go1.25.9", "local", false],
    ["go1.20.14", "auto", false],
    ["unknown", "local", false],
  ];
  for (const [GOVERSION, GOTOOLCHAIN, accepted] of cases) {
    it(`${accepted ? "accepts" : "refuses"} ${GOVERSION} with GOTOOLCHAIN=${GOTOOLCHAIN}`, () => {
      assert.equal(goVersionProblem({ GOVERSION, GOTOOLCHAIN }) === undefined, accepted);
    });
  }
});

describe("pinned content", () => {
  it("refuses a module with another checksum", () => {
    const module = { path: "example.com/x", version: "v1.0.0", sum: "h1:a" };
    assert.equal(checkedFolder(module, { Dir: "/x", Sum: "h1:a" }), "/x");
    assert.throws(() => checkedFolder(module, { Dir: "/x", Sum: "h1:b" }), {
      name: "ToolchainError",
      problem: "checksum",
      message:
        "Go module example.com/x v1.0.0 has checksum h1:b and h1:a is pinned: check GOPROXY and GONOSUMDB, then run `go clean -modcache` and the command again.",
    });
  });

  it("refuses to start a build that does not fit on the disk", async () => {
    await requireFreeSpace(["/"], 0);
    await assert.rejects(requireFreeSpace(["/nowhere/yet"], 1e9), {
      name: "ToolchainError",
      problem: "disk-full",
      message:
        /^The disk of \/nowhere\/yet has [\d.]+ GiB free and the build needs 1000000000 GiB: free /,
    });
  });

  it("parses every object of a text and leaves empty documents out", () => {
    const text =
      "---\napiVersion: v1\nkind: A\nmetadata: {name: a}\n---\n# nothing\n---\napiVersion: v1\nkind: B\nmetadata: {name: b}\n";
    assert.deepEqual(
      parseManifests(text, "x.yaml").map(({ kind }) => kind),
      ["A", "B"],
    );
    assert.throws(() => parseManifests("kind: A\n", "x.yaml"), {
      message: "x.yaml holds a document without apiVersion, kind and metadata.name.",
    });
    assert.throws(() => parseManifests("a: [\n", "x.yaml"), { message: /^x\.yaml is not YAML: / });
  });
});
