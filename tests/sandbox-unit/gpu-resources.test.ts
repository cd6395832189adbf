import assert from "node:assert/strict";

import {
  countText,
  gpuCounts,
  heldText,
  sumCounts,
  type GpuCounts,
} from "../../sandbox/summary/gpu-resources";

describe("GPUs in the summary", () => {
  const node = gpuCounts({
    cpu: "4",
    "nvidia.com/gpu": "0",
    "nvidia.com/gpu.shared": "4",
    "nvidia.com/mig-1g.10gb": "7",
    "nvidia.com/gpu.memory": "22888",
  });

  it("are the resources of the device plugin that there are any of", () => {
    assert.deepEqual(node, { "nvidia.com/gpu.shared": 4, "nvidia.com/mig-1g.10gb": 7 });
    assert.deepEqual(gpuCounts(undefined), {});
  });

  it("are added up over pods", () => {
    const pods: readonly GpuCounts[] = [
      { "nvidia.com/gpu": 1 },
      {},
      { "nvidia.com/gpu": 2, "nvidia.com/gpu.shared": 1 },
    ];
    assert.deepEqual(sumCounts(pods), { "nvidia.com/gpu": 3, "nvidia.com/gpu.shared": 1 });
  });

  it("are told by kind", () => {
    assert.equal(heldText({ "nvidia.com/gpu": 8 }, { "nvidia.com/gpu": 2 }), "2 of 8");
    assert.equal(
      heldText(node, { "nvidia.com/gpu.shared": 3 }),
      "3 of 4 shared, 0 of 7 mig-1g.10gb",
    );
    assert.equal(heldText({}, {}), "-");
    assert.equal(countText({ "nvidia.com/gpu.shared": 1 }), "1 shared");
    assert.equal(countText({ "nvidia.com/gpu": 4 }), "4");
    assert.equal(countText({}), "-");
  });
});
