import assert from "node:assert/strict";
import { mock } from "node:test";

import { upgradeProblems } from "../../components/cluster/version-rules";

import { parseConfig } from "../../stacks/platform/config";
import { PlatformConfigError } from "../../stacks/platform/config-problems";
import { createPlatformStack } from "../../stacks/platform/platform-stack";
import { withChanges, type Changes } from "../support/config-changes";
import { recordRefusal } from "../support/recorder";
import { said, typeNames } from "../support/recorded";
import { engineConfig, platformConfig, project, stacks } from "../support/stack-config";
import { accessInputs } from "./bad-inputs/access";
import type { BadInput } from "./bad-inputs/bad-input";
import { gpuPoolInputs } from "./bad-inputs/gpu-pools";
import { gpuRequestInputs } from "./bad-inputs/gpu-requests";
import { infrastructureInputs } from "./bad-inputs/infrastructure";
import { rangeAndZoneInputs } from "./bad-inputs/ranges-and-zones";
import { shapeInputs } from "./bad-inputs/shape";
import { modelCacheInputs } from "./bad-inputs/model-cache";
import { modelInputs } from "./bad-inputs/models";
import { sloInputs } from "./bad-inputs/slos";
import { observabilityInputs } from "./bad-inputs/observability";
import { tenantInputs } from "./bad-inputs/tenants";
import { versionInputs } from "./bad-inputs/versions";

const badInputs = [
  ...infrastructureInputs,
  ...rangeAndZoneInputs,
  ...gpuPoolInputs,
  ...gpuRequestInputs,
  ...versionInputs,
  ...shapeInputs,
  ...modelInputs,
  ...sloInputs,
  ...tenantInputs,
  ...accessInputs,
  ...modelCacheInputs,
  ...observabilityInputs,
];

const titlesTogether = new Set([
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
  "a range of pods that is too small",
  "a pool in a zone that the network lacks",
  "a taint that is nearly the GPU taint",
  "time-slicing by 1000",
  "MIG on an L4",
  "nodes newer than the control plane",
]);

/** A model that is wrong on the one pool that is right, so that it can be judged. */
const tooManyGpus: BadInput = [
  "more GPUs than a node has, beside pools that are wrong",
  { "tenants.fraud.models.detector.gpu": { pool: "elastic", count: 8 } },
  [
    "inference-platform:tenants.fraud.models.detector.gpu.count: 8 GPUs do not fit on one node: the largest of pool elastic has 1. Write at most 1, or give the pool a larger instance type, for instance g5.48xlarge or g6.48xlarge.",
  ],
];

/** Nineteen that do not touch each other. */
const together = [tooManyGpus, ...badInputs.filter(([title]) => titlesTogether.has(title))];
const upgrades: readonly (readonly [deployed: string, wanted: string, reason?: string])[] = [
  ["1.34", "1.34"],
  ["1.34", "1.35"],
  [
    "1.31",
    "1.33",
    "1.33 skips minors: 1.31 is deployed, and EKS upgrades one minor at a time. Go 1.31 → 1.32 → 1.33, one up each.",
  ],
  [
    "1.35",
    "1.34",
    "1.34 is older than 1.35, which is deployed. EKS goes back only by a rollback of its own, one minor and within 7 days of the upgrade. Write 1.35 or 1.36.",
  ],
];

const given = { dev: engineConfig("dev"), prod: engineConfig("prod") };

/** Proves how configuration is read. Does not prove that the engine hands it over so; `tests/sandbox` runs the engine. */
describe("configuration", () => {
  // The support of Kubernetes versions depends on the day.
  before(() => {
    mock.timers.enable({ apis: ["Date"], now: new Date("2026-11-24T12:00:00Z") });
  });
  after(() => {
    mock.timers.reset();
  });

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
    const changes = Object.assign({}, ...together.map(([, change]) => change)) as Changes;
    const { error, resources } = await recordRefusal(() =>
      createPlatformStack(parseConfig(withChanges(given.dev, changes), project)),
    );
    assert.deepEqual(typeNames(resources), []);
    assert.ok(error instanceof PlatformConfigError);
    const expected = together.flatMap(([, , problems]) => problems);
    assert.equal(expected.length, 19);
    assert.deepEqual(said(error.problems).sort(), [...expected].sort());
    assert.equal(
      error.message,
      [
        "The configuration has 19 problems; nothing was registered.",
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

  for (const [deployed, wanted, expected] of upgrades) {
    it(`takes ${deployed} to ${wanted} ${expected === undefined ? "" : "not "}in one step`, () => {
      assert.deepEqual(
        said(upgradeProblems("version", { deployed, wanted })),
        expected === undefined ? [] : [`version: ${expected}`],
      );
    });
  }
});

function problemsOf(changes: Changes): string[] {
  return said(errorOf(changes)?.problems ?? []);
}

/** What the configuration of dev is refused with after changes, if it is; any other error is thrown on. */
function errorOf(changes: Changes): PlatformConfigError | undefined {
  try {
    parseConfig(withChanges(given.dev, changes), project);
    return undefined;
  } catch (error) {
    if (error instanceof PlatformConfigError) return error;
    throw error;
  }
}
