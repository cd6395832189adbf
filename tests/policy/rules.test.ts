import assert from "node:assert/strict";

import { rules } from "../../policy/pack";
import { isApplicable, runPack } from "../support/policy";
import { allCases } from "./cases/all";
import type { RuleCase } from "./cases/rule-cases";

/** Proves what each rule says of given inputs; the engine and the provider take no part. */
describe("policy rules", () => {
  for (const rule of rules) {
    const cases = allCases.find(({ id }) => id === rule.id);
    const run = (
      { resource, environment }: RuleCase,
      config: Readonly<Record<string, unknown>> = {},
    ): readonly string[] =>
      runPack([resource], environment ?? "prod", {
        rules: [rule],
        config: { [rule.id]: config },
      }).map(({ message }) => message);

    describe(rule.id, () => {
      it("has every kind of case", () => {
        assert.ok(cases, `tests/policy/cases has no cases of ${rule.id}`);
        assert.ok(cases.pass.length >= 2, "fewer than two passing cases");
        assert.ok(cases.fail.length >= 2, "fewer than two failing cases");
        assert.ok(cases.unknown.length >= 1, "no case of an unknown");
        assert.ok(cases.config.length >= 1, "no case of a configuration");
        assert.ok([...cases.fail, ...cases.unknown].every(({ messages }) => messages.length > 0));
        assert.ok(cases.pass.every(({ messages }) => messages.length === 0));
      });

      it("has a failing case of every finding", () => {
        const said = cases?.fail.flatMap(({ messages }) => messages) ?? [];
        for (const finding of Object.keys(rule.findings)) {
          assert.ok(
            said.some((message) => message.startsWith(`${rule.id}[${finding}]: `)),
            `no failing case of ${rule.id}[${finding}]`,
          );
        }
      });

      for (const each of [
        ...(cases?.pass ?? []),
        ...(cases?.fail ?? []),
        ...(cases?.unknown ?? []),
      ]) {
        it(each.title, () => {
          assert.deepEqual(run(each), each.messages);
        });
      }

      for (const each of cases?.config ?? []) {
        it(`configuration: ${each.title}`, () => {
          assert.deepEqual(run(each, each.config), each.messages);
          assert.deepEqual(run(each), each.messagesByDefault);
        });
      }

      it("leaves other resources alone", () => {
        assert.ok(cases);
        assert.equal(isApplicable(rule.id, cases.notApplicable), false);
      });

      it("runs the examples of its documentation", () => {
        const { pass, fail } = rule.examples;
        const environment = "dev";
        const example = { title: "", messages: [], environment } as const;
        assert.deepEqual(run({ ...example, resource: { ...pass, name: "example" } }), []);
        assert.notDeepEqual(run({ ...example, resource: { ...fail, name: "example" } }), []);
      });
    });
  }

  it("has cases of rules in the pack only", () => {
    assert.deepEqual(
      allCases.map(({ id }) => id).sort(),
      rules.map(({ id }) => id),
    );
  });
});
