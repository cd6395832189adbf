import assert from "node:assert/strict";

import fc from "fast-check";

import { NodePool } from "../../components";
import { fullest, smallest } from "../../components/nodes/example";
import { instanceTypes } from "../../components/nodes/instance-types";
import { planNodePool, type NodeTaint } from "../../components/nodes/plan";
import { nodePoolProblems, scalingProblems } from "../../components/nodes/rules";
import { record } from "../support/recorder";
import { one, refusal, said } from "../support/recorded";

const gpuTaint: NodeTaint = { key: "nvidia.com/gpu", value: "present", effect: "NO_SCHEDULE" };
const label = { "inference-platform.io/node-pool": "gpu" };

describe("node pool plan", () => {
  it("gives a GPU pool the NVIDIA image, room for two images, taint and label", () => {
    assert.deepEqual(planNodePool({ pool: "gpu", instanceTypes: ["g6.xlarge"] }), {
      gpu: true,
      amiType: "AL2023_x86_64_NVIDIA",
      diskSizeGiB: 200,
      labels: label,
      taints: [gpuTaint],
    });
  });

  it("gives a CPU pool the image of its architecture and no taint", () => {
    const plan = planNodePool({ pool: "gpu", instanceTypes: ["m7i.large"] });
    assert.deepEqual(plan, {
      gpu: false,
      amiType: "AL2023_x86_64_STANDARD",
      diskSizeGiB: 50,
      labels: label,
      taints: [],
    });
    assert.equal(
      planNodePool({ pool: "arm", instanceTypes: ["m7g.large"] }).amiType,
      "AL2023_ARM_64_STANDARD",
    );
  });

  it("keeps the caller's labels and taints, but not another pool label", () => {
    const taint: NodeTaint = { key: "example.com/dedicated", effect: "NO_EXECUTE" };
    const plan = planNodePool({
      pool: "gpu",
      instanceTypes: ["g6.xlarge"],
      diskSizeGiB: 300,
      labels: { team: "search", "inference-platform.io/node-pool": "other" },
      taints: [taint],
    });
    assert.deepEqual(plan.labels, { team: "search", ...label });
    assert.deepEqual(plan.taints, [gpuTaint, taint]);
    assert.equal(plan.diskSizeGiB, 300);
  });

  it("taints every pool that the rules accept as a GPU pool, and no other", () => {
    fc.assert(
      fc.property(
        fc.subarray(
          instanceTypes.map(({ instanceType }) => instanceType),
          { minLength: 1, maxLength: 3 },
        ),
        fc.boolean(),
        (names, gpu) => {
          const pool = { pool: "any", instanceTypes: names, gpu, scaling: { min: 0, max: 1 } };
          if (nodePoolProblems(pool).length > 0) return;
          const plan = planNodePool(pool);
          assert.equal(plan.gpu, gpu);
          assert.deepEqual(plan.taints, gpu ? [gpuTaint] : []);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("node pool rules", () => {
  const valid = { pool: "any", instanceTypes: ["m7i.large"], scaling: { min: 1, max: 2 } };
  const cases: readonly [string, Partial<Parameters<typeof nodePoolProblems>[0]>, string[]][] = [
    [
      "no type",
      { instanceTypes: [] },
      ["instanceTypes: is empty. Name at least one, for instance m7i.large."],
    ],
    [
      "two architectures",
      { instanceTypes: ["m7i.large", "m7g.large"] },
      [
        "instanceTypes: mixes amd64 and arm64; one pool has one machine image. Make a pool for each.",
      ],
    ],
    [
      "a GPU on arm64",
      { gpu: true, instanceTypes: ["g5g.xlarge"] },
      [
        'instanceTypes[0]: "g5g.xlarge" is arm64; the NVIDIA image and Triton of this platform are amd64. Name an amd64 type, for instance g6.xlarge.',
      ],
    ],
    [
      "an accelerator of AWS",
      { instanceTypes: ["inf2.xlarge"] },
      [
        'instanceTypes[0]: "inf2.xlarge" has an accelerator, but the pool is no GPU pool: it would pay for GPUs that no pod can hold. Set gpu to true, or name a CPU type, for instance m7i.large.',
      ],
    ],
    [
      "a name that is too long",
      { pool: "p".repeat(41) },
      [`pool: "${"p".repeat(41)}" has 41 characters; at most 40 are allowed. Shorten it.`],
    ],
    [
      "a disk that is too small",
      { diskSizeGiB: 19 },
      [
        "diskSizeGiB: 19 is not a root volume. Write whole GiB from 20 (the image of AL2023) to 16384 (the largest gp3 volume).",
      ],
    ],
    [
      "half a node",
      { scaling: { min: 0.5, max: 2 } },
      ["scaling.min: 0.5 is not a number of nodes. Write a whole number, 0 or more."],
    ],
  ];
  for (const [title, change, problems] of cases) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(nodePoolProblems({ ...valid, ...change })), problems);
    });
  }

  it("accept the edges", () => {
    assert.deepEqual(nodePoolProblems(valid), []);
    for (const diskSizeGiB of [20, 16_384]) {
      assert.deepEqual(nodePoolProblems({ ...valid, diskSizeGiB }), []);
    }
    assert.deepEqual(nodePoolProblems({ ...valid, pool: "p".repeat(40) }), []);
  });

  it("accept sizes exactly where 0 <= min <= desired <= max and max is above 0", () => {
    const size = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.constantFrom(1.5, NaN, Infinity));
    fc.assert(
      fc.property(size, size, fc.option(size, { nil: undefined }), (min, max, desired) => {
        const scaling = { min, max, ...(desired !== undefined && { desired }) };
        const first = desired ?? min;
        const whole = [min, max, first].every((each) => Number.isInteger(each) && each >= 0);
        const expected = whole && max >= 1 && min <= first && first <= max;
        assert.equal(scalingProblems("scaling", scaling).length === 0, expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("NodePool", () => {
  it("registers a launch template and a managed group", async () => {
    const { resources, result } = await record(() => new NodePool("pool", fullest));
    assert.equal(result.gpu, true);
    const { inputs, ignoreChanges } = one(resources, "pool-nodes");
    assert.deepEqual(inputs, {
      clusterName: "dev",
      version: "1.35",
      nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
      subnetIds: ["subnet-1"],
      amiType: "AL2023_x86_64_NVIDIA",
      capacityType: "SPOT",
      instanceTypes: ["g6.xlarge", "g5.xlarge"],
      scalingConfig: { minSize: 0, maxSize: 4, desiredSize: 1 },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      launchTemplate: { id: "pool-template-id", version: "1" },
      labels: { "example.com/team": "search", ...label },
      taints: [gpuTaint, { key: "example.com/dedicated", value: "search", effect: "NO_SCHEDULE" }],
      tags: { project: "inference-platform", Name: "pool" },
    });
    assert.deepEqual(ignoreChanges, ["scalingConfig.desiredSize"]);
  });

  it("begins on demand with min nodes, where nothing else is said", async () => {
    const { resources } = await record(() => new NodePool("pool", smallest));
    const { inputs } = one(resources, "pool-nodes");
    assert.equal(inputs.capacityType, "ON_DEMAND");
    assert.deepEqual(inputs.scalingConfig, { minSize: 2, maxSize: 4, desiredSize: 2 });
  });

  it("closes the metadata of its nodes to pods, and encrypts their disks", async () => {
    const { resources } = await record(() => new NodePool("pool", smallest));
    const { inputs } = one(resources, "pool-template");
    assert.deepEqual(inputs.metadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    assert.deepEqual(inputs.blockDeviceMappings, [
      {
        deviceName: "/dev/xvda",
        ebs: { volumeType: "gp3", volumeSize: 50, encrypted: "true", deleteOnTermination: "true" },
      },
    ]);
  });

  it("is refused whole", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new NodePool("pool", {
            ...smallest,
            pool: "GPU",
            gpu: true,
            taints: [{ key: "nvidia.com/gpu", value: "Exists", effect: "NO_SCHEDULE" }],
          }),
      ),
      [
        'NodePool "pool": 3 inputs are wrong',
        'pool: "GPU" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'instanceTypes[0]: "m7i.large" has no NVIDIA GPU that a pod can request, but the pool is a GPU pool. Name a GPU type, for instance g6.xlarge, or set gpu to false.',
        'taints[0].value: "Exists" is an operator of tolerations, not a value of a taint. Remove it or write the value.',
      ],
    );
  });
});
