import type { BadInput } from "./bad-input";

const pools = "inference-platform:nodePools";

/** GPU pools of another type, image, taint or sharing than can be. */
export const gpuPoolInputs: readonly BadInput[] = [
  [
    "an engine that there is none of",
    { "nodePools.elastic.engine": "karpentr" },
    [`${pools}.elastic.engine: "karpentr" is not an engine. Write managed or karpenter.`],
  ],
  [
    "keys of the other engine",
    { "nodePools.elastic.scaling": { min: 0, max: 1 }, "nodePools.gpu.limits": { gpus: 1 } },
    [
      `${pools}.gpu.limits: is a key of pools with the engine karpenter, and this one has managed. Remove it, or write engine: karpenter.`,
      `${pools}.elastic.scaling: is a key of pools with the engine managed, and this one has karpenter. Remove it, or write engine: managed.`,
    ],
  ],
  [
    "an unknown type in a Karpenter pool",
    { "nodePools.elastic.instanceTypes": ["g6.xlarg"] },
    [
      `${pools}.elastic.instanceTypes[0]: "g6.xlarg" is not a known instance type. Nearest: g6.xlarge, g5.xlarge, g6.2xlarge.`,
    ],
  ],
  [
    "a GPU that there is none of",
    {
      "nodePools.elastic.instanceTypes": undefined,
      "nodePools.elastic.gpuTypes": { names: ["l5"] },
    },
    [
      `${pools}.elastic.gpuTypes.names[0]: "l5" is not a GPU that is known here. Did you mean "l4"? Write one of a100, a10g, b200, b300, h100, h200, l4, l40s, rtx-pro-4500, rtx-pro-server-6000, t4, t4g, v100.`,
    ],
  ],
  [
    "two architectures in one GPU pool",
    { "nodePools.gpu.instanceTypes": ["g5g.xlarge", "g6.xlarge"] },
    [
      `${pools}.gpu.instanceTypes: mixes arm64 (AL2023_ARM_64_NVIDIA) and amd64 (AL2023_x86_64_NVIDIA); one pool has one machine image. Make a pool for each.`,
    ],
  ],
  [
    "two architectures in the system pool",
    { "systemPool.instanceTypes": ["m7i.large", "m7g.large"] },
    [
      "inference-platform:systemPool.instanceTypes: mixes amd64 (AL2023_x86_64_STANDARD) and arm64 (AL2023_ARM_64_STANDARD); one pool has one machine image. Make a pool for each.",
    ],
  ],
  [
    "a taint that is nearly the GPU taint",
    { "nodePools.gpu.taints": [{ key: "nvida.com/gpu", effect: "NoSchedule" }] },
    [
      `${pools}.gpu.taints[0].key: "nvida.com/gpu" is not a taint of this platform. Did you mean "nvidia.com/gpu"? The platform sets that one on GPU pools itself: remove this taint.`,
    ],
  ],
  [
    "an effect with a typing error",
    { "nodePools.gpu.taints": [{ key: "a", effect: "NoScedule" }] },
    [
      `${pools}.gpu.taints[0].effect: "NoScedule" is not an effect. Did you mean "NoSchedule"? Write one of NoSchedule, NoExecute, PreferNoSchedule.`,
    ],
  ],
  [
    "the MIG profile of a smaller GPU",
    {
      "nodePools.mig": {
        instanceTypes: ["p5.48xlarge"],
        gpu: true,
        sharing: { mig: { "1g.5gb": 7 } },
        scaling: { min: 0, max: 1 },
      },
    },
    [
      `${pools}.mig.sharing.mig.1g.5gb: "1g.5gb" is not a MIG profile of p5.48xlarge (H100 80 GB). Did you mean "1g.10gb"? Valid: 1g.10gb, 1g.20gb, 2g.20gb, 3g.40gb, 4g.40gb, 7g.80gb.`,
    ],
  ],
  [
    "MIG on an L4",
    {
      "nodePools.mig": {
        instanceTypes: ["g6.xlarge"],
        gpu: true,
        sharing: { mig: { "1g.10gb": 7 } },
        scaling: { min: 0, max: 1 },
      },
    },
    [
      `${pools}.mig.sharing.mig: g6.xlarge has the GPU l4, which has no MIG. Use timeSlicing or mps, or a type of p4d, p4de, p5, p5e, p5en, p6-b200, p6-b300, g7e.`,
    ],
  ],
  [
    "MIG on an A10G",
    {
      "nodePools.mig": {
        instanceTypes: ["g5.xlarge"],
        gpu: true,
        sharing: { mig: { "1g.10gb": 7 } },
        scaling: { min: 0, max: 1 },
      },
    },
    [
      `${pools}.mig.sharing.mig: g5.xlarge has the GPU a10g, which has no MIG. Use timeSlicing or mps, or a type of p4d, p4de, p5, p5e, p5en, p6-b200, p6-b300, g7e.`,
    ],
  ],
  [
    "more MIG instances than slices of compute and memory",
    {
      "nodePools.mig": {
        instanceTypes: ["p5.48xlarge"],
        gpu: true,
        sharing: { mig: { "3g.40gb": 3 } },
        scaling: { min: 0, max: 1 },
      },
    },
    [
      `${pools}.mig.sharing.mig: 3 × 3g.40gb uses 9 of 7 compute slices and 12 of 8 memory slices of H100 80 GB. Take fewer or smaller instances.`,
    ],
  ],
  [
    "more MIG instances than slices of compute",
    {
      "nodePools.mig": {
        instanceTypes: ["p5.48xlarge"],
        gpu: true,
        sharing: { mig: { "4g.40gb": 2 } },
        scaling: { min: 0, max: 1 },
      },
    },
    [
      `${pools}.mig.sharing.mig: 2 × 4g.40gb uses 8 of 7 compute slices and 8 of 8 memory slices of H100 80 GB. Take fewer or smaller instances.`,
    ],
  ],
  [
    "more MIG instances than slices of memory",
    {
      "nodePools.mig": {
        instanceTypes: ["p5.48xlarge"],
        gpu: true,
        sharing: { mig: { "3g.40gb": 1, "1g.20gb": 3 } },
        scaling: { min: 0, max: 1 },
      },
    },
    [
      `${pools}.mig.sharing.mig: 1 × 3g.40gb + 3 × 1g.20gb uses 6 of 7 compute slices and 10 of 8 memory slices of H100 80 GB. Take fewer or smaller instances.`,
    ],
  ],
  [
    "a MIG profile half a time",
    {
      "nodePools.mig": {
        instanceTypes: ["p5.48xlarge"],
        gpu: true,
        sharing: { mig: { "1g.10gb": 0.5 } },
        scaling: { min: 0, max: 1 },
      },
    },
    [
      `${pools}.mig.sharing.mig.1g.10gb: 0.5 is not a number of instances. Write a whole number from 1, or remove the profile.`,
    ],
  ],
  [
    "time-slicing with MPS",
    { "nodePools.shared.sharing": { timeSlicing: 4, mps: 4 } },
    [
      `${pools}.shared.sharing: has timeSlicing and mps: the device plugin of a node does one of them. Keep one.`,
    ],
  ],
  [
    "MPS with MIG",
    { "nodePools.shared.sharing": { mps: 4, mig: { "1g.10gb": 7 } } },
    [`${pools}.shared.sharing: has mps and mig: MPS does not run on MIG instances. Keep one.`],
  ],
  [
    "time-slicing with MIG",
    { "nodePools.shared.sharing": { timeSlicing: 4, mig: { "1g.10gb": 7 } } },
    [
      `${pools}.shared.sharing: has timeSlicing and mig: a node whose GPUs are all cut has no whole GPU left to take turns on. Keep one.`,
    ],
  ],
  [
    "every way of sharing at once",
    { "nodePools.shared.sharing": { timeSlicing: 4, mps: 2, mig: { "1g.10gb": 7 } } },
    [`${pools}.shared.sharing: has timeSlicing, mps, mig. Keep one.`],
  ],
  [
    "a sharing that says nothing",
    { "nodePools.shared.sharing": {} },
    [
      `${pools}.shared.sharing: says nothing. Write one of timeSlicing, mps, mig, or leave sharing out for whole GPUs.`,
    ],
  ],
  [
    "time-slicing by 0",
    { "nodePools.shared.sharing.timeSlicing": 0 },
    [
      `${pools}.shared.sharing.timeSlicing: 0 is not a number of pods that can share a GPU. Write a whole number from 2 to 48.`,
    ],
  ],
  [
    "time-slicing by 1",
    { "nodePools.shared.sharing.timeSlicing": 1 },
    [
      `${pools}.shared.sharing.timeSlicing: 1 pod on a GPU is no sharing. Write 2 or more, or leave sharing out.`,
    ],
  ],
  [
    "time-slicing by -1",
    { "nodePools.shared.sharing.timeSlicing": -1 },
    [
      `${pools}.shared.sharing.timeSlicing: -1 is not a number of pods that can share a GPU. Write a whole number from 2 to 48.`,
    ],
  ],
  [
    "time-slicing by 1.5",
    { "nodePools.shared.sharing.timeSlicing": 1.5 },
    [
      `${pools}.shared.sharing.timeSlicing: 1.5 is not a number of pods that can share a GPU. Write a whole number from 2 to 48.`,
    ],
  ],
  [
    "time-slicing by 1000",
    { "nodePools.shared.sharing.timeSlicing": 1000 },
    [
      `${pools}.shared.sharing.timeSlicing: 1000 is not a number of pods that can share a GPU. Write a whole number from 2 to 48.`,
    ],
  ],
  [
    "more MPS clients than a GPU takes",
    { "nodePools.shared.sharing": { mps: 49 } },
    [
      `${pools}.shared.sharing.mps: 49 is not a number of pods that can share a GPU. Write a whole number from 2 to 48.`,
    ],
  ],
  [
    "shared GPUs in a Karpenter pool",
    { "nodePools.elastic.sharing": { timeSlicing: 4 } },
    [
      `${pools}.elastic.sharing: is not possible with the engine karpenter: Karpenter knows whole GPUs only, so it would start no node for a pod that asks for a part. Use the engine managed.`,
    ],
  ],
];
