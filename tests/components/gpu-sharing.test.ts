import assert from "node:assert/strict";

import fc from "fast-check";

import { MAXIMUM_SHARES, sharingProblems } from "../../components/gpu/rules";
import {
  sharingConfigName,
  sharingLabels,
  type UncheckedGpuSharing,
} from "../../components/gpu/sharing";
import { findInstanceType } from "../../components/nodes/instance-types";
import { said } from "../support/recorded";

function problems(sharing: UncheckedGpuSharing, ...names: string[]): string[] {
  const types = names.flatMap((name) => findInstanceType(name) ?? []);
  assert.equal(types.length, names.length);
  return said(sharingProblems("sharing", sharing, types));
}

const shares = "is not a number of pods that can share a GPU. Write a whole number from 2 to";
const one = "1 pod on a GPU is no sharing. Write 2 or more, or leave sharing out.";
const profiles80 = "1g.10gb, 1g.20gb, 2g.20gb, 3g.40gb, 4g.40gb, 7g.80gb";
const families = "p4d, p4de, p5, p5e, p5en, p6-b200, p6-b300, g7e";

describe("sharing rules", () => {
  const cases: readonly [UncheckedGpuSharing, string, string[]][] = [
    [{ timeSlicing: 2 }, "g6.xlarge", []],
    [{ timeSlicing: 48 }, "g6.xlarge", []],
    [{ timeSlicing: 48 }, "p3dn.24xlarge", []],
    [{ mps: 48 }, "g4dn.xlarge", []],
    [{ mps: 16 }, "p3dn.24xlarge", []],
    [{ mig: { "1g.10gb": 7 } }, "p5.48xlarge", []],
    [{ timeSlicing: 0 }, "g6.xlarge", [`sharing.timeSlicing: 0 ${shares} 48.`]],
    [{ timeSlicing: 1 }, "g6.xlarge", [`sharing.timeSlicing: ${one}`]],
    [{ timeSlicing: -1 }, "g6.xlarge", [`sharing.timeSlicing: -1 ${shares} 48.`]],
    [{ timeSlicing: 1.5 }, "g6.xlarge", [`sharing.timeSlicing: 1.5 ${shares} 48.`]],
    [{ timeSlicing: 49 }, "g6.xlarge", [`sharing.timeSlicing: 49 ${shares} 48.`]],
    [{ timeSlicing: 1000 }, "g6.xlarge", [`sharing.timeSlicing: 1000 ${shares} 48.`]],
    [{ timeSlicing: NaN }, "g6.xlarge", [`sharing.timeSlicing: NaN ${shares} 48.`]],
    [{ mps: 0 }, "g6.xlarge", [`sharing.mps: 0 ${shares} 48.`]],
    [{ mps: 1 }, "g6.xlarge", [`sharing.mps: ${one}`]],
    [{ mps: -1 }, "g6.xlarge", [`sharing.mps: -1 ${shares} 48.`]],
    [{ mps: 1.5 }, "g6.xlarge", [`sharing.mps: 1.5 ${shares} 48.`]],
    [{ mps: 1000 }, "g6.xlarge", [`sharing.mps: 1000 ${shares} 48.`]],
    [{ mps: 17 }, "p3dn.24xlarge", [`sharing.mps: 17 ${shares} 16.`]],
    [
      {},
      "g6.xlarge",
      [
        "sharing: says nothing. Write one of timeSlicing, mps, mig, or leave sharing out for whole GPUs.",
      ],
    ],
    [
      { timeSlicing: 2, mps: 2 },
      "g6.xlarge",
      ["sharing: has timeSlicing and mps: the device plugin of a node does one of them. Keep one."],
    ],
    [
      { mps: 2, mig: { "1g.10gb": 7 } },
      "p5.48xlarge",
      ["sharing: has mps and mig: MPS does not run on MIG instances. Keep one."],
    ],
    [
      { timeSlicing: 2, mig: { "1g.10gb": 7 } },
      "p5.48xlarge",
      [
        "sharing: has timeSlicing and mig: a node whose GPUs are all cut has no whole GPU left to take turns on. Keep one.",
      ],
    ],
    [
      { timeSlicing: 2, mps: 2, mig: { "1g.10gb": 7 } },
      "p5.48xlarge",
      ["sharing: has timeSlicing, mps, mig. Keep one."],
    ],
    [
      { mig: {} },
      "p5.48xlarge",
      [
        'sharing.mig: is empty. Name a profile and how many of it a GPU gets, for instance "1g.10gb": 7.',
      ],
    ],
    [
      { mig: { "1g.5gb": 7, "3g.40gb": 0, "2g.20gb": 1.5 } },
      "p5.48xlarge",
      [
        `sharing.mig.1g.5gb: "1g.5gb" is not a MIG profile of p5.48xlarge (H100 80 GB). Did you mean "1g.10gb"? Valid: ${profiles80}.`,
        "sharing.mig.3g.40gb: 0 is not a number of instances. Write a whole number from 1, or remove the profile.",
        "sharing.mig.2g.20gb: 1.5 is not a number of instances. Write a whole number from 1, or remove the profile.",
      ],
    ],
  ];
  for (const [sharing, type, expected] of cases) {
    it(`${expected.length === 0 ? "take" : "refuse"} ${JSON.stringify(sharing)} on ${type}`, () => {
      assert.deepEqual(problems(sharing, type), expected);
    });
  }

  const uncut = [
    ["g4dn.xlarge", "t4", "has no MIG"],
    ["g5.xlarge", "a10g", "has no MIG"],
    ["g5g.xlarge", "t4g", "has no MIG"],
    ["g6.xlarge", "l4", "has no MIG"],
    ["g6e.xlarge", "l40s", "has no MIG"],
    ["p3dn.24xlarge", "v100", "has no MIG"],
    ["g7.2xlarge", "rtx-pro-4500", "the GPU Operator has no MIG configuration for"],
  ] as const;
  for (const [type, gpu, why] of uncut) {
    it(`refuse MIG on ${type}`, () => {
      assert.deepEqual(problems({ mig: { "1g.10gb": 1 } }, type), [
        `sharing.mig: ${type} has the GPU ${gpu}, which ${why}. Use timeSlicing or mps, or a type of ${families}.`,
      ]);
    });
  }

  it("hold for every type of a pool: the oldest GPU limits MPS, each must have the profiles", () => {
    assert.deepEqual(problems({ mps: 17 }, "g6.xlarge", "p3dn.24xlarge"), [
      `sharing.mps: 17 ${shares} 16.`,
    ]);
    assert.deepEqual(problems({ mig: { "1g.10gb": 7 } }, "p4de.24xlarge", "p5.48xlarge"), []);
    assert.deepEqual(problems({ mig: { "1g.10gb": 7 } }, "p5.48xlarge", "p4d.24xlarge"), [
      "sharing.mig: 7 × 1g.10gb uses 7 of 7 compute slices and 14 of 8 memory slices of A100 40 GB. Take fewer or smaller instances.",
    ]);
  });
});

describe("name of a sharing", () => {
  const share = fc.integer({ min: 2, max: MAXIMUM_SHARES });
  const mig = fc
    .dictionary(
      fc.constantFrom("1g.10gb", "1g.20gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb"),
      fc.integer({ min: 1, max: 7 }),
      { minKeys: 1, maxKeys: 3 },
    )
    .map((layout) => ({ mig: layout }));
  const sharing: fc.Arbitrary<UncheckedGpuSharing> = fc.oneof(
    share.map((timeSlicing) => ({ timeSlicing })),
    share.map((mps) => ({ mps })),
    mig,
  );

  it("is one that labels and keys of ConfigMaps take, and tells sharings apart", () => {
    assert.deepEqual(
      [{ timeSlicing: 4 }, { mps: 8 }, { mig: { "3g.40gb": 1, "1g.10gb": 4 } }].map(
        sharingConfigName,
      ),
      ["time-slicing-4", "mps-8", "mig-1g.10gb-4-3g.40gb-1"],
    );
    fc.assert(
      fc.property(sharing, sharing, (left, right) => {
        const [name, other] = [sharingConfigName(left), sharingConfigName(right)];
        assert.match(name, /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/);
        const sorted = (value: UncheckedGpuSharing): string =>
          JSON.stringify([value.timeSlicing, value.mps, Object.entries(value.mig ?? {}).sort()]);
        assert.equal(name === other, sorted(left) === sorted(right));
      }),
      { numRuns: 1000 },
    );
  });

  it("is the value of the label that the agent of that sharing reads", () => {
    assert.deepEqual(sharingLabels(undefined), {});
    assert.deepEqual(sharingLabels({ timeSlicing: 4 }), {
      "nvidia.com/device-plugin.config": "time-slicing-4",
    });
    assert.deepEqual(sharingLabels({ mig: { "1g.10gb": 7 } }), {
      "nvidia.com/mig.config": "mig-1g.10gb-7",
    });
  });
});
