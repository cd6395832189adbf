import assert from "node:assert/strict";

import fc from "fast-check";

import { parseConfig } from "../../stacks/platform/config";
import { PlatformConfigError } from "../../stacks/platform/config-problems";
import { createPlatformStack } from "../../stacks/platform/platform-stack";
import { pathsOf, withChanges, type Changes } from "../support/config-changes";
import { recordRefusal } from "../support/recorder";
import { said, typeNames } from "../support/recorded";
import { engineConfig, platformConfig, project, stacks } from "../support/stack-config";
import { infrastructureInputs } from "./bad-inputs/infrastructure";
import { shapeInputs } from "./bad-inputs/shape";
import { tenantInputs } from "./bad-inputs/tenants";

const badInputs = [...infrastructureInputs, ...shapeInputs, ...tenantInputs];

/** Twelve that do not touch each other. */
const twelve = badInputs.filter(([title]) =>
  [
    "an environment that there is none of",
    "no owner",
    "text for true or false",
    "an unknown key far from any other",
    "a range with host bits",
    "a GPU type in a pool without GPUs",
    "an unknown type",
    "a domain that is none",
    "a name that EKS refuses",
    "retention below a day",
    "a smoke test of an unknown model",
    "a tensor without a shape",
  ].includes(title),
);

const given = { dev: engineConfig("dev"), prod: engineConfig("prod") };

/** Proves how configuration is read. Does not prove that the engine hands it over so; `tests/sandbox` runs the engine. */
describe("configuration", () => {
  for (const stack of stacks) {
    it(`of ${stack} is accepted`, () => {
      const config = platformConfig(stack);
      assert.equal(config.environment, stack);
      assert.equal(config.region, "us-east-1");
      assert.deepEqual(Object.keys(config.tenants.fraud?.models ?? {}), ["detector", "scorer"]);
    });
  }

  it("of dev and prod has the same keys", () => {
    assert.deepEqual(Object.keys(given.dev), Object.keys(given.prod));
  });

  it("fills in what may be left out", () => {
    const config = parseConfig(
      withChanges(given.dev, {
        disposable: undefined,
        cluster: undefined,
        observability: undefined,
        tenants: undefined,
      }),
      project,
    );
    assert.deepEqual(
      [config.disposable, config.cluster, config.observability, config.artifacts, config.tenants],
      [false, {}, {}, {}, {}],
    );
  });

  it("keeps text that looks like a number", () => {
    const config = parseConfig(withChanges(given.dev, { costCenter: "0123" }), project);
    assert.equal(config.costCenter, "0123");
  });

  for (const [title, changes, problems] of badInputs) {
    it(`refuses ${title}`, () => {
      assert.deepEqual(problemsOf(changes), problems);
    });
  }

  it("tells all problems at once, and registers nothing", async () => {
    const changes = Object.assign({}, ...twelve.map(([, change]) => change)) as Changes;
    const { error, resources } = await recordRefusal(() =>
      createPlatformStack(parseConfig(withChanges(given.dev, changes), project)),
    );
    assert.deepEqual(typeNames(resources), []);
    assert.ok(error instanceof PlatformConfigError);
    const expected = twelve.flatMap(([, , problems]) => problems);
    assert.equal(expected.length, 12);
    assert.deepEqual(said(error.problems).sort(), [...expected].sort());
    assert.equal(
      error.message,
      [
        "The configuration has 12 problems; nothing was registered.",
        ...said(error.problems).map((line) => `  ${line}`),
      ].join("\n"),
    );
  });

  it("counts a single problem as one", () => {
    assert.equal(
      errorOf({ owner: undefined })?.message,
      "The configuration has 1 problem; nothing was registered.\n  inference-platform:owner: is missing. Write text.",
    );
  });

  it("refuses or accepts any value at any key, and never breaks", () => {
    const paths = pathsOf(given.prod);
    fc.assert(
      fc.property(fc.constantFrom(...paths), anyValue, (path, value) => {
        const error = errorOf({ [path]: value }, "prod");
        for (const problem of error?.problems ?? []) {
          assert.match(problem.path, /^(inference-platform|aws):/);
          assert.match(problem.reason, /\S/);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it("refuses or accepts any text as the value of any key, and never breaks", () => {
    const keys = Object.keys(given.dev);
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.string(), (key, text) => {
        refuse({ ...given.dev, [key]: text });
      }),
      { numRuns: 500 },
    );
  });
});

const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom("", "__proto__", "constructor", -1, 0, 1.5, 1e21, [], {}, null),
  fc.dictionary(
    fc.constantFrom("__proto__", "constructor", "toString", "min", "a"),
    fc.jsonValue(),
  ),
);

function problemsOf(changes: Changes): string[] {
  return said(errorOf(changes)?.problems ?? []);
}

function errorOf(changes: Changes, stack: "dev" | "prod" = "dev"): PlatformConfigError | undefined {
  return refuse(withChanges(given[stack], changes));
}

/** What the configuration is refused with, if it is; any other error is thrown on. */
function refuse(config: Readonly<Record<string, string>>): PlatformConfigError | undefined {
  try {
    parseConfig(config, project);
    return undefined;
  } catch (error) {
    if (error instanceof PlatformConfigError) return error;
    throw error;
  }
}
