import assert from "node:assert/strict";

import fc from "fast-check";

import {
  hasPlaces,
  migFamilies,
  migGeometryOf,
  slicesOf,
  type MigGeometry,
  type MigLayout,
} from "../../components/gpu/mig";
import { sharingProblems } from "../../components/gpu/rules";
import { findInstanceType, instanceTypes } from "../../components/nodes/instance-types";
import { said } from "../support/recorded";

function geometryOf(instanceType: string): MigGeometry {
  const geometry = migGeometryOf(typeOf(instanceType));
  assert.ok(geometry, `${instanceType} has no MIG`);
  return geometry;
}

function typeOf(instanceType: string): NonNullable<ReturnType<typeof findInstanceType>> {
  const type = findInstanceType(instanceType);
  assert.ok(type, instanceType);
  return type;
}

function migProblems(instanceType: string, mig: MigLayout): string[] {
  return said(sharingProblems("sharing", { mig }, [typeOf(instanceType)]));
}

/** Most instances of one profile on one GPU, from NVIDIA's MIG user guide. */
const eighty = [
  ["1g.10gb", 7],
  ["1g.20gb", 4],
  ["2g.20gb", 3],
  ["3g.40gb", 2],
  ["4g.40gb", 1],
  ["7g.80gb", 1],
] as const;
const h200 = [
  ["1g.18gb", 7],
  ["1g.35gb", 4],
  ["2g.35gb", 3],
  ["3g.71gb", 2],
  ["4g.71gb", 1],
  ["7g.141gb", 1],
] as const;
const table: readonly (readonly [string, readonly (readonly [string, number])[]])[] = [
  [
    "p4d.24xlarge",
    [
      ["1g.5gb", 7],
      ["1g.10gb", 4],
      ["2g.10gb", 3],
      ["3g.20gb", 2],
      ["4g.20gb", 1],
      ["7g.40gb", 1],
    ],
  ],
  ["p4de.24xlarge", eighty],
  ["p5.4xlarge", eighty],
  ["p5.48xlarge", eighty],
  ["p5e.48xlarge", h200],
  ["p5en.48xlarge", h200],
  [
    "p6-b200.48xlarge",
    [
      ["1g.23gb", 7],
      ["1g.45gb", 4],
      ["2g.45gb", 3],
      ["3g.90gb", 2],
      ["4g.90gb", 1],
      ["7g.180gb", 1],
    ],
  ],
  [
    "p6-b300.48xlarge",
    [
      ["1g.34gb", 7],
      ["1g.67gb", 4],
      ["2g.67gb", 3],
      ["3g.135gb", 2],
      ["4g.135gb", 1],
      ["7g.269gb", 1],
    ],
  ],
  [
    "g7e.2xlarge",
    [
      ["1g.24gb", 4],
      ["2g.48gb", 2],
      ["4g.96gb", 1],
    ],
  ],
];

describe("MIG table", () => {
  for (const [instanceType, most] of table) {
    it(`cuts ${instanceType} as NVIDIA does, and no further`, () => {
      const { profiles } = geometryOf(instanceType);
      assert.deepEqual(
        Object.keys(profiles),
        most.map(([profile]) => profile),
      );
      for (const [profile, count] of most) {
        assert.deepEqual(migProblems(instanceType, { [profile]: count }), [], profile);
        const [problem, ...others] = migProblems(instanceType, { [profile]: count + 1 });
        assert.match(problem ?? "", new RegExp(`^sharing\\.mig: ${count + 1} × ${profile} `));
        assert.deepEqual(others, []);
      }
    });
  }

  it("has every type whose GPUs can be cut, but RTX PRO 4500, and no other", () => {
    const cut = instanceTypes.filter((type) => migGeometryOf(type) !== undefined);
    const capable = instanceTypes.filter(({ migCapable }) => migCapable === true);
    assert.deepEqual(
      cut,
      capable.filter(({ gpuName }) => gpuName !== "rtx-pro-4500"),
    );
    assert.deepEqual([...new Set(cut.map(({ family }) => family))].sort(), [...migFamilies].sort());
  });

  const layouts: readonly [string, MigLayout, string | undefined][] = [
    ["p5.48xlarge", { "3g.40gb": 1, "1g.10gb": 4 }, undefined],
    ["p5.48xlarge", { "4g.40gb": 1, "3g.40gb": 1 }, undefined],
    ["p5.48xlarge", { "4g.40gb": 1, "2g.20gb": 1, "1g.10gb": 1 }, undefined],
    ["p5.48xlarge", { "2g.20gb": 3, "1g.10gb": 1 }, undefined],
    ["p5.48xlarge", { "3g.40gb": 1, "2g.20gb": 1, "1g.10gb": 2 }, undefined],
    ["g7e.2xlarge", { "2g.48gb": 1, "1g.24gb": 2 }, undefined],
    [
      "p5.48xlarge",
      { "3g.40gb": 3 },
      "3 × 3g.40gb uses 9 of 7 compute slices and 12 of 8 memory slices of H100 80 GB. Take fewer or smaller instances.",
    ],
    [
      "p4d.24xlarge",
      { "4g.20gb": 2 },
      "2 × 4g.20gb uses 8 of 7 compute slices and 8 of 8 memory slices of A100 40 GB. Take fewer or smaller instances.",
    ],
    [
      "p5.48xlarge",
      { "3g.40gb": 2, "1g.10gb": 1 },
      "2 × 3g.40gb + 1 × 1g.10gb uses 7 of 7 compute slices and 9 of 8 memory slices of H100 80 GB. Take fewer or smaller instances.",
    ],
    ["p5.48xlarge", { "2g.20gb": 2, "3g.40gb": 1 }, undefined],
    ["p5.48xlarge", { "4g.40gb": 1, "1g.20gb": 1, "1g.10gb": 2 }, undefined],
  ];
  for (const [instanceType, layout, reason] of layouts) {
    it(`${reason === undefined ? "takes" : "refuses"} ${JSON.stringify(layout)} on ${instanceType}`, () => {
      assert.deepEqual(
        migProblems(instanceType, layout),
        reason === undefined ? [] : [`sharing.mig: ${reason}`],
      );
    });
  }
});

/** Every set of slices that an independent search can fill; slow, and without any order or shortcut. */
function bruteForce({ profiles }: MigGeometry, layout: MigLayout): boolean {
  const masks = Object.entries(layout).flatMap(([name, count]) => {
    const profile = profiles[name];
    assert.ok(profile, name);
    const places = profile.starts.map((start) => ((1 << profile.memory) - 1) << start);
    return Array.from({ length: count }, () => places);
  });
  let reachable = new Set([0]);
  for (const places of masks) {
    const next = new Set<number>();
    for (const taken of reachable) {
      for (const place of places) if ((taken & place) === 0) next.add(taken | place);
    }
    reachable = next;
  }
  return reachable.size > 0;
}

describe("places of MIG instances", () => {
  const cut = fc.constantFrom(...table.map(([instanceType]) => geometryOf(instanceType)));
  const random = cut.chain((geometry) =>
    fc
      .array(fc.constantFrom(...Object.keys(geometry.profiles)), { minLength: 1, maxLength: 9 })
      .map((names) => {
        const layout: Record<string, number> = {};
        for (const name of names) layout[name] = (layout[name] ?? 0) + 1;
        return { geometry, layout, names };
      }),
  );
  const fewer = (layout: MigLayout, name: string): MigLayout => ({
    ...layout,
    [name]: (layout[name] ?? 0) - 1,
  });
  const more = (layout: MigLayout, name: string): MigLayout => ({
    ...layout,
    [name]: (layout[name] ?? 0) + 1,
  });

  it("are those that an exhaustive search finds", () => {
    const seen = { yes: 0, no: 0 };
    fc.assert(
      fc.property(random, ({ geometry, layout }) => {
        const expected = bruteForce(geometry, layout);
        seen[expected ? "yes" : "no"] += 1;
        assert.equal(hasPlaces(geometry, layout), expected, JSON.stringify(layout));
      }),
      { numRuns: 2000 },
    );
    assert.ok(seen.yes > 200 && seen.no > 200, JSON.stringify(seen));
  });

  it("never need more slices than there are, and stay when an instance goes", () => {
    fc.assert(
      fc.property(random, fc.nat(), ({ geometry, layout, names }, pick) => {
        const name = names[pick % names.length] ?? "";
        if (!hasPlaces(geometry, layout)) {
          assert.equal(hasPlaces(geometry, more(layout, name)), false);
          return;
        }
        const { compute, memory } = slicesOf(geometry, layout);
        assert.ok(memory <= geometry.memorySlices && compute <= geometry.computeSlices);
        assert.equal(hasPlaces(geometry, fewer(layout, name)), true);
      }),
      { numRuns: 2000 },
    );
  });
});
