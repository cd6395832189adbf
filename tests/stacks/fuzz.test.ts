import assert from "node:assert/strict";

import fc from "fast-check";

import type { GpuOffer } from "../../components/gpu/offers";
import { gpuOperatorValues } from "../../components/gpu/plan";
import { planSubnets } from "../../components/network/plan";
import { planKarpenterNodePool, planNodeClass } from "../../components/nodes/karpenter-plan";
import { planManagedPool } from "../../components/nodes/managed-plan";
import { offersOf, operatedPools } from "../../components/platform/node-pools";
import { platformProblems } from "../../components/platform/rules";
import { parseConfig, type PlatformConfig } from "../../stacks/platform/config";
import { PlatformConfigError } from "../../stacks/platform/config-problems";
import { asEngineConfig, changedAt, stepsBelow, structured } from "../support/config-changes";
import { said } from "../support/recorded";
import { engineConfig, project } from "../support/stack-config";
import { validFleet } from "./fuzz-valid";

const dev = structured(engineConfig("dev"));
const prod = structured(engineConfig("prod"));

/**
 * Proves that no configuration breaks the reader, and that the generated valid ones are accepted and can be planned.
 * Does not prove that AWS takes what is accepted.
 */
describe("any configuration", () => {
  it("that is dev or prod with a few changes is accepted, or refused with its problems", () => {
    fc.assert(
      fc.property(fc.constantFrom(dev, prod), changes, (values, changed) => {
        settle(changed.reduce((before, change) => change(before), values));
      }),
      { numRuns: 1500 },
    );
  }).timeout(20_000);

  it("of any values is accepted, or refused with its problems", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(dev)), key), anyValue),
        settle,
      ),
      { numRuns: 500 },
    );
  }).timeout(20_000);

  it("of any text is accepted, or refused with its problems", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(dev)), anyText, (changed, text) => {
        settle({ ...dev, [changed]: text });
      }),
      { numRuns: 500 },
    );
  }).timeout(20_000);

  it("that is valid is accepted, and can be planned whole", () => {
    fc.assert(
      fc.property(validFleet, fc.integer({ min: 1, max: 48 }), (fleet, asked) => {
        const config = accepted({ ...prod, ...fleet, tenants: {} });
        const offers = offersOf(config.nodePools);
        const whole = accepted({ ...prod, ...fleet, tenants: tenantOn(offers, asked) });
        assert.deepEqual(said(platformProblems("p", whole)), []);
        assert.doesNotMatch(json(plansOf(whole, offers)), /Infinity|NaN|undefined|null/);
      }),
      { numRuns: 250 },
    );
  }).timeout(20_000);
});

const oddKeys = ["__proto__", "constructor", "toString", "hasOwnProperty", "", "a.b", "0", "ключ"];
const key = fc.oneof(fc.constantFrom(...oddKeys), fc.string());
const numbers = [-1, 0, -0, 1, 0.5, 48, 49, 2 ** 31, 2 ** 53, 1e21, Number.MAX_VALUE, 5e-324];
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "👩‍🚀",
    "1e999",
    "[1e999]",
    "null",
    "{",
    "0123",
    "a".repeat(10_000),
  ),
);
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue() },
  { weight: 3, arbitrary: fc.constantFrom(...numbers, true, false, null, [], {}) },
  { weight: 2, arbitrary: anyText },
  { weight: 2, arbitrary: fc.dictionary(key, fc.jsonValue()) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 500 }).map(nested) },
);

function nested(depth: number): unknown {
  return Array.from({ length: depth }).reduce<unknown>(
    (inner, _, index) => (index % 2 === 0 ? [inner] : { a: inner }),
    1,
  );
}

/** Without the facts of the instance table, some of which are null. A number that is none becomes null. */
function json(plans: unknown): string {
  return JSON.stringify(plans, (name, value: unknown) => (name === "types" ? [] : value));
}

type Values = Readonly<Record<string, unknown>>;
type Change = (values: Values) => Values;

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (below, step) =>
      typeof below === "object" && below !== null ? Reflect.get(below, step) : undefined,
    value,
  );
}

function put(values: Values, steps: readonly string[], to: unknown): Values {
  return changedAt(values, steps, to) as Values;
}

const place = fc.constantFrom(...stepsBelow(dev), ...stepsBelow(prod));
const change: fc.Arbitrary<Change> = fc.oneof(
  place.map(
    (at): Change =>
      (values) =>
        put(values, at, undefined),
  ),
  fc.tuple(place, anyValue).map(
    ([at, to]): Change =>
      (values) =>
        put(values, at, to),
  ),
  fc.tuple(place, key, anyValue).map(
    ([at, added, to]): Change =>
      (values) =>
        put(values, [...at, added], to),
  ),
  fc.tuple(place, place).map(([left, right]): Change => (values) => {
    const [one, other] = [valueAt(values, left), valueAt(values, right)];
    return put(put(values, left, other), right, one);
  }),
);
const changes = fc.array(change, { minLength: 1, maxLength: 4 });

/** Accepts, or refuses with problems that each say where and what; anything else is thrown on. */
function settle(values: Values): void {
  try {
    parseConfig(asEngineConfig(values), project);
  } catch (error) {
    if (!(error instanceof PlatformConfigError)) throw error;
    assert.notEqual(error.problems.length, 0);
    for (const { path, reason } of error.problems) {
      assert.match(path, /^(inference-platform:|aws:region)/);
      assert.match(reason, /\S[^]*\.$/);
    }
  }
}

function accepted(values: Values): PlatformConfig {
  return parseConfig(asEngineConfig(values), project);
}

/** One tenant with a model on each offer, and a quota for each kind of offer. */
function tenantOn(offers: readonly GpuOffer[], asked: number): Values {
  const has = (...kinds: readonly GpuOffer["sharing"][]): boolean =>
    offers.some(({ sharing }) => kinds.includes(sharing));
  const models = offers.map(({ pool, sharing, migProfile, perNode }, index) => [
    `m${index}`,
    {
      source: "s3://models-1/m",
      runtime: { name: "triton" },
      resources: { cpu: "1", memory: "1Gi" },
      gpu: { pool, migProfile, ...(sharing === "none" && { count: 1 + (asked % perNode) }) },
    },
  ]);
  const quota = {
    cpu: "8",
    memory: "32Gi",
    gpus: has("none") ? asked : 0,
    gpuShares: has("timeSlicing", "mps") ? asked : 0,
    migInstances: Object.fromEntries(
      offers.flatMap(({ migProfile: name }) => (name ? [[name, asked]] : [])),
    ),
  };
  return { search: { quota, models: Object.fromEntries(models) as unknown } };
}

function plansOf(config: PlatformConfig, offers: readonly GpuOffer[]): unknown {
  const { network } = config;
  const cluster = { nodeRoleName: "r", subnetSelectorTerms: [], securityGroupIds: [], tags: {} };
  return [
    offers,
    "vpcId" in network ? [] : planSubnets(network.cidr, network.availabilityZones),
    gpuOperatorValues({ systemPool: "system", pools: operatedPools(config.nodePools) }),
    ...Object.entries(config.nodePools).map(([pool, args]) => {
      if (args.engine !== "karpenter") return planManagedPool({ ...args, pool });
      const request = { ...args, pool };
      return [planKarpenterNodePool(request), planNodeClass(request, cluster)];
    }),
  ];
}
