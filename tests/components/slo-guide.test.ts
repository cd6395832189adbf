import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { burnRates } from "../../components/observability/slo/burn-rates";
import {
  durationText,
  firstTokenLatency,
  meshLatency,
} from "../../components/observability/slo/latency-limits";
import { planSloRules } from "../../components/observability/slo/slo-plan";
import { isAlert, runbookOf } from "../../components/observability/rules/rule";

const docs = path.resolve(__dirname, "../../docs");
const guide = readFileSync(path.join(docs, "slos.md"), "utf8");

/** Cells of the rows of the guide's tables that begin so. */
function rows(start: string): readonly (readonly string[])[] {
  return guide
    .split("\n")
    .filter((line) => line.startsWith(`| ${start}`))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const group = planSloRules(
  { availability: 99.9 },
  { namespace: "fraud", service: "scorer", entry: "predictor", multiNode: false },
);

/** Proves that docs/slos.md says what the code does. */
describe("guide of objectives", () => {
  for (const [field, { limits }] of [
    ["`latency`:", meshLatency],
    ["`timeToFirstToken`:", firstTokenLatency],
  ] as const) {
    it(`lists the limits of ${field}`, () => {
      const [[, listed] = []] = rows(field);
      assert.equal(listed, limits.map(durationText).join(", "));
    });
  }

  for (const [alert, severity] of [
    ["ModelErrorBudgetBurnFast", "critical"],
    ["ModelErrorBudgetBurnSlow", "warning"],
  ] as const) {
    it(`has the windows and rates of ${alert}`, () => {
      const [month = [], week = [], days = []] = [30, 7, 3].map((budgetDays) =>
        burnRates(severity, 0.001, budgetDays),
      );
      const expected = month.map(({ long, short, rate }, index) => [
        `\`${severity}\``,
        long,
        short,
        ...[rate, week[index]?.rate, days[index]?.rate].map(String),
      ]);
      const listed = rows(`\`${alert}\``).map(([, level, , ...rest]) => [level, ...rest]);
      assert.deepEqual(listed, expected);
    });
  }

  it("names every alert and every recorded series", () => {
    const alerts = group.rules.filter(isAlert).map(({ alert }) => alert);
    assert.deepEqual(
      alerts.filter((alert) => !guide.includes(`\`${alert}\``)),
      [],
    );
    const records = group.rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));
    assert.equal(records.length, 11);
    const window = /(?<=slo:error_ratio:rate)\w+/;
    const named = (record: string): boolean =>
      window.test(record)
        ? guide.includes(` ${(window.exec(record)?.[0] ?? "").replace(/(?=[a-z])/, " ")}`)
        : guide.includes(`\`${record}\``);
    assert.deepEqual(
      records.filter((record) => !named(record)),
      [],
    );
  });

  it("has a runbook for each alert", () => {
    for (const { alert } of group.rules.filter(isAlert)) {
      const page = path.join(docs, "runbooks", `${runbookOf(alert)}.md`);
      assert.ok(existsSync(page), page);
      assert.match(readFileSync(page, "utf8"), new RegExp(`^# ${alert}\n`));
    }
  });
});
