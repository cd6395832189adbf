import assert from "node:assert/strict";

import { migGeometryOf } from "../../components/gpu/mig";
import {
  findInstanceType,
  hasNvidiaGpu,
  instanceTypes,
} from "../../components/nodes/instance-types";
import { selectInstances, WishError, type InstanceRow } from "../../scripts/instances/selection";

const region = "us-east-1";

const names = (rows: readonly InstanceRow[]): string[] =>
  rows.map(({ instanceType }) => instanceType);

/** Proves what is chosen, and in which order. */
describe("selection of instance types", () => {
  it("has every type with whole NVIDIA GPUs, and only these", () => {
    assert.deepEqual(
      names(selectInstances({ region })).sort(),
      instanceTypes
        .filter(hasNvidiaGpu)
        .map(({ instanceType }) => instanceType)
        .sort(),
    );
  });

  it("has every type with all", () => {
    const rows = selectInstances({ region, all: true });
    assert.equal(rows.length, instanceTypes.length);
    const firstCpu = rows.findIndex(({ gpu }) => gpu === null);
    assert.ok(firstCpu > 0 && rows.slice(firstCpu).every(({ gpu }) => gpu === null));
  });

  it("goes by GPU and then by the price of one, the unknown last", () => {
    const rows = selectInstances({ region });
    assert.deepEqual(
      [...rows].map(({ gpu }) => gpu ?? ""),
      rows.map(({ gpu }) => gpu ?? "").sort(),
    );
    assert.deepEqual(names(selectInstances({ region, gpu: ["h200", "h100"] })), [
      "p5.4xlarge",
      "p5.48xlarge",
      "p5en.48xlarge",
      "p5e.48xlarge",
    ]);
  });

  it("computes a row", () => {
    const [row] = selectInstances({ region, gpu: ["l4"], minGpus: 4, share: 4 });
    assert.deepEqual(row, {
      instanceType: "g6.12xlarge",
      arch: "amd64",
      gpu: "l4",
      gpus: 4,
      gpuMemoryGiB: 22888 / 1024,
      totalGpuMemoryGiB: (22888 / 1024) * 4,
      vcpus: 48,
      memoryGiB: 192,
      mig: false,
      efaInterfaces: 1,
      localNvmeGB: 3760,
      networkGbps: 40,
      usdPerHour: 4.6016,
      usdPerGpuHour: 1.1504,
      usdPerGpuGiBHour: 1.1504 / (22888 / 1024),
      share: { gpuMemoryGiB: 22888 / 1024 / 4, usdPerHour: 0.2876 },
    });
  });

  for (const { title, wishes, holds, count } of [
    {
      title: "memory of one GPU",
      wishes: { minGpuMemory: 80 },
      holds: (row: InstanceRow) => (row.gpuMemoryGiB ?? 0) >= 80,
      count: 13,
    },
    {
      title: "a number of GPUs",
      wishes: { minGpus: 8 },
      holds: (row: InstanceRow) => row.gpus >= 8,
      count: 14,
    },
    {
      title: "MIG",
      wishes: { mig: true },
      holds: (row: InstanceRow) => {
        const type = findInstanceType(row.instanceType);
        return type !== undefined && migGeometryOf(type) !== undefined;
      },
      count: 14,
    },
    {
      title: "EFA",
      wishes: { efa: true },
      holds: (row: InstanceRow) => row.efaInterfaces > 0,
      count: 37,
    },
    {
      title: "local disks",
      wishes: { nvme: true },
      holds: (row: InstanceRow) => row.localNvmeGB > 0,
      count: 54,
    },
    {
      title: "an architecture",
      wishes: { arch: "arm64" as const },
      holds: (row: InstanceRow) => row.instanceType.startsWith("g5g."),
      count: 6,
    },
    {
      title: "a highest price",
      wishes: { maxPrice: 1.006 },
      holds: (row: InstanceRow) => row.usdPerHour !== null && row.usdPerHour <= 1.006,
      count: 8,
    },
    {
      title: "GPUs in any case",
      wishes: { gpu: ["T4", "v100"] },
      holds: (row: InstanceRow) => row.gpu === "t4" || row.gpu === "v100",
      count: 8,
    },
  ]) {
    it(`keeps to ${title}`, () => {
      const chosen = selectInstances({ region, ...wishes });
      assert.equal(chosen.length, count);
      assert.deepEqual(chosen.filter(holds), chosen);
      const left = selectInstances({ region }).filter(
        (row) => !names(chosen).includes(row.instanceType),
      );
      assert.deepEqual(left.filter(holds), []);
    });
  }

  for (const { sort, first, last } of [
    { sort: "price" as const, first: "g5g.xlarge", last: "p5e.48xlarge" },
    { sort: "gpu-price" as const, first: "g5g.xlarge", last: "p5e.48xlarge" },
    { sort: "memory-price" as const, first: "g5g.xlarge", last: "p5e.48xlarge" },
    { sort: "memory" as const, first: "g5g.xlarge", last: "p6-b300.48xlarge" },
  ]) {
    it(`sorts by ${sort}`, () => {
      const rows = selectInstances({ region, sort });
      const keys = {
        price: (row: InstanceRow) => row.usdPerHour,
        "gpu-price": (row: InstanceRow) => row.usdPerGpuHour,
        "memory-price": (row: InstanceRow) => row.usdPerGpuGiBHour,
        memory: (row: InstanceRow) => row.gpuMemoryGiB,
      };
      const values = rows.map((row) => keys[sort](row) ?? Infinity);
      assert.ok(values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0)));
      assert.deepEqual([names(rows)[0], names(rows).at(-1)], [first, last]);
    });
  }

  for (const { wishes, message } of [
    {
      wishes: { gpu: ["l4", "h10"] },
      message:
        '--gpu: "h10" is not a GPU of the table. Did you mean "h100"? Write one or more of a100, a10g, b200, b300, h100, h200, l4, l40s, rtx-pro-4500, rtx-pro-server-6000, t4, t4g, v100.',
    },
    {
      wishes: { gpu: ["inferentia2"] },
      message:
        '--gpu: "inferentia2" is not a GPU of the table. Write one or more of a100, a10g, b200, b300, h100, h200, l4, l40s, rtx-pro-4500, rtx-pro-server-6000, t4, t4g, v100.',
    },
    {
      wishes: { region: "eu-west-1" },
      message:
        '--region: the table has no prices of "eu-west-1". Write us-east-1, and compare with the price list of AWS for your region.',
    },
    {
      wishes: { share: 1 },
      message:
        "--share: 1 is not a number of pods that can share a GPU. Write a whole number from 2 to 48.",
    },
    {
      wishes: { share: 2.5 },
      message:
        "--share: 2.5 is not a number of pods that can share a GPU. Write a whole number from 2 to 48.",
    },
  ]) {
    it(`refuses ${JSON.stringify(wishes)}`, () => {
      assert.throws(() => selectInstances({ region, ...wishes }), new WishError(message));
    });
  }

  it("takes names of Neuron devices with all", () => {
    assert.deepEqual(names(selectInstances({ region, all: true, gpu: ["trainium2"] })), [
      "trn2.48xlarge",
    ]);
  });
});
