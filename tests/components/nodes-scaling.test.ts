import assert from "node:assert/strict";

import fc from "fast-check";

import { karpenter } from "../../components/nodes/example";
import { imageVersionProblems } from "../../components/nodes/image-rules";
import type { ManagedPoolRequest } from "../../components/nodes/pool-request";
import { nodePoolProblems, scalingProblems } from "../../components/nodes/rules";
import { said } from "../support/recorded";

const valid: ManagedPoolRequest = {
  pool: "any",
  instanceTypes: ["m7i.large"],
  scaling: { min: 1, max: 2 },
};

describe("sizes of a managed pool", () => {
  const cases = [
    [{ min: 0.5, max: 2 }, "min: 0.5 is not a number of nodes. Write a whole number, 0 or more."],
    [{ min: 0, max: NaN }, "max: NaN is not a number of nodes. Write a whole number, 0 or more."],
    [
      { min: 0, max: 1, desired: -1 },
      "desired: -1 is not a number of nodes. Write a whole number, 0 or more.",
    ],
    [{ min: 0, max: 0 }, "max: 0 makes a pool that can never run. Write 1 or more."],
    [{ min: 3, max: 2 }, "min: 3 is more than max 2. Lower min or raise max."],
    [
      { min: 1, max: 2, desired: 3 },
      "desired: 3 is outside 1 to 2 (min to max). Choose a number between.",
    ],
  ] as const;
  for (const [scaling, problem] of cases) {
    it(`are refused as ${JSON.stringify(scaling)}`, () => {
      assert.deepEqual(said(nodePoolProblems({ ...valid, scaling })), [`scaling.${problem}`]);
    });
  }

  it("are taken exactly where 0 <= min <= desired <= max and max is above 0", () => {
    const size = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.constantFrom(1.5, NaN, Infinity));
    fc.assert(
      fc.property(size, size, fc.option(size, { nil: undefined }), (min, max, desired) => {
        const scaling = { min, max, ...(desired !== undefined && { desired }) };
        const first = desired ?? min;
        const whole = [min, max, first].every((each) => Number.isInteger(each) && each >= 0);
        const expected = whole && max >= 1 && min <= first && first <= max;
        assert.equal(scalingProblems("scaling", scaling).length === 0, expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("edges that node pools may reach", () => {
  const taken: readonly [string, Partial<ManagedPoolRequest>][] = [
    ["the smallest disk", { diskSizeGiB: 20 }],
    ["the largest disk", { diskSizeGiB: 16_384 }],
    ["the longest name", { pool: "p".repeat(40) }],
    ["GPUs on arm64", { gpu: true, instanceTypes: ["g5g.xlarge"] }],
    ["bare metal by name", { gpu: true, instanceTypes: ["g4dn.metal"] }],
    ["EFA on one type", { gpu: true, instanceTypes: ["p5.48xlarge"], efa: true }],
    ["local disks", { gpu: true, instanceTypes: ["g6.xlarge", "g5.xlarge"], localNvme: true }],
    [
      "time-slicing on Bottlerocket",
      {
        gpu: true,
        instanceTypes: ["g6.xlarge"],
        operatingSystem: "bottlerocket",
        imageRelease: "1.54.0-0a1b2c3d",
        sharing: { timeSlicing: 2 },
      },
    ],
  ];
  for (const [title, change] of taken) {
    it(`are taken: ${title}`, () => {
      assert.deepEqual(nodePoolProblems({ ...valid, ...change }), []);
    });
  }

  it("are taken: EFA on several types of a Karpenter pool, a release with or without commit", () => {
    const gpuTypes = { names: ["l40s"], counts: [4, 8] };
    for (const imageRelease of ["1.54.0", "1.54.0-0a1b2c3d"]) {
      assert.deepEqual(nodePoolProblems({ ...karpenter, gpuTypes, efa: true, imageRelease }), []);
    }
  });
});

describe("image of a pool for a version of Kubernetes", () => {
  const where =
    "Write a release for it: what AWS gives in /aws/service/eks/optimized-ami/1.36/amazon-linux-2023/<architecture>/<standard or nvidia>/recommended/release_version.";

  it("has to be of that version on AL2023", () => {
    assert.deepEqual(imageVersionProblems({}, "1.35"), []);
    assert.deepEqual(imageVersionProblems({ imageRelease: "1.36.1-20261001" }, "1.36"), []);
    assert.deepEqual(said(imageVersionProblems({}, "1.36")), [
      `imageRelease: is missing, and the pinned one, 1.35.7-20260911, is not for Kubernetes 1.36. ${where}`,
    ]);
    assert.deepEqual(said(imageVersionProblems({ imageRelease: "1.35.9-20260901" }, "1.36")), [
      `imageRelease: "1.35.9-20260901" is not for Kubernetes 1.36. ${where}`,
    ]);
    assert.equal(
      imageVersionProblems({ imageRelease: "1.35.9-20260901" }, "1.3").length,
      1,
      "1.3 is not the beginning of 1.35",
    );
  });

  it("is any on Bottlerocket, whose releases serve every version", () => {
    assert.deepEqual(imageVersionProblems({ operatingSystem: "bottlerocket" }, "1.36"), []);
  });
});
