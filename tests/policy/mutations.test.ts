import assert from "node:assert/strict";

import fc from "fast-check";

import { rules } from "../../policy/pack";
import { runPack, unknownValue, type RecordedResource } from "../support/policy";
import { allCases } from "./cases/all";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const fixtures = allCases.flatMap(({ pass, fail, unknown }) =>
  [...pass, ...fail, ...unknown].map(({ resource, environment }) => ({
    resource,
    environment: environment ?? ("prod" as const),
  })),
);

/** `value` once for each of its inner and outer values, with that one replaced. */
function replaced(value: Json, by: Json): readonly Json[] {
  return [by, ...insideReplaced(value, by)];
}

function insideReplaced(value: Json, by: Json): readonly Json[] {
  if (isList(value)) {
    return value.flatMap((item, index) =>
      replaced(item, by).map((next) => value.with(index, next)),
    );
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      replaced(item, by).map((next) => ({ ...value, [key]: next })),
    );
  }
  return [];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function withReplacedProps(resource: RecordedResource, by: Json): readonly RecordedResource[] {
  return Object.entries(JSON.parse(JSON.stringify(resource.props)) as Record<string, Json>).flatMap(
    ([key, value]) =>
      replaced(value, by).map((next) => ({
        ...resource,
        props: { ...resource.props, [key]: next },
      })),
  );
}

/** Holds for every fixture of every rule, not only for the cases that somebody thought of. */
describe("policy rules under mutation", () => {
  it("meet an unknown in any place without a crash and without a new violation", () => {
    let count = 0;
    for (const { resource, environment } of fixtures) {
      const before = new Set(violations(resource));
      for (const mutant of withReplacedProps(resource, unknownValue)) {
        count += 1;
        const after = runPack([mutant], environment).map(({ message }) => message);
        assert.deepEqual(
          after.filter((message) => message.startsWith("policy-internal-error")),
          [],
        );
        for (const finding of violations(mutant)) {
          assert.ok(
            before.has(finding),
            `an unknown in ${JSON.stringify(mutant.props)} became the violation ${finding}`,
          );
        }
      }
      function violations(subject: RecordedResource): readonly string[] {
        return runPack([subject], environment)
          .filter(({ finding }) => !finding.endsWith("[unverifiable]"))
          .map(({ finding }) => finding);
      }
    }
    assert.ok(count > 300, `only ${count} mutants: the fixtures were not walked`);
  });

  it("never repeat a secret", () => {
    const secret = "hf_cAnArYs3cr3tT0ken";
    for (const { resource, environment } of fixtures) {
      for (const mutant of withReplacedProps(resource, secret)) {
        for (const { message } of runPack([mutant], environment)) {
          assert.ok(!message.includes(secret), message);
        }
      }
    }
  });

  it("never fail, whatever a property holds", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.nat(),
        fc.jsonValue(),
        (fixture, place, value) => {
          const mutants = withReplacedProps(fixture.resource, value as Json);
          const mutant = mutants[place % Math.max(1, mutants.length)] ?? fixture.resource;
          const findings = runPack([mutant], "dev");
          assert.deepEqual(
            findings.filter(({ finding }) => finding === "policy-internal-error"),
            [],
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("do not depend on the order of the rules or of the resources", () => {
    const resources = fixtures.map(({ resource }, index) => ({ ...resource, name: `r${index}` }));
    const texts = (list: readonly RecordedResource[], order: typeof rules): readonly string[] =>
      runPack(list, "prod", { rules: order })
        .map(({ resource, message }) => `${resource} ${message}`)
        .sort();
    assert.deepEqual(texts(resources.toReversed(), rules.toReversed()), texts(resources, rules));
  });
});
