import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { runtimeNames } from "../../components/serving/runtimes/catalogue";
import { parseConfig } from "../../stacks/platform/config";
import { asEngineConfig } from "../support/config-changes";
import { project } from "../support/stack-config";

const docs = path.resolve(__dirname, "../../docs");
const guide = readFileSync(path.join(docs, "models.md"), "utf8");
const prefix = `${project}:`;

interface Samples {
  readonly config: Readonly<Record<string, unknown>>;
}
interface Tenants {
  readonly samples: { readonly models: Readonly<Record<string, unknown>> };
  readonly copied: { readonly repository: object };
}

const { config } = parse(readFileSync(path.join(docs, "samples/models.yaml"), "utf8")) as Samples;
const tenants = config[`${prefix}tenants`] as Tenants;

/** The YAML of the guide, block by block. */
const blocks = [...guide.matchAll(/```yaml\n([^]*?)```/g)].map(
  ([, text = ""]) => parse(text) as Readonly<Record<string, unknown>>,
);
/** Those of models and their tenants; the configuration of the platform itself has its own test (`model-cache.test.ts`). */
const modelBlocks = blocks.filter((block) => !Object.keys(block).some((k) => k.startsWith(prefix)));

/** Proves that the guide and the configuration agree, and that the configuration is valid; what comes up, the sandbox proves. */
describe("samples of docs/models.md", () => {
  it("are the models of docs/samples/models.yaml, every one", () => {
    const [copied, ...rest] = modelBlocks.filter((block) => "tenants" in block);
    assert.equal(rest.length, 0);
    const shown = Object.assign({}, ...modelBlocks.filter((block) => block !== copied)) as object;
    assert.deepEqual(shown, tenants.samples.models);
    assert.deepEqual(copied, {
      tenants: { copied: { repository: tenants.copied.repository } },
    });
  });

  it("are valid together", () => {
    const parsed = parseConfig(asEngineConfig(config), project);
    assert.deepEqual(Object.keys(parsed.tenants), ["samples", "copied"]);
  });

  it("have one for each runtime, and each runtime has its row of what is proved", () => {
    const used = Object.values(parseConfig(asEngineConfig(config), project).tenants)
      .flatMap(({ models }) => Object.values(models))
      .map(({ runtime }) => runtime?.name ?? "triton");
    assert.deepEqual([...new Set(used)].sort(), [...runtimeNames].sort());
    const table = /\| `runtime\.name`[^]*?\n\n/.exec(guide)?.[0] ?? "";
    const rows = table.split("\n").slice(2, -2);
    const named = rows.flatMap((row) =>
      [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    assert.deepEqual([...named].sort(), [...runtimeNames].sort());
    for (const row of rows) {
      const [, , , , proved = "", hardware = ""] = row.split("|").map((cell) => cell.trim());
      assert.ok(proved !== "" && hardware !== "", row);
    }
  });
});
