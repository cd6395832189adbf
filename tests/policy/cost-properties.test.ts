import assert from "node:assert/strict";

import fc from "fast-check";

import type { CostResource } from "../../policy/cost/cost-line";
import { estimateHourlyCost } from "../../policy/cost/estimate";

const region = "us-east-1";
const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const nodePool = "kubernetes:karpenter.sh/v1:NodePool";

interface Totals {
  readonly floor: number;
  readonly expected: number;
  readonly ceiling: number;
}

function totals({ floor, expected, ceiling }: Totals): readonly number[] {
  return [floor, expected, ceiling];
}

const size = fc.nat({ max: 500 });
const types = fc.subarray(["g5.xlarge", "m7i.large", "p5.48xlarge", "p5e.48xlarge", "x9.large"]);
const resource: fc.Arbitrary<CostResource> = fc.oneof(
  fc.record({
    type: fc.constant(nodeGroup),
    name: fc.string(),
    props: fc.record({
      instanceTypes: types,
      capacityType: fc.constantFrom("SPOT", "ON_DEMAND", undefined),
      diskSize: fc.option(size, { nil: undefined }),
      scalingConfig: fc.record({ minSize: size, desiredSize: size, maxSize: size }),
    }),
  }),
  fc.record({
    type: fc.constant(nodePool),
    name: fc.string(),
    props: fc.record({ spec: fc.record({ limits: fc.record({ cpu: size, memory: size }) }) }),
  }),
  fc.record({
    type: fc.constantFrom(
      "aws:eks/cluster:Cluster",
      "aws:ec2/eip:Eip",
      "aws:kms/key:Key",
      "unknown:a:B",
    ),
    name: fc.string(),
    props: fc.dictionary(fc.string(), fc.jsonValue()),
  }),
);

describe("hourly cost, for any stack", () => {
  it("is whole micro-dollars with floor <= expected <= ceiling, in total and by line", () => {
    fc.assert(
      fc.property(fc.array(resource), (resources) => {
        const estimate = estimateHourlyCost(resources, { region });
        for (const each of [estimate, ...estimate.lines]) {
          assert.ok(totals(each).every(Number.isSafeInteger));
          assert.ok(
            0 <= each.floor && each.floor <= each.expected && each.expected <= each.ceiling,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order of the resources", () => {
    fc.assert(
      fc.property(fc.array(resource), (resources) => {
        assert.deepEqual(
          totals(estimateHourlyCost(resources.toReversed(), { region })),
          totals(estimateHourlyCost(resources, { region })),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("never falls when a resource is added", () => {
    fc.assert(
      fc.property(fc.array(resource), resource, (resources, another) => {
        const before = totals(estimateHourlyCost(resources, { region }));
        const after = totals(estimateHourlyCost([...resources, another], { region }));
        assert.ok(before.every((total, index) => total <= (after[index] ?? -1)));
      }),
      { numRuns: 300 },
    );
  });
});
