import assert from "node:assert/strict";

import fc from "fast-check";

import { findInstanceType, instanceTypes } from "../../components/nodes/instance-types";
import { amiTypeOf, planManagedPool } from "../../components/nodes/managed-plan";
import { matchingTypes, planPool } from "../../components/nodes/plan";
import type { ManagedPoolRequest, NodeTaint } from "../../components/nodes/pool-request";
import { nodePoolProblems } from "../../components/nodes/rules";
import { versions } from "../../components/versions";

const gpuTaint: NodeTaint = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" };
const label = { "inference-platform.io/node-pool": "any" };

const cpu: ManagedPoolRequest = {
  pool: "any",
  instanceTypes: ["m7i.large"],
  scaling: { min: 1, max: 2 },
};
const gpu: ManagedPoolRequest = { ...cpu, instanceTypes: ["g6.xlarge"], gpu: true };

describe("plan of a managed pool", () => {
  const images = [
    ["al2023", "amd64", false, "AL2023_x86_64_STANDARD"],
    ["al2023", "amd64", true, "AL2023_x86_64_NVIDIA"],
    ["al2023", "arm64", false, "AL2023_ARM_64_STANDARD"],
    ["al2023", "arm64", true, "AL2023_ARM_64_NVIDIA"],
    ["bottlerocket", "amd64", false, "BOTTLEROCKET_x86_64"],
    ["bottlerocket", "amd64", true, "BOTTLEROCKET_x86_64_NVIDIA"],
    ["bottlerocket", "arm64", false, "BOTTLEROCKET_ARM_64"],
    ["bottlerocket", "arm64", true, "BOTTLEROCKET_ARM_64_NVIDIA"],
  ] as const;
  const ofKind = {
    amd64: { cpu: "m7i.large", gpu: "g6.xlarge" },
    arm64: { cpu: "m7g.large", gpu: "g5g.xlarge" },
  };
  for (const [operatingSystem, arch, hasGpu, amiType] of images) {
    it(`takes ${amiType} for ${operatingSystem} on ${arch} ${hasGpu ? "with" : "without"} GPUs`, () => {
      assert.equal(amiTypeOf({ operatingSystem, arch, gpu: hasGpu }), amiType);
      const instanceType = ofKind[arch][hasGpu ? "gpu" : "cpu"];
      const plan = planManagedPool({ ...cpu, operatingSystem, instanceTypes: [instanceType] });
      assert.deepEqual([plan.amiType, plan.gpu, plan.arch], [amiType, hasGpu, arch]);
    });
  }

  it("is this for a CPU pool where nothing is said", () => {
    assert.deepEqual(planManagedPool(cpu), {
      types: [findInstanceType("m7i.large")],
      gpu: false,
      arch: "amd64",
      operatingSystem: "al2023",
      capacity: ["onDemand"],
      diskSizeGiB: 50,
      labels: label,
      taints: [],
      offers: [],
      amiType: "AL2023_x86_64_STANDARD",
      imageRelease: "1.35.7-20260911",
      capacityType: "ON_DEMAND",
      volumes: [{ deviceName: "/dev/xvda", sizeGiB: 50 }],
      userData: undefined,
      eksTaints: [],
      efaInterfaces: [],
      reservation: { preference: "none" },
    });
  });

  it("gives a GPU pool room for two images, the taint in both forms, and its offer", () => {
    const plan = planManagedPool(gpu);
    assert.deepEqual(plan.volumes, [{ deviceName: "/dev/xvda", sizeGiB: 200 }]);
    assert.deepEqual(plan.labels, label);
    assert.deepEqual(plan.taints, [gpuTaint]);
    assert.deepEqual(plan.eksTaints, [
      { key: "nvidia.com/gpu", value: "present", effect: "NO_SCHEDULE" },
    ]);
    assert.deepEqual(plan.offers, [
      {
        pool: "any",
        gpuNames: ["l4"],
        resource: "nvidia.com/gpu",
        sharing: "none",
        perGpu: 1,
        perNode: 1,
        memoryMiB: 22_888,
        taints: [],
        spot: false,
      },
    ]);
  });

  it("keeps the caller's labels and taints, but not another pool label", () => {
    const taints: NodeTaint[] = [
      { key: "example.com/a", effect: "NoExecute" },
      { key: "example.com/b", value: "x", effect: "PreferNoSchedule" },
    ];
    const plan = planManagedPool({
      ...gpu,
      labels: { team: "search", "inference-platform.io/node-pool": "other" },
      taints,
    });
    assert.deepEqual(plan.labels, { team: "search", ...label });
    assert.deepEqual(plan.taints, [gpuTaint, ...taints]);
    assert.deepEqual(plan.eksTaints.slice(1), [
      { key: "example.com/a", effect: "NO_EXECUTE" },
      { key: "example.com/b", value: "x", effect: "PREFER_NO_SCHEDULE" },
    ]);
  });

  it("labels nodes with their sharing, and Bottlerocket against a second device plugin", () => {
    const labelsOf = (change: Partial<ManagedPoolRequest>): unknown =>
      planPool({ ...gpu, ...change }).labels;
    assert.deepEqual(labelsOf({ sharing: { timeSlicing: 4 } }), {
      ...label,
      "nvidia.com/device-plugin.config": "time-slicing-4",
    });
    assert.deepEqual(labelsOf({ sharing: { mps: 8 } }), {
      ...label,
      "nvidia.com/device-plugin.config": "mps-8",
    });
    assert.deepEqual(labelsOf({ sharing: { mig: { "3g.40gb": 1, "1g.10gb": 4 } } }), {
      ...label,
      "nvidia.com/mig.config": "mig-1g.10gb-4-3g.40gb-1",
    });
    assert.deepEqual(labelsOf({ operatingSystem: "bottlerocket", sharing: { timeSlicing: 4 } }), {
      ...label,
      "nvidia.com/gpu.deploy.device-plugin": "false",
    });
    assert.deepEqual(
      planPool({ ...cpu, operatingSystem: "bottlerocket" }).labels,
      label,
      "a CPU node has no device plugin to keep away",
    );
  });

  it("takes the release that was given, else the pinned one", () => {
    const releaseOf = (change: Partial<ManagedPoolRequest>): string =>
      planManagedPool({ ...cpu, ...change }).imageRelease;
    assert.equal(releaseOf({}), versions.nodeImages.al2023);
    assert.equal(releaseOf({ imageRelease: "1.35.9-20260901" }), "1.35.9-20260901");
    assert.equal(
      releaseOf({ operatingSystem: "bottlerocket", imageRelease: "1.55.1-0a1b2c3d" }),
      "1.55.1-0a1b2c3d",
    );
  });

  it("puts images on the second volume of Bottlerocket, with snapshot and throughput", () => {
    const volumesOf = (change: Partial<ManagedPoolRequest>): unknown =>
      planManagedPool({ ...gpu, ...change }).volumes;
    assert.deepEqual(volumesOf({ diskSizeGiB: 300, parallelImagePull: true }), [
      { deviceName: "/dev/xvda", sizeGiB: 300, throughputMiBps: 600 },
    ]);
    assert.deepEqual(volumesOf({ operatingSystem: "bottlerocket" }), [
      { deviceName: "/dev/xvda", sizeGiB: 10 },
      { deviceName: "/dev/xvdb", sizeGiB: 200 },
    ]);
    assert.deepEqual(
      volumesOf({
        operatingSystem: "bottlerocket",
        imageSnapshotId: "snap-0123456789abcdef0",
        parallelImagePull: true,
      }),
      [
        { deviceName: "/dev/xvda", sizeGiB: 10 },
        {
          deviceName: "/dev/xvdb",
          sizeGiB: 200,
          throughputMiBps: 600,
          snapshotId: "snap-0123456789abcdef0",
        },
      ],
    );
  });

  const capacities = [
    [undefined, undefined, "ON_DEMAND", { preference: "none" }],
    ["onDemand", undefined, "ON_DEMAND", { preference: "none" }],
    ["spot", undefined, "SPOT", { preference: "none" }],
    [["spot"], undefined, "SPOT", { preference: "none" }],
    [["onDemand", "reserved"], undefined, "ON_DEMAND", { preference: "open" }],
    ["reserved", "cr-0a", "ON_DEMAND", { targetId: "cr-0a" }],
    ["capacityBlock", "cr-0b", "CAPACITY_BLOCK", { targetId: "cr-0b" }],
  ] as const;
  for (const [capacity, id, capacityType, reservation] of capacities) {
    it(`buys ${capacityType} for ${JSON.stringify(capacity)} with ${id ?? "no"} reservation`, () => {
      const request = {
        ...cpu,
        ...(capacity !== undefined && { capacity }),
        ...(id !== undefined && { capacityReservationIds: [id] }),
      };
      assert.deepEqual(nodePoolProblems(request), []);
      const plan = planManagedPool(request);
      assert.deepEqual([plan.capacityType, plan.reservation], [capacityType, reservation]);
    });
  }

  it("gives every network card with EFA an interface, of which the first has the address", () => {
    const facesOf = (instanceType: string, efa = true): readonly object[] =>
      planManagedPool({ ...gpu, instanceTypes: [instanceType], efa }).efaInterfaces;
    const first = { networkCardIndex: 0, deviceIndex: 0, interfaceType: "efa" };
    assert.deepEqual(facesOf("g6.12xlarge"), [first]);
    assert.deepEqual(facesOf("p5.48xlarge"), [
      first,
      ...Array.from({ length: 31 }, (_, index) => ({
        networkCardIndex: index + 1,
        deviceIndex: 1,
        interfaceType: "efa-only",
      })),
    ]);
    assert.deepEqual(facesOf("p5.48xlarge", false), []);
  });
});

describe("types of a pool", () => {
  it("are those with such GPUs, without bare metal and without parts of GPUs", () => {
    const named = (gpuTypes: Parameters<typeof matchingTypes>[0]): string[] =>
      matchingTypes(gpuTypes).map(({ instanceType }) => instanceType);
    assert.deepEqual(named({ names: ["l4"], counts: [4] }), ["g6.12xlarge", "g6.24xlarge"]);
    assert.deepEqual(named({ names: ["t4"], counts: [4, 8] }), ["g4dn.12xlarge"]);
    assert.deepEqual(named({ names: ["a100"], minMemoryGiB: 80 }), ["p4de.24xlarge"]);
    assert.deepEqual(named({ names: ["h100", "b200"] }), [
      "p5.4xlarge",
      "p5.48xlarge",
      "p6-b200.48xlarge",
    ]);
    assert.ok(named({ names: ["l4"] }).every((name) => /^gr?6\./.test(name)));
    assert.deepEqual(named({ names: ["l4"], counts: [3] }), []);
  });

  it("taint every pool that the rules accept as a GPU pool, and no other", () => {
    const names = fc.subarray(
      instanceTypes.map(({ instanceType }) => instanceType),
      { minLength: 1, maxLength: 2 },
    );
    let accepted = 0;
    fc.assert(
      fc.property(names, fc.boolean(), (types, hasGpu) => {
        const pool = { ...cpu, instanceTypes: types, gpu: hasGpu };
        if (nodePoolProblems(pool).length > 0) return;
        accepted += 1;
        const plan = planPool(pool);
        assert.equal(plan.gpu, hasGpu);
        assert.deepEqual(plan.taints, hasGpu ? [gpuTaint] : []);
        assert.equal(plan.offers.length, hasGpu ? 1 : 0);
      }),
      { numRuns: 500 },
    );
    assert.ok(accepted > 50, `only ${accepted} of 500 pools were accepted`);
  });
});
