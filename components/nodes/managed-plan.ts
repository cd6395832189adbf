import { versions } from "../versions";
import { nodePoolDefaults } from "./defaults";
import { planPool, type PoolPlan } from "./plan";
import type { ManagedPoolRequest, NodeTaint } from "./pool-request";
import { al2023UserData, bottlerocketUserData } from "./user-data";

/** Image types of EKS that the platform uses. */
export type AmiType =
  | `AL2023_${"x86_64" | "ARM_64"}_${"STANDARD" | "NVIDIA"}`
  | `BOTTLEROCKET_${"x86_64" | "ARM_64"}${"" | "_NVIDIA"}`;

/** A volume of a node. */
export interface VolumePlan {
  readonly deviceName: string;
  readonly sizeGiB: number;
  /** MiB/s; the 125 of gp3 where it is left out. */
  readonly throughputMiBps?: number;
  readonly snapshotId?: string;
}

/** A managed node group as it will be made. */
export interface ManagedPoolPlan extends PoolPlan {
  readonly amiType: AmiType;
  /** Release of the image. */
  readonly imageRelease: string;
  readonly capacityType: "ON_DEMAND" | "SPOT" | "CAPACITY_BLOCK";
  readonly volumes: readonly VolumePlan[];
  readonly userData?: string;
  /** In the form of the EKS API. */
  readonly eksTaints: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: string;
  }[];
  /** Network interfaces with EFA, in their order; none without. */
  readonly efaInterfaces: readonly EfaInterface[];
  readonly reservation: ReservationPlan;
}

/** One network interface of a node with EFA. */
interface EfaInterface {
  readonly networkCardIndex: number;
  readonly deviceIndex: number;
  readonly interfaceType: "efa" | "efa-only";
}

/** Which capacity reservations an instance may use. */
type ReservationPlan = { readonly preference: "none" | "open" } | { readonly targetId: string };

/** The group that a request leads to. Expects valid arguments (`rules.ts`). */
export function planManagedPool(request: ManagedPoolRequest): ManagedPoolPlan {
  const plan = planPool(request);
  return {
    ...plan,
    amiType: amiTypeOf(plan),
    imageRelease: request.imageRelease ?? versions.nodeImages[plan.operatingSystem],
    capacityType: capacityTypeOf(plan),
    volumes: volumesOf(request, plan),
    userData:
      plan.operatingSystem === "bottlerocket"
        ? bottlerocketUserData(request)
        : al2023UserData(request),
    eksTaints: plan.taints.map(eksTaint),
    efaInterfaces: request.efa === true ? efaInterfaces(plan.types[0]?.efaInterfaces ?? 0) : [],
    reservation: reservationOf(request, plan),
  };
}

/** The image type for an operating system, an architecture and GPUs. */
export function amiTypeOf({
  operatingSystem,
  arch,
  gpu,
}: Pick<PoolPlan, "operatingSystem" | "arch" | "gpu">): AmiType {
  const architecture = arch === "arm64" ? "ARM_64" : "x86_64";
  if (operatingSystem === "bottlerocket") {
    return `BOTTLEROCKET_${architecture}${gpu ? "_NVIDIA" : ""}`;
  }
  return `AL2023_${architecture}_${gpu ? "NVIDIA" : "STANDARD"}`;
}

function capacityTypeOf({ capacity }: PoolPlan): ManagedPoolPlan["capacityType"] {
  if (capacity.includes("capacityBlock")) return "CAPACITY_BLOCK";
  return capacity.includes("spot") ? "SPOT" : "ON_DEMAND";
}

/** The volume of images and logs, and on Bottlerocket that of the system before it. */
export function volumesOf(
  request: Pick<ManagedPoolRequest, "parallelImagePull" | "imageSnapshotId">,
  { operatingSystem, diskSizeGiB }: Pick<PoolPlan, "operatingSystem" | "diskSizeGiB">,
): VolumePlan[] {
  const data = {
    sizeGiB: diskSizeGiB,
    ...(request.parallelImagePull === true && {
      throughputMiBps: nodePoolDefaults.parallelPullThroughputMiBps,
    }),
    ...(request.imageSnapshotId !== undefined && { snapshotId: request.imageSnapshotId }),
  };
  if (operatingSystem === "al2023") return [{ deviceName: "/dev/xvda", ...data }];
  return [
    { deviceName: "/dev/xvda", sizeGiB: nodePoolDefaults.bottlerocketSystemGiB },
    { deviceName: "/dev/xvdb", ...data },
  ];
}

function eksTaint(taint: NodeTaint): ManagedPoolPlan["eksTaints"][number] {
  const effects = {
    NoSchedule: "NO_SCHEDULE",
    NoExecute: "NO_EXECUTE",
    PreferNoSchedule: "PREFER_NO_SCHEDULE",
  } as const;
  return { ...taint, effect: effects[taint.effect] };
}

/** The first card carries the node's address too; the others carry EFA alone and take no address of the subnet. */
function efaInterfaces(cards: number): EfaInterface[] {
  return Array.from({ length: cards }, (_, networkCardIndex) =>
    networkCardIndex === 0
      ? { networkCardIndex, deviceIndex: 0, interfaceType: "efa" }
      : { networkCardIndex, deviceIndex: 1, interfaceType: "efa-only" },
  );
}

function reservationOf(request: ManagedPoolRequest, { capacity }: PoolPlan): ReservationPlan {
  const [targetId] = request.capacityReservationIds ?? [];
  if (targetId !== undefined) return { targetId };
  // A reservation that somebody else of the account waits for must not be used up by accident.
  return { preference: capacity.includes("reserved") ? "open" : "none" };
}
