import assert from "node:assert/strict";

import { karpenter } from "../../components/nodes/example";
import type { ManagedPoolRequest, NodePoolRequest } from "../../components/nodes/pool-request";
import { nodePoolProblems } from "../../components/nodes/rules";
import { said } from "../support/recorded";

const valid: ManagedPoolRequest = {
  pool: "any",
  instanceTypes: ["m7i.large"],
  scaling: { min: 1, max: 2 },
};
const gpu = { ...valid, gpu: true, instanceTypes: ["g6.xlarge"] };
const l4 = "1 × l4 with 22 GiB, 4 × l4 with 22 GiB, 8 × l4 with 22 GiB";
const gpus =
  "a100, a10g, b200, b300, h100, h200, l4, l40s, rtx-pro-4500, rtx-pro-server-6000, t4, t4g, v100";

describe("node pool rules", () => {
  const cases: readonly [string, NodePoolRequest, string[]][] = [
    [
      "no type",
      { ...valid, instanceTypes: [] },
      ["instanceTypes: is empty. Name at least one, for instance m7i.large."],
    ],
    [
      "models on nodes with GPUs or taints",
      {
        ...gpu,
        modelCache: true,
        taints: [
          { key: "batch", effect: "NoExecute" },
          { key: "later", effect: "PreferNoSchedule" },
        ],
      },
      [
        "modelCache: its nodes have the taint nvidia.com/gpu:NoSchedule and batch:NoExecute, and the download Jobs of KServe 0.20 tolerate none. Use a pool without GPUs and taints.",
      ],
    ],
    [
      "models on Bottlerocket",
      {
        ...valid,
        operatingSystem: "bottlerocket",
        imageRelease: "1.54.0-1a2b3c4d",
        modelCache: true,
      },
      [
        "modelCache: Bottlerocket has no /models, and nothing can make it: its root is read-only. Use a pool with al2023.",
      ],
    ],
    [
      "neither types nor GPUs",
      { engine: "karpenter", pool: "any", limits: { cpus: 8 } },
      [
        "instanceTypes: is missing. Name at least one, for instance m7i.large, or gpuTypes for a GPU pool.",
      ],
    ],
    [
      "types and GPUs",
      { ...karpenter, instanceTypes: ["g6.xlarge"] },
      ["gpuTypes: stands beside instanceTypes. Keep one of the two."],
    ],
    [
      "a type that is not known",
      { ...valid, instanceTypes: ["m7i.large", "g5.xlrage"] },
      [
        'instanceTypes[1]: "g5.xlrage" is not a known instance type. Nearest: g5.xlarge, g5.2xlarge, g5.4xlarge.',
      ],
    ],
    [
      "a CPU type in a GPU pool",
      { ...valid, gpu: true },
      [
        'instanceTypes[0]: "m7i.large" has no NVIDIA GPU that a pod can request, but the pool is a GPU pool. Name a GPU type, for instance g6.xlarge, or set gpu to false.',
      ],
    ],
    [
      "a part of a GPU in a GPU pool",
      { ...gpu, instanceTypes: ["g6f.xlarge"] },
      [
        'instanceTypes[0]: "g6f.xlarge" has no NVIDIA GPU that a pod can request, but the pool is a GPU pool. Name a GPU type, for instance g6.xlarge, or set gpu to false.',
      ],
    ],
    [
      "a GPU type in a CPU pool",
      { ...gpu, gpu: false },
      [
        'instanceTypes[0]: "g6.xlarge" has l4, but the pool is no GPU pool: it would pay for GPUs that no pod can hold. Set gpu to true, or name a CPU type, for instance m7i.large.',
      ],
    ],
    [
      "an accelerator of AWS",
      { ...valid, instanceTypes: ["inf2.xlarge"] },
      [
        'instanceTypes[0]: "inf2.xlarge" has an accelerator, but the pool is no GPU pool: it would pay for GPUs that no pod can hold. Set gpu to true, or name a CPU type, for instance m7i.large.',
      ],
    ],
    [
      "GPUs that are not known",
      { ...karpenter, gpuTypes: { names: ["l4", "l40"] } },
      [
        `gpuTypes.names[1]: "l40" is not a GPU that is known here. Did you mean "l4"? Write one of ${gpus}.`,
      ],
    ],
    [
      "GPUs in a CPU pool",
      { ...karpenter, gpu: false, limits: { cpus: 8 } },
      [
        "gpuTypes: names GPUs, but the pool is no GPU pool. Set gpu to true, or name CPU types in instanceTypes.",
      ],
    ],
    [
      "GPUs that no type has so many of",
      { ...karpenter, gpuTypes: { names: ["l4"], counts: [3] } },
      [`gpuTypes: matches no known instance type. With l4 there are: ${l4}.`],
    ],
    [
      "no GPU name",
      { ...karpenter, gpuTypes: { names: [] } },
      [
        "gpuTypes: matches no known instance type. With these names there are: none; name at least one GPU, for instance l4.",
      ],
    ],
    [
      "two architectures",
      { ...valid, instanceTypes: ["m7i.large", "m7g.large"] },
      [
        "instanceTypes: mixes amd64 (AL2023_x86_64_STANDARD) and arm64 (AL2023_ARM_64_STANDARD); one pool has one machine image. Make a pool for each.",
      ],
    ],
    [
      "two architectures of GPUs",
      { ...karpenter, gpuTypes: { names: ["t4", "t4g"] }, localNvme: false },
      [
        "gpuTypes: mixes amd64 (BOTTLEROCKET_x86_64_NVIDIA) and arm64 (BOTTLEROCKET_ARM_64_NVIDIA); one pool has one machine image. Make a pool for each.",
      ],
    ],
    [
      "a name that is too long",
      { ...valid, pool: "p".repeat(41) },
      [`pool: "${"p".repeat(41)}" has 41 characters; at most 40 are allowed. Shorten it.`],
    ],
    [
      "a disk that is too small",
      { ...valid, diskSizeGiB: 19 },
      [
        "diskSizeGiB: 19 is not a volume of a node. Write whole GiB from 20 (the image of AL2023) to 16384 (the largest gp3 volume).",
      ],
    ],
    [
      "Bottlerocket in a managed group without a release",
      { ...valid, operatingSystem: "bottlerocket" },
      [
        "imageRelease: is missing: a managed group on Bottlerocket names its release with the commit. Write what AWS gives in /aws/service/bottlerocket/aws-k8s-<version>/<architecture>/latest/image_version, for instance 1.54.0-0a1b2c3d.",
      ],
    ],
    [
      "Bottlerocket in a managed group without the commit",
      { ...valid, operatingSystem: "bottlerocket", imageRelease: "1.54.0" },
      [
        'imageRelease: "1.54.0" is not a release of bottlerocket. Write for instance 1.54.0-0a1b2c3d.',
      ],
    ],
    [
      "a release of the other system",
      { ...valid, imageRelease: "1.54.0-0a1b2c3d" },
      [
        'imageRelease: "1.54.0-0a1b2c3d" is not a release of al2023. Write for instance 1.35.7-20260911.',
      ],
    ],
    [
      "the newest release",
      { ...karpenter, imageRelease: "latest" },
      [
        'imageRelease: "latest" is not a release of bottlerocket. Write for instance 1.54.0-0a1b2c3d.',
      ],
    ],
    [
      "a snapshot without Bottlerocket that is none",
      { ...valid, imageSnapshotId: "vol-1" },
      [
        "imageSnapshotId: needs Bottlerocket: al2023 keeps images on the volume of the system. Set operatingSystem to bottlerocket, or remove it.",
        'imageSnapshotId: "vol-1" is not the id of a snapshot. Write for instance snap-0123456789abcdef0.',
      ],
    ],
    [
      "local disks that are none",
      { ...valid, localNvme: true },
      [
        "localNvme: m7i.large has no local NVMe disk. Set localNvme to false, or use types that have one.",
      ],
    ],
    [
      "EFA that is none",
      { ...gpu, instanceTypes: ["g6.12xlarge", "g6.xlarge"], efa: true },
      [
        "efa: g6.xlarge has no Elastic Fabric Adapter. Set efa to false, or use types that have it, for instance g6.12xlarge or p5.48xlarge.",
      ],
    ],
    [
      "EFA on a type whose cards are not all adapters",
      { ...gpu, instanceTypes: ["p6-b300.48xlarge"], efa: true },
      [
        "efa: p6-b300.48xlarge has a network card without an adapter, and its launch template is not known here. Use the engine karpenter, which knows it, or set efa to false.",
      ],
    ],
    [
      "a type that is listed twice",
      { ...gpu, instanceTypes: ["g6.xlarge", "g6.xlarge"] },
      ['instanceTypes[1]: "g6.xlarge" is listed twice. Remove one.'],
    ],
    [
      "EFA on two types of a managed group",
      { ...gpu, instanceTypes: ["g6.12xlarge", "g6.8xlarge"], efa: true },
      [
        "efa: needs exactly one instance type: the launch template lists the network cards of that type. Make a pool for each.",
      ],
    ],
    [
      "sharing in a CPU pool",
      { ...valid, sharing: { timeSlicing: 2 } },
      ["sharing: shares GPUs, but the pool is no GPU pool. Set gpu to true, or remove it."],
    ],
    [
      "sharing with Karpenter",
      { ...karpenter, sharing: { timeSlicing: 2 } },
      [
        "sharing: is not possible with the engine karpenter: Karpenter knows whole GPUs only, so it would start no node for a pod that asks for a part. Use the engine managed.",
      ],
    ],
    [
      "MPS on Bottlerocket",
      {
        ...gpu,
        operatingSystem: "bottlerocket",
        imageRelease: "1.54.0-0a1b2c3d",
        sharing: { mps: 2 },
      },
      [
        "sharing: mps and mig need operatingSystem al2023, where the GPU Operator sets them up. Bottlerocket takes timeSlicing.",
      ],
    ],
    [
      "a sharing that says nothing, on Bottlerocket too",
      {
        ...gpu,
        operatingSystem: "bottlerocket",
        imageRelease: "1.54.0-0a1b2c3d",
        // @ts-expect-error: what a program without types may give
        sharing: {},
      },
      [
        "sharing: says nothing. Write one of timeSlicing, mps, mig, or leave sharing out for whole GPUs.",
      ],
    ],
    [
      "everything at once",
      {
        ...gpu,
        pool: "GPU",
        capacity: "spot",
        capacityReservationIds: ["cr-0a"],
        scaling: { min: 3, max: 2 },
        diskSizeGiB: 1,
        sharing: { mig: { "1g.10gb": 7 } },
        taints: [{ key: "a b", effect: "NoExecute" }],
      },
      [
        'pool: "GPU" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        "capacityReservationIds: names reservations, but capacity does not have reserved. Add it, or remove the ids.",
        "scaling.min: 3 is more than max 2. Lower min or raise max.",
        "diskSizeGiB: 1 is not a volume of a node. Write whole GiB from 20 (the image of AL2023) to 16384 (the largest gp3 volume).",
        "sharing.mig: g6.xlarge has the GPU l4, which has no MIG. Use timeSlicing or mps, or a type of p4d, p4de, p5, p5e, p5en, p6-b200, p6-b300, g7e.",
        'taints[0].key: "a b" is not a key that Kubernetes takes. Write a name, or a domain, "/" and a name, for instance example.com/team.',
      ],
    ],
  ];
  for (const [title, pool, problems] of cases) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(nodePoolProblems(pool)), problems);
    });
  }
});
