import assert from "node:assert/strict";

import { ruleGroups } from "../../../components/observability/rules/catalogue";
import { isAlert } from "../../../components/observability/rules/rule";
import { findPromtool, runRuleCases } from "../../support/promtool";
import { ruleCases } from "./cases";

/** Name of a recorded series without its selector. */
const nameOf = (expr: string): string => expr.replace(/{.*/, "");

/**
 * Proves with Prometheus' own promtool what every rule gives for good, bad and missing series, for counters that start
 * anew and models without traffic. Does not prove that exporters give these series: that is `../` with a real scrape.
 */
describe("rules", function () {
  this.timeout(120_000);

  before("promtool is there", async function () {
    this.timeout(600_000);
    await findPromtool();
  });

  for (const [subject, cases] of Object.entries(ruleCases)) {
    it(`of ${subject} give what they should`, async () => {
      // Half of all rules are prices; where they are not asked about they only cost time.
      const priced = cases === ruleCases.costs;
      const groups = ruleGroups.filter(({ name }) => priced || name !== "prices");
      await runRuleCases(groups, cases);
    });
  }

  const all = Object.values(ruleCases).flat();
  const rules = ruleGroups.flatMap((group) => group.rules);

  it("that alert have a case in which they fire and one in which they are silent", () => {
    const seen = all.flatMap(({ alerts = {} }) => Object.entries(alerts));
    const missing = rules.filter(isAlert).flatMap(({ alert }) => {
      const counts = seen.flatMap(([name, firing]) => (name === alert ? [firing.length] : []));
      return [
        ...(counts.some((count) => count > 0) ? [] : [`${alert} never fires`]),
        ...(counts.includes(0) ? [] : [`${alert} is never silent`]),
      ];
    });
    assert.deepEqual(missing, []);
  });

  it("that record have a case with the exact elements", () => {
    const seen = new Set(
      all.flatMap(({ samples = {} }) =>
        Object.entries(samples).flatMap(([record, elements]) =>
          Object.keys(elements).length > 0 ? [nameOf(record)] : [],
        ),
      ),
    );
    const records = rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));
    assert.deepEqual(
      [...new Set(records)].filter((record) => !seen.has(record)),
      [],
    );
  });

  it("are asked about only where they exist", () => {
    const names = new Set(rules.map((rule) => (isAlert(rule) ? rule.alert : rule.record)));
    const asked = all.flatMap(({ alerts = {}, samples = {} }) => [
      ...Object.keys(alerts),
      ...Object.keys(samples).map(nameOf),
    ]);
    assert.deepEqual(
      [...new Set(asked)].filter((name) => !names.has(name)),
      [],
    );
  });

  it("that promtool would refuse are refused here", async () => {
    const wrong = [{ name: "wrong", rules: [{ record: "a:b:c", expr: "sum(" }] }];
    await assert.rejects(runRuleCases(wrong, []), /promtool check rules .* fails/);
  });

  it("that give something else than a case says fail it", async () => {
    const one = [{ name: "one", rules: [{ record: "a:b:c", expr: "vector(1)" }] }];
    const expectation = { name: "two", series: {}, at: "1m", samples: { "a:b:c": { "{}": 2 } } };
    await assert.rejects(runRuleCases(one, [expectation]), /exp:.*2E\+00/s);
  });
});
