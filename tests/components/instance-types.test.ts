import assert from "node:assert/strict";

import {
  findInstanceType,
  hasNvidiaGpu,
  instanceTypes,
  nearestInstanceTypes,
} from "../../components/nodes/instance-types";

describe("instance types", () => {
  it("hold known facts of a GPU and of a CPU type", () => {
    const g6 = findInstanceType("g6.xlarge");
    assert.equal(g6?.gpuName, "l4");
    assert.equal(g6.gpuCount, 1);
    assert.equal(g6.onDemandUsdPerHour["us-east-1"], 0.8048);
    assert.equal(hasNvidiaGpu(g6), true);

    const m7i = findInstanceType("m7i.xlarge");
    assert.deepEqual(
      [m7i?.acceleratorKind, m7i?.gpuCount, m7i?.vcpu, m7i?.memoryMiB, m7i?.maxPods],
      [null, 0, 4, 16384, 58],
    );
    assert.deepEqual([m7i?.allocatableCpu, m7i?.allocatableMemory], ["3920m", "14162Mi"]);
    assert.equal(m7i?.onDemandUsdPerHour["us-east-1"], 0.2016);
    assert.equal(findInstanceType("m7g.large")?.arch, "arm64");
  });

  it("are unique", () => {
    const names = instanceTypes.map(({ instanceType }) => instanceType);
    assert.equal(new Set(names).size, names.length);
    assert.equal(names.length, 117);
  });

  it("fit their declared shape", () => {
    for (const type of instanceTypes) {
      assert.equal(type.instanceType.split(".")[0], type.family);
      assert.ok(Number.isInteger(type.gpuCount) && type.gpuCount >= 0, type.instanceType);
      assert.equal(typeof type.gpuFractional, "boolean", type.instanceType);
      assert.ok(type.vcpu > 0 && type.memoryMiB > 0 && type.maxPods > 0, type.instanceType);
      assert.match(type.allocatableCpu, /^\d+m$/);
      assert.match(type.allocatableMemory, /^\d+Mi$/);
      assert.equal(type.gpuCount > 0, type.acceleratorKind === "nvidia-gpu" && !type.gpuFractional);
      const prices = Object.values(type.onDemandUsdPerHour);
      assert.ok(
        prices.every((price) => price === null || price > 0),
        type.instanceType,
      );
    }
  });

  it("name what a typing error may have meant", () => {
    assert.deepEqual(nearestInstanceTypes("g5.xlrage"), ["g5.xlarge", "g5.2xlarge", "g5.4xlarge"]);
    assert.equal(findInstanceType("g5.xlrage"), undefined);
  });
});
