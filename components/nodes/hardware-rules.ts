import { sharingProblems } from "../gpu/rules";
import type { Problem } from "../internal/problems";
import { hasNvidiaGpu, type InstanceType } from "./instance-types";
import type { NodePoolRequest } from "./pool-request";

/** Problems of disks, network adapters and shared GPUs that the instance types of a pool do not have. */
export function hardwareProblems(pool: NodePoolRequest, types: readonly InstanceType[]): Problem[] {
  return [
    ...diskProblems(pool, types),
    ...adapterProblems(pool, types),
    ...poolSharingProblems(pool, types),
  ];
}

function diskProblems({ localNvme }: NodePoolRequest, types: readonly InstanceType[]): Problem[] {
  const without = namesOf(types.filter(({ localNvmeGB }) => localNvmeGB === 0));
  if (localNvme !== true || without === "") return [];
  return [
    {
      path: "localNvme",
      reason: `${without} has no local NVMe disk. Set localNvme to false, or use types that have one.`,
    },
  ];
}

/**
 * Types with more network cards than adapters: which card has none is not known here, so the interfaces of a launch
 * template cannot be written.
 */
const unevenCards: readonly string[] = ["p6-b300.48xlarge"];

function adapterProblems(pool: NodePoolRequest, types: readonly InstanceType[]): Problem[] {
  if (pool.efa !== true) return [];
  const without = namesOf(types.filter(({ efaInterfaces }) => efaInterfaces === 0));
  if (without !== "") {
    return [
      {
        path: "efa",
        reason: `${without} has no Elastic Fabric Adapter. Set efa to false, or use types that have it, for instance g6.12xlarge or p5.48xlarge.`,
      },
    ];
  }
  if (pool.engine === "karpenter") return [];
  if (types.length > 1) {
    return [
      {
        path: "efa",
        reason:
          "needs exactly one instance type: the launch template lists the network cards of that type. Make a pool for each.",
      },
    ];
  }
  const uneven = namesOf(types.filter(({ instanceType }) => unevenCards.includes(instanceType)));
  if (uneven === "") return [];
  return [
    {
      path: "efa",
      reason: `${uneven} has a network card without an adapter, and its launch template is not known here. Use the engine karpenter, which knows it, or set efa to false.`,
    },
  ];
}

function namesOf(types: readonly InstanceType[]): string {
  return types.map(({ instanceType }) => instanceType).join(", ");
}

function poolSharingProblems(pool: NodePoolRequest, types: readonly InstanceType[]): Problem[] {
  const { sharing, gpu = false } = pool;
  if (sharing === undefined) return [];
  if (!gpu) {
    return [
      {
        path: "sharing",
        reason: "shares GPUs, but the pool is no GPU pool. Set gpu to true, or remove it.",
      },
    ];
  }
  if (pool.engine === "karpenter") {
    return [
      {
        path: "sharing",
        reason:
          "is not possible with the engine karpenter: Karpenter knows whole GPUs only, so it would start no node for a pod that asks for a part. Use the engine managed.",
      },
    ];
  }
  if (pool.operatingSystem === "bottlerocket" && (sharing.mps ?? sharing.mig) !== undefined) {
    return [
      {
        path: "sharing",
        reason:
          "mps and mig need operatingSystem al2023, where the GPU Operator sets them up. Bottlerocket takes timeSlicing.",
      },
    ];
  }
  return sharingProblems("sharing", sharing, types.filter(hasNvidiaGpu));
}
