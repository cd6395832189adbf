import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { ruleGroups } from "../../../components/observability/rules/catalogue";
import { isAlert, runbookOf } from "../../../components/observability/rules/rule";
import { findPromtool, runRuleCases, type FiringAlert } from "../../support/promtool";
import { ruleCases } from "./cases";

/** Name of a recorded series without its selector. */
const nameOf = (expr: string): string => expr.replace(/{.*/, "");

/** Whether a series of promtool, such as `0+60x9 0+60x10`, falls somewhere. */
function startsAnew(values: string): boolean {
  const samples = values.split(" ").flatMap((part) => {
    const [, first, step = "0", times = "0"] =
      /^(-?[\d.]+)(?:([+-][\d.]+))?(?:x(\d+))?$/.exec(part) ?? [];
    if (first === undefined) return [];
    return [Number(first), Number(first) + Number(step) * Number(times)];
  });
  return samples.some((value, index) => value < (samples[index - 1] ?? value));
}

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

  it("that alert are silent without any series, but for the two that say so", async () => {
    const expected = new Map<string, readonly FiringAlert[]>([
      ["KubeStateMetricsMissing", [{ labels: {} }]],
      ["AlertmanagerUnreachable", [{ labels: {} }]],
    ]);
    const alerts = rules
      .filter(isAlert)
      .map(({ alert }) => [alert, expected.get(alert) ?? []] as const);
    const groups = ruleGroups.filter(({ name }) => name !== "prices");
    await runRuleCases(groups, [
      { name: "nothing", series: {}, at: "3h", alerts: Object.fromEntries(alerts) },
    ]);
  });

  it("of counters have a case in which the counter starts anew", () => {
    const growing = rules.flatMap((rule) =>
      /\b(rate|increase)\(/.test(rule.expr)
        ? [{ name: isAlert(rule) ? rule.alert : rule.record, expr: rule.expr }]
        : [],
    );
    const restarted = ({ name, expr }: (typeof growing)[number]): boolean =>
      all.some(
        ({ series, alerts = {}, samples = {} }) =>
          [...Object.keys(alerts), ...Object.keys(samples).map(nameOf)].includes(name) &&
          Object.entries(series).some(
            ([each, values]) => expr.includes(nameOf(each)) && startsAnew(values),
          ),
      );
    assert.deepEqual(
      growing.filter((rule) => !restarted(rule)).map(({ name }) => name),
      [],
    );
  });

  it("that alert carry the labels that their texts and the silence of their runbook name", () => {
    const carried = (name: string): Set<string> =>
      new Set(
        all.flatMap(({ alerts = {} }) =>
          (alerts[name] ?? []).flatMap(({ labels }) => Object.keys(labels)),
        ),
      );
    const missing = rules.filter(isAlert).flatMap(({ alert, summary, description }) => {
      const page = readFileSync(`docs/runbooks/${runbookOf(alert)}.md`, "utf8");
      const [, matchers = ""] = /^silence 'alertname=\w+'(.*)$/m.exec(page) ?? [];
      const named = [
        ...`${summary} ${description}`.matchAll(/\$labels\.(\w+)/g),
        ...matchers.matchAll(/'(\w+)=/g),
      ].map(([, label = ""]) => label);
      const known = carried(alert);
      return named.filter((label) => !known.has(label)).map((label) => `${alert}: ${label}`);
    });
    assert.deepEqual(missing, []);
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
