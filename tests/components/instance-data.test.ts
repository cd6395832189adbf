import assert from "node:assert/strict";

import {
  findInstanceType,
  gpuNames,
  gpuPrices,
  hardwareSource,
  hasNvidiaGpu,
  instanceTypes,
  PRICE_STALE_AFTER_DAYS,
  priceRegions,
  priceSource,
  staleness,
} from "../../components/nodes/instance-types";

/** Proves where the table says that it comes from, and what follows from its prices. Not that AWS still asks them. */
describe("instance data", () => {
  it("names its sources and their dates", () => {
    assert.equal(priceSource.date, "2026-07-20");
    assert.match(priceSource.source, /zz_generated\.pricing_aws\.go/);
    assert.equal(hardwareSource.date, "2026-08-21");
    assert.match(hardwareSource.source, /instance-types\.md/);
  });

  it("has prices of the regions that it names, and of no others", () => {
    assert.deepEqual(priceRegions, ["us-east-1"]);
    for (const { instanceType, onDemandUsdPerHour } of instanceTypes) {
      assert.deepEqual(Object.keys(onDemandUsdPerHour), priceRegions, instanceType);
    }
  });

  for (const { today, days, stale } of [
    { today: "2026-07-19T23:59:59Z", days: -1, stale: false },
    { today: "2026-07-20T00:00:00Z", days: 0, stale: false },
    { today: "2026-07-20T23:59:59Z", days: 0, stale: false },
    { today: "2027-01-16T23:59:59Z", days: 180, stale: false },
    { today: "2027-01-17T00:00:00Z", days: 181, stale: true },
  ]) {
    it(`is ${stale ? "stale" : "not stale"} on ${today}`, () => {
      assert.deepEqual(staleness(new Date(today)), { days, stale });
    });
  }

  it("counts as stale after half a year", () => {
    assert.equal(PRICE_STALE_AFTER_DAYS, 180);
  });

  it("names every GPU that a pod can hold whole, and no other accelerator", () => {
    assert.deepEqual(gpuNames, [
      "a100",
      "a10g",
      "b200",
      "b300",
      "h100",
      "h200",
      "l4",
      "l40s",
      "rtx-pro-4500",
      "rtx-pro-server-6000",
      "t4",
      "t4g",
      "v100",
    ]);
  });

  for (const { name, region = "us-east-1", prices } of [
    { name: "g6.12xlarge", prices: [4.6016, 1.1504, 0.05147] },
    { name: "p5.4xlarge", prices: [6.88, 6.88, 0.086] },
    // No list price.
    { name: "p5e.48xlarge", prices: [undefined, undefined, undefined] },
    // No whole GPU.
    { name: "g6f.xlarge", prices: [0.2375, undefined, undefined] },
    { name: "m7i.xlarge", prices: [0.2016, undefined, undefined] },
    { name: "g6.xlarge", region: "eu-west-1", prices: [undefined, undefined, undefined] },
  ]) {
    it(`computes the prices of ${name} in ${region}`, () => {
      const type = findInstanceType(name);
      assert.ok(type);
      const { perHour, perGpuHour, perGpuGiBHour } = gpuPrices(type, region);
      assert.deepEqual(
        [perHour, perGpuHour, perGpuGiBHour && Number(perGpuGiBHour.toFixed(5))],
        prices,
      );
    });
  }

  it("makes up the price of an instance from those of its GPUs", () => {
    for (const type of instanceTypes.filter(hasNvidiaGpu)) {
      const { perHour, perGpuHour, perGpuGiBHour } = gpuPrices(type, "us-east-1");
      if (perHour === undefined) continue;
      const GiB = (type.gpuMemoryMiBPerGpu ?? 0) / 1024;
      assert.ok(Math.abs((perGpuHour ?? 0) * type.gpuCount - perHour) < 1e-9, type.instanceType);
      assert.ok(
        Math.abs((perGpuGiBHour ?? 0) * GiB * type.gpuCount - perHour) < 1e-9,
        type.instanceType,
      );
    }
  });
});
