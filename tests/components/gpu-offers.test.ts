import assert from "node:assert/strict";

import { gpuOffers, type OfferingPool } from "../../components/gpu/offers";
import { findInstanceType } from "../../components/nodes/instance-types";

function pool(names: readonly string[], change: Partial<OfferingPool> = {}): OfferingPool {
  const types = names.flatMap((name) => findInstanceType(name) ?? []);
  assert.equal(types.length, names.length);
  return { pool: "any", types, ...change };
}

describe("GPU offers of a pool", () => {
  it("are none without a whole GPU", () => {
    assert.deepEqual(gpuOffers(pool(["m7i.large"])), []);
    assert.deepEqual(gpuOffers(pool(["g6f.xlarge"])), []);
    assert.deepEqual(gpuOffers(pool([])), []);
  });

  it("are whole GPUs where nothing is shared, as many as one can count on", () => {
    const types = ["g6.xlarge", "g6.12xlarge", "g4dn.xlarge"];
    const [managed] = gpuOffers(pool(types));
    assert.equal(managed?.perNode, 1, "EKS may start any of them");
    assert.deepEqual(gpuOffers(pool(types, { engine: "karpenter" })), [
      {
        pool: "any",
        gpuNames: ["l4", "t4"],
        resource: "nvidia.com/gpu",
        sharing: "none",
        perGpu: 1,
        perNode: 4,
        memoryMiB: 16_384,
        taints: [],
        spot: false,
      },
    ]);
  });

  const parts = [
    [{ timeSlicing: 4 }, "timeSlicing", 4, 16, 5722],
    [{ mps: 8 }, "mps", 8, 32, 2861],
  ] as const;
  for (const [sharing, name, perGpu, perNode, memoryMiB] of parts) {
    it(`are parts of GPUs with ${name}`, () => {
      const taints = [{ key: "a", effect: "NoSchedule" }] as const;
      assert.deepEqual(gpuOffers(pool(["g6.12xlarge"], { sharing, taints })), [
        {
          pool: "any",
          gpuNames: ["l4"],
          resource: "nvidia.com/gpu.shared",
          sharing: name,
          perGpu,
          perNode,
          memoryMiB,
          taints,
          spot: false,
        },
      ]);
    });
  }

  it("are one for each profile with MIG", () => {
    const mig = { "3g.40gb": 1, "1g.10gb": 4 };
    const common = { pool: "any", gpuNames: ["h100"], sharing: "mig", taints: [], spot: true };
    assert.deepEqual(
      gpuOffers(pool(["p5.48xlarge"], { sharing: { mig }, capacity: ["reserved", "spot"] })),
      [
        {
          ...common,
          resource: "nvidia.com/mig-3g.40gb",
          migProfile: "3g.40gb",
          perGpu: 1,
          perNode: 8,
          memoryMiB: 40_960,
        },
        {
          ...common,
          resource: "nvidia.com/mig-1g.10gb",
          migProfile: "1g.10gb",
          perGpu: 4,
          perNode: 32,
          memoryMiB: 10_240,
        },
      ],
    );
  });
});
