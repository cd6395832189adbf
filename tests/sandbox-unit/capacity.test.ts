import assert from "node:assert/strict";

import {
  type Capacity,
  type CapacityOptions,
  capacityText,
  changedCapacity,
} from "../../sandbox/commands/capacity";
import type { JsonObject } from "../../sandbox/controlplane/json-merge";
import { karpenterEnvironment } from "../../sandbox/controlplane/karpenter";

const nothing: Capacity = { unavailable: [], reservations: {} };
const reserved = { reservation: "cr-1", type: "p5.48xlarge", zone: "us-east-1a" };

describe("capacity of the simulated EC2", () => {
  it("adds a shortage once, and a restore ends all of them but no reservation", () => {
    const spot = { capacityType: "spot", instanceType: "g6.xlarge", zone: "us-east-1a" } as const;
    const options = { unavailable: "spot", type: "g6.xlarge", zone: "us-east-1a" } as const;
    const once = changedCapacity(changedCapacity(nothing, reserved), options);
    assert.deepEqual(once.unavailable, [spot]);
    assert.deepEqual(changedCapacity(once, options), once);
    const both = changedCapacity(once, { unavailable: "on-demand" });
    assert.deepEqual(both.unavailable, [spot, { capacityType: "on-demand" }]);
    assert.deepEqual(changedCapacity(both, { restore: true }), {
      unavailable: [],
      reservations: {
        "cr-1": { instanceType: "p5.48xlarge", zone: "us-east-1a", count: 1 },
      },
    });
  });

  it("replaces a reservation of the same id", () => {
    const one = changedCapacity(nothing, reserved);
    const two = changedCapacity(one, { ...reserved, count: "2" });
    assert.deepEqual(Object.keys(two.reservations), ["cr-1"]);
    assert.equal(two.reservations["cr-1"]?.count, 2);
  });

  it("changes nothing without options", () => {
    assert.equal(changedCapacity(nothing, {}), nothing);
  });

  it("is shown as tables", () => {
    assert.equal(
      capacityText(nothing),
      "Unavailable in the simulated EC2\n  nothing: every launch succeeds\n\nCapacity reservations\n  none",
    );
    const text = capacityText(changedCapacity(nothing, { unavailable: "spot" }));
    assert.equal(text.split("\n")[2], "  spot      all            all");
  });

  const refused: [string, CapacityOptions, string][] = [
    [
      "two actions",
      { unavailable: "spot", restore: true },
      "--unavailable, --reservation and --restore exclude each other: give one of them.",
    ],
    [
      "details of nothing",
      { type: "g6.xlarge" },
      "--type, --zone and --count say more about --unavailable or --reservation: give one of those too.",
    ],
    [
      "the size of a shortage",
      { unavailable: "spot", count: "2" },
      "--count is the size of a reservation: give --reservation too.",
    ],
    [
      "an unknown type",
      { unavailable: "spot", type: "g9.xlarge" },
      "--type: 'g9.xlarge' is not in components/nodes/instance-table.json: give a type of that table, for instance g6.xlarge.",
    ],
    [
      "a region as zone",
      { unavailable: "spot", zone: "us-east-1" },
      "--zone: 'us-east-1' is no availability zone: write it as in us-east-1a.",
    ],
    [
      "a reservation without type",
      { reservation: "cr-1", zone: "us-east-1a" },
      "--reservation cr-1: give --type and --zone too: a reservation is for one instance type in one zone.",
    ],
    [
      "another id",
      { ...reserved, reservation: "r-1" },
      "--reservation: 'r-1' is no id of a capacity reservation: write cr- and digits or small letters, as in cr-0123456789abcdef0.",
    ],
    ["a count of zero", { ...reserved, count: "0" }, "--count: '0' is not a whole number above 0."],
  ];
  for (const [what, options, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => changedCapacity(nothing, options), { name: "CapacityError", message });
    });
  }
});

describe("environment of Karpenter", () => {
  it("has the settings of the chart's values under the names of the chart's template", () => {
    const values: JsonObject = {
      settings: {
        clusterName: "dev",
        batchIdleDuration: "2s",
        vmMemoryOverheadPercent: 0.05,
        interruptionQueue: "not used here",
        featureGates: { reservedCapacity: false, nodeOverlay: true },
      },
      logLevel: "debug",
      controller: { env: [{ name: "KUBE_CLIENT_QPS", value: "50" }, { name: "SECRET" }] },
    };
    assert.deepEqual(karpenterEnvironment({ namespace: "kube-system", values }), {
      CLUSTER_NAME: "dev",
      BATCH_IDLE_DURATION: "2s",
      VM_MEMORY_OVERHEAD_PERCENT: "0.05",
      LOG_LEVEL: "debug",
      FEATURE_GATES:
        "NodeRepair=false,NodeOverlay=true,ReservedCapacity=false,SpotToSpotConsolidation=false,StaticCapacity=false,CapacityBuffer=false",
      SYSTEM_NAMESPACE: "kube-system",
      KUBE_CLIENT_QPS: "50",
    });
  });
});
