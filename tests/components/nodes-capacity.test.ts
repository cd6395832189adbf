import assert from "node:assert/strict";

import { capacityProblems } from "../../components/nodes/capacity-rules";
import type { KarpenterPoolRequest, ManagedPoolRequest } from "../../components/nodes/pool-request";
import { nodePoolProblems } from "../../components/nodes/rules";
import { said } from "../support/recorded";

const managed: ManagedPoolRequest = {
  pool: "any",
  gpu: true,
  instanceTypes: ["p5.48xlarge"],
  scaling: { min: 1, max: 2 },
};
const karpenter: KarpenterPoolRequest = {
  engine: "karpenter",
  pool: "any",
  gpu: true,
  instanceTypes: ["p5.48xlarge"],
  limits: { gpus: 8 },
};
/** What a program without types may give. */
const untyped: object = { ...karpenter, capacity: "capacityBlock" };
const cr = "cr-0123456789abcdef0";

describe("capacity rules", () => {
  const mixed =
    "cannot be one managed group: EKS gives a group one kind of capacity. Use the engine karpenter, which falls back from one to the next, or make a pool for each.";
  const cases: readonly [string, ManagedPoolRequest | KarpenterPoolRequest, string[]][] = [
    [
      "nothing to buy",
      { ...managed, capacity: [] },
      ["capacity: is empty. Write one or more of reserved, spot, onDemand, capacityBlock."],
    ],
    [
      "a Capacity Block by its name with Karpenter",
      untyped as KarpenterPoolRequest,
      [
        'capacity: "capacityBlock" is not a kind of capacity. Karpenter takes the id of a Capacity Block as reserved. Write one or more of reserved, spot, onDemand.',
      ],
    ],
    [
      "one kind twice",
      { ...managed, capacity: ["spot", "spot"] },
      ["capacity: spot, spot names one twice. Remove it."],
    ],
    [
      "spot with a fallback in a managed group",
      { ...managed, capacity: ["spot", "onDemand"] },
      [`capacity: spot, onDemand ${mixed}`],
    ],
    [
      "all three in a managed group",
      { ...managed, capacity: ["reserved", "spot", "onDemand"], capacityReservationIds: [cr] },
      [`capacity: reserved, spot, onDemand ${mixed}`],
    ],
    [
      "a reservation that is not named in a managed group",
      { ...managed, capacity: "reserved" },
      [
        "capacityReservationIds: has 0 ids; a managed group with reserved capacity takes exactly one. Write its id, cr-….",
      ],
    ],
    [
      "two reservations in a managed group",
      { ...managed, capacity: "reserved", capacityReservationIds: [cr, "cr-1"] },
      [
        "capacityReservationIds: has 2 ids; a managed group with reserved capacity takes exactly one. Write its id, cr-….",
      ],
    ],
    [
      "a Capacity Block of two types without an id",
      { ...managed, capacity: "capacityBlock", instanceTypes: ["p5.48xlarge", "p5en.48xlarge"] },
      [
        "capacityReservationIds: has 0 ids; a managed group with capacityBlock capacity takes exactly one. Write its id, cr-….",
        "instanceTypes: has 2 types; a Capacity Block is of one. Write that one.",
      ],
    ],
    [
      "a named reservation with on demand in a managed group",
      { ...managed, capacity: ["reserved", "onDemand"], capacityReservationIds: [cr] },
      [
        "capacityReservationIds: fixes the group to these reservations, so that it cannot go on demand. Write capacity: reserved, or remove the ids: open reservations that fit are used first.",
      ],
    ],
    [
      "reserved without ids with Karpenter",
      { ...karpenter, capacity: ["reserved", "spot"] },
      [
        "capacityReservationIds: is missing: Karpenter uses only reservations that are named. Write their ids, cr-…, or remove reserved from capacity.",
      ],
    ],
    [
      "ids without reserved",
      { ...karpenter, capacityReservationIds: [cr] },
      [
        "capacityReservationIds: names reservations, but capacity does not have reserved. Add it, or remove the ids.",
      ],
    ],
    [
      "ids that are none or twice",
      { ...karpenter, capacity: "reserved", capacityReservationIds: [cr, "odcr-1", cr] },
      [
        'capacityReservationIds[1]: "odcr-1" is not the id of a capacity reservation. Write for instance cr-0123456789abcdef0.',
        `capacityReservationIds[2]: "${cr}" is listed twice. Remove one.`,
      ],
    ],
  ];
  for (const [title, pool, problems] of cases) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(capacityProblems(pool)), problems);
      assert.deepEqual(said(nodePoolProblems(pool)), problems);
    });
  }

  it("let Karpenter fall back, over reservations and blocks by their ids", () => {
    for (const capacity of ["spot", ["reserved"], ["spot", "onDemand", "reserved"]] as const) {
      const ids = [capacity].flat().some((kind) => kind === "reserved") ? [cr, "cr-1"] : [];
      const pool = { ...karpenter, capacity, capacityReservationIds: ids };
      assert.deepEqual(nodePoolProblems(pool), []);
    }
  });
});

describe("Karpenter rules", () => {
  const time = "Write hours, minutes and seconds, for instance 720h or 1h30m";
  const pairs = "Write both, or neither for always.";
  const cases: readonly [string, Partial<KarpenterPoolRequest>, string[]][] = [
    [
      "limits that are none",
      { limits: { gpus: 0, cpus: 1.5, nodes: -1 } },
      [
        "limits.gpus: 0 is not a limit. Write a whole number from 1.",
        "limits.cpus: 1.5 is not a limit. Write a whole number from 1.",
        "limits.nodes: -1 is not a limit. Write a whole number from 1.",
      ],
    ],
    [
      "numbers of GPUs and memory that Karpenter cannot compare",
      {
        instanceTypes: undefined,
        gpuTypes: { names: ["h100"], counts: [8, 0], minMemoryGiB: 0.5 },
      },
      [
        "gpuTypes.counts[1]: 0 is not a number of GPUs. Write a whole number from 1.",
        "gpuTypes.minMemoryGiB: 0.5 is not an amount of memory. Write whole GiB from 1, or leave it out.",
      ],
    ],
    [
      "GPUs without a limit",
      { limits: { nodes: 4 } },
      [
        "limits.gpus: is missing: without it the pool may grow until the account's quota. Write the most GPUs that it may have.",
      ],
    ],
    [
      "a limit of GPUs on a CPU pool",
      { gpu: false, instanceTypes: ["m7i.large"], limits: { gpus: 1, nodes: 1 } },
      [
        "limits.gpus: limits GPUs, but the pool is no GPU pool. Remove it, and write cpus or nodes.",
      ],
    ],
    [
      "a CPU pool without a limit",
      { gpu: false, instanceTypes: ["m7i.large"], limits: {} },
      [
        "limits: has neither cpus nor nodes: without one the pool may grow until the account's quota. Write one.",
      ],
    ],
    [
      "limits that no type of the pool fits into",
      { instanceTypes: ["p5.48xlarge", "g6.48xlarge"], limits: { gpus: 4, cpus: 100 } },
      [
        "limits.gpus: 4 is less than the 8 GPUs of p5.48xlarge, the smallest type of the pool, so nothing could start. Write 8 or more, or name a smaller type.",
        "limits.cpus: 100 is less than the 192 vCPUs of p5.48xlarge, the smallest type of the pool, so nothing could start. Write 192 or more, or name a smaller type.",
      ],
    ],
    [
      "no budget at all",
      { disruption: { budgets: [] } },
      [
        'disruption.budgets: is empty, which limits nothing. Write for instance { nodes: "100%" } to say so, or remove it for 10%.',
      ],
    ],
    [
      "times that are none",
      { disruption: { after: "10 m", expireAfter: "30d", terminationGracePeriod: "Never" } },
      [
        `disruption.after: "10 m" is not a time. ${time}, or Never.`,
        `disruption.expireAfter: "30d" is not a time. ${time}, or Never.`,
        `disruption.terminationGracePeriod: "Never" is not a time. ${time}.`,
      ],
    ],
    [
      "budgets that are none",
      {
        disruption: {
          budgets: [
            { nodes: "101%" },
            { nodes: "1", schedule: "0 8 * * mon-fri" },
            { nodes: "1", duration: "8h" },
            { nodes: "1", schedule: "every day", duration: "1d" },
            { nodes: "1", schedule: "@daily", duration: "" },
          ],
        },
      },
      [
        'disruption.budgets[0].nodes: "101%" is neither a number of nodes nor a percentage. Write for instance "1" or "10%".',
        `disruption.budgets[1]: has a schedule without a duration. ${pairs}`,
        `disruption.budgets[2]: has a duration without a schedule. ${pairs}`,
        'disruption.budgets[3].schedule: "every day" is not a cron text. Write five fields in UTC, for instance "0 8 * * mon-fri".',
        'disruption.budgets[3].duration: "1d" is not a time. Write hours and minutes, for instance 8h or 1h30m.',
        'disruption.budgets[4].duration: "" is not a time. Write hours and minutes, for instance 8h or 1h30m.',
      ],
    ],
    ["weight 0", { weight: 0 }, ["weight: 0 is not a weight. Write a whole number from 1 to 100."]],
    [
      "weight 101",
      { weight: 101 },
      ["weight: 101 is not a weight. Write a whole number from 1 to 100."],
    ],
  ];
  for (const [title, change, problems] of cases) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(nodePoolProblems({ ...karpenter, ...change })), problems);
    });
  }

  it("take the edges", () => {
    for (const weight of [1, 100]) {
      assert.deepEqual(nodePoolProblems({ ...karpenter, weight }), []);
    }
    const disruption = {
      after: "Never",
      expireAfter: "Never",
      terminationGracePeriod: "1h30m10s",
      budgets: [
        { nodes: "0" },
        { nodes: "100%", schedule: "@daily", duration: "8h" },
        { nodes: "5", schedule: "*/5 0-8 1,15 * sun", duration: "1h30m" },
      ],
    };
    assert.deepEqual(nodePoolProblems({ ...karpenter, disruption }), []);
  });
});
