import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { dashboards } from "../../components/observability/dashboards/catalogue";
import { panelsOf } from "../../components/observability/dashboards/queries";
import { ruleGroups } from "../../components/observability/rules/catalogue";
import { isAlert } from "../../components/observability/rules/rule";
import { planSloRules } from "../../components/observability/slo/slo-plan";

const root = path.resolve(__dirname, "..", "..");
const guide = fs.readFileSync(path.join(root, "docs", "observability.md"), "utf8");

/** Rows of the table of what is measured: what, series or alerts, panel, test. */
const rows = (guide.split("## What is measured, and what proves it")[1] ?? "")
  .split("\n## ")[0]
  ?.split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (-+|what +\|)/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, what = "", rules = "", panel = "", test = ""]) => ({
    what,
    rules: codesIn(rules),
    panel,
    test: codesIn(test),
  }));

/**
 * Proves that the table of docs/observability.md names rules, panels and tests that exist, and that the tests name the
 * rules. Does not prove the rules: that is `tests/observability`.
 */
describe("the guide to observability", () => {
  const slo = planSloRules(
    { availability: 99 },
    { namespace: "a", service: "b", entry: "predictor", multiNode: false },
  );
  const names = new Set(
    [...ruleGroups, slo].flatMap(({ rules }) =>
      rules.map((rule) => (isAlert(rule) ? rule.alert : rule.record)),
    ),
  );
  const panels = new Set(
    dashboards.flatMap((definition) =>
      panelsOf(definition.build()).map(({ title }) => `${definition.title}: ${title ?? ""}`),
    ),
  );

  it("has a line for everything that has to be seen", () => {
    const seeds = [
      /^requests a second/,
      /^latency p50, p95, p99/,
      /^error rate/,
      /^throughput by version/,
      /^GPU utilisation/,
      /^GPU memory/,
      /^batch size/,
      /^queue depth/,
      /^alert: queue deeper than \d+/,
      /^alert: GPU memory above 95 %/,
      /^alert: error rate above 1 %/,
      /^alert: p99 above 0\.5 s/,
    ];
    for (const seed of seeds) {
      assert.ok(
        rows?.some(({ what }) => seed.test(what)),
        `no line for ${String(seed)}`,
      );
    }
  });

  for (const { what, rules, panel, test } of rows ?? []) {
    it(`names what there is for "${what}: ${rules[0] ?? ""}"`, () => {
      assert.ok(rules.length > 0);
      for (const rule of rules) assert.ok(names.has(rule), `there is no rule ${rule}`);
      assert.ok(panels.has(panel), `there is no panel "${panel}"`);
      assert.equal(test.length, 1);
      const text = fs.readFileSync(path.join(root, test[0] ?? ""), "utf8");
      for (const rule of rules) {
        // A case may put the names of quantiles and windows together.
        const stem = rule.replace(/:(p\d+|rate5m|mean5m|sum).*$/, "");
        assert.ok(text.includes(stem), `${test[0] ?? ""} does not look at ${rule}`);
      }
    });
  }

  it("names every dashboard, and shows pictures that exist", () => {
    for (const { title } of dashboards) assert.match(guide, new RegExp(`\\| ${title} +\\|`));
    const pictures = [...guide.matchAll(/\((dashboards\/[\w-]+\.png)\)/g)].map(([, file]) => file);
    assert.ok(pictures.length >= dashboards.length - 1);
    for (const file of pictures)
      assert.ok(fs.existsSync(path.join(root, "docs", file ?? "")), file);
  });
});

function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}
