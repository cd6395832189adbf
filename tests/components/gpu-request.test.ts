import assert from "node:assert/strict";

import { gpuOffers, type GpuOffer, type OfferingPool } from "../../components/gpu/offers";
import { placeGpuRequest, type GpuRequest } from "../../components/gpu/request";
import { findInstanceType } from "../../components/nodes/instance-types";
import { said } from "../support/recorded";

function offersOf(
  name: string,
  instanceTypes: readonly string[],
  change: Partial<OfferingPool> = {},
): GpuOffer[] {
  const types = instanceTypes.flatMap((type) => findInstanceType(type) ?? []);
  assert.equal(types.length, instanceTypes.length);
  return gpuOffers({ pool: name, types, ...change });
}

const own = { key: "example.com/dedicated", value: "search", effect: "NoSchedule" } as const;
const offers: readonly GpuOffer[] = [
  ...offersOf("gpu", ["g6.xlarge"]),
  ...offersOf("elastic", ["g6.12xlarge"]),
  ...offersOf("either", ["g6.xlarge", "g5.xlarge"]),
  ...offersOf("search", ["g6.xlarge"], { taints: [own] }),
  ...offersOf("shared", ["g6.xlarge"], { sharing: { timeSlicing: 4 } }),
  ...offersOf("mps", ["g6.xlarge"], { sharing: { mps: 4 } }),
  ...offersOf("mig", ["p5.48xlarge"], { sharing: { mig: { "3g.40gb": 1, "1g.10gb": 4 } } }),
];
const bear = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule", operator: "Equal" };

describe("placement of a GPU request", () => {
  const placed: readonly [string, GpuRequest, string, number, string[], object[]][] = [
    ["a 1g.10gb slice", { migProfile: "1g.10gb" }, "nvidia.com/mig-1g.10gb", 1, ["mig"], [bear]],
    [
      "a slice of a GPU by name",
      { migProfile: "3g.40gb", name: "h100" },
      "nvidia.com/mig-3g.40gb",
      1,
      ["mig"],
      [bear],
    ],
    [
      "a quarter of an L4",
      { name: "l4", fraction: "1/4" },
      "nvidia.com/gpu.shared",
      1,
      ["shared", "mps"],
      [bear],
    ],
    [
      "a quarter of an L4 that has its own memory limit",
      { fraction: "1/4", pool: "mps" },
      "nvidia.com/gpu.shared",
      1,
      ["mps"],
      [bear],
    ],
    ["a whole L4", { name: "l4" }, "nvidia.com/gpu", 1, ["gpu", "elastic"], [bear]],
    ["four on one node", { name: "l4", count: 4 }, "nvidia.com/gpu", 4, ["elastic"], [bear]],
    ["whatever a pool has", { pool: "either" }, "nvidia.com/gpu", 1, ["either"], [bear]],
    [
      "whatever a shared pool has",
      { pool: "shared" },
      "nvidia.com/gpu.shared",
      1,
      ["shared"],
      [bear],
    ],
    [
      "a pool that is reserved by a taint, by its name",
      { name: "l4", pool: "search" },
      "nvidia.com/gpu",
      1,
      ["search"],
      [bear, { ...own, operator: "Equal" }],
    ],
  ];
  for (const [title, request, resource, count, pools, tolerations] of placed) {
    it(`finds ${title}`, () => {
      assert.deepEqual(placeGpuRequest(request, offers), {
        problems: [],
        placement: { resource, count, pools, tolerations },
      });
    });
  }

  it("bears a taint without a value by its key, and each taint once", () => {
    const taints = [{ key: "a", effect: "NoExecute" } as const, own, own];
    const { placement } = placeGpuRequest({ pool: "b" }, offersOf("b", ["g6.xlarge"], { taints }));
    assert.deepEqual(placement?.tolerations, [
      bear,
      { key: "a", effect: "NoExecute", operator: "Exists" },
      { ...own, operator: "Equal" },
    ]);
  });

  const list =
    "whole l4 (pool gpu); whole l4 (pool elastic); whole l4 or a10g (pool either); whole l4 (pool search); 1/4 l4 (pool shared); 1/4 l4 (pool mps); 3g.40gb h100 (pool mig); 1g.10gb h100 (pool mig)";
  const none = (asked: string): string =>
    `asks for ${asked}, which no pool offers. Offered: ${list}. Ask for one of these, or add a pool.`;
  const names =
    "a100, a10g, b200, b300, h100, h200, l4, l40s, rtx-pro-4500, rtx-pro-server-6000, t4, t4g, v100";
  const whole =
    "is not a number of GPUs that a pod can hold. Write a whole number from 1, or leave gpu out; for a part of a GPU write fraction or migProfile.";
  const refused: readonly [string, GpuRequest, string[]][] = [
    [
      "nothing",
      {},
      [": does not say which GPU. Write name, migProfile or pool, for instance name: l4."],
    ],
    [
      "a part alone",
      { fraction: "1/4" },
      [": does not say which GPU. Write name, migProfile or pool, for instance name: l4."],
    ],
    [
      "a part of a slice",
      { migProfile: "1g.10gb", fraction: "1/2" },
      ["fraction: stands beside migProfile, and a MIG instance is not shared further. Remove one."],
    ],
    [
      "a part that is none, of none",
      { name: "l4", fraction: "1/1", count: 0 },
      ['fraction: "1/1" is not a part of a GPU. Write 1/2, 1/3 and so on.', `count: 0 ${whole}`],
    ],
    ["half a GPU", { name: "l4", count: 0.5 }, [`count: 0.5 ${whole}`]],
    [
      "a GPU that is not known",
      { name: "l4s" },
      [`name: "l4s" is not a GPU that is known here. Did you mean "l4"? Write one of ${names}.`],
    ],
    [
      "a pool that is not known",
      { pool: "elastik" },
      [
        'pool: "elastik" is not a GPU pool. Did you mean "elastic"? Write one of gpu, elastic, either, search, shared, mps, mig.',
      ],
    ],
    ["an offer that is none", { name: "t4" }, [`: ${none("t4")}`]],
    ["a part that is none", { name: "l4", fraction: "1/8" }, [`: ${none("1/8 l4")}`]],
    [
      "a slice of another pool",
      { migProfile: "1g.10gb", pool: "gpu" },
      [`: ${none("1g.10gb on pool gpu")}`],
    ],
    ["a whole GPU of a cut one", { name: "h100" }, [`: ${none("h100")}`]],
    [
      "one GPU of a pool of two kinds",
      { name: "a10g", pool: "either" },
      [`: ${none("a10g on pool either")}`],
    ],
    [
      "whichever slice",
      { pool: "mig" },
      [
        ': pool "mig" offers nvidia.com/mig-3g.40gb and nvidia.com/mig-1g.10gb. Write migProfile to say which.',
      ],
    ],
    [
      "two parts",
      { name: "l4", fraction: "1/4", count: 2 },
      [
        "count: 2 shares are no larger part: each is a turn on some GPU, and the device plugin refuses pods with more than one. Write 1, or use a pool with fewer than 4 shares a GPU.",
      ],
    ],
    [
      "two slices",
      { migProfile: "1g.10gb", count: 2 },
      [
        "count: 2 MIG instances do not add up: a CUDA process uses one. Write 1, and a larger profile than 1g.10gb.",
      ],
    ],
    [
      "more than a node has",
      { name: "l4", count: 8 },
      [
        "count: 8 GPUs do not fit on one node: the largest of pool gpu, elastic has 4. Write at most 4, or give the pool a larger instance type, for instance g6.48xlarge.",
      ],
    ],
    [
      "more than a small pool has",
      { pool: "gpu", count: 2 },
      [
        "count: 2 GPUs do not fit on one node: the largest of pool gpu has 1. Write at most 1, or give the pool a larger instance type, for instance g6.12xlarge or g6.24xlarge.",
      ],
    ],
    [
      "more than any node has",
      { name: "l4", count: 9 },
      [
        "count: 9 GPUs do not fit on one node: the largest of pool gpu, elastic has 4. Write at most 4, or give the pool a larger instance type.",
      ],
    ],
  ];
  for (const [title, request, problems] of refused) {
    it(`refuses ${title}`, () => {
      const result = placeGpuRequest(request, offers);
      assert.deepEqual(said(result.problems), problems);
      assert.equal(result.placement, undefined);
    });
  }

  it("says so where there is no GPU pool at all", () => {
    assert.deepEqual(said(placeGpuRequest({ name: "l4", fraction: "1/4" }, []).problems), [
      ": asks for 1/4 l4, but no node pool has GPUs. Add one to nodePools with gpu: true.",
    ]);
    assert.deepEqual(said(placeGpuRequest({ pool: "gpu" }, []).problems), [
      'pool: "gpu" is not a GPU pool, and there is none. Add one to nodePools with gpu: true.',
    ]);
  });
});
