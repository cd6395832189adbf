import type { Input } from "@pulumi/pulumi";

import { GPU_RESOURCE } from "../gpu/sharing";
import { versions } from "../versions";
import { nodePoolDefaults } from "./defaults";
import { volumesOf, type VolumePlan } from "./managed-plan";
import type { InstanceType } from "./instance-types";
import { planPool, type PoolPlan } from "./plan";
import type { Capacity, KarpenterPoolRequest, NodeTaint } from "./pool-request";
import { al2023UserData, bottlerocketUserData } from "./user-data";

/** A requirement of a `NodePool`. */
interface NodeRequirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Gt" | "Gte";
  readonly values: readonly string[];
}

/** `spec` of a `NodePool` (`karpenter.sh/v1`), as far as the platform sets it. */
export interface KarpenterNodePoolSpec {
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
      readonly nodeClassRef: {
        readonly group: "karpenter.k8s.aws";
        readonly kind: "EC2NodeClass";
        readonly name: string;
      };
      readonly requirements: readonly NodeRequirement[];
      readonly taints: readonly NodeTaint[];
      readonly expireAfter: string;
      readonly terminationGracePeriod: string;
    };
  };
  readonly disruption: {
    readonly consolidationPolicy: "WhenEmpty" | "WhenEmptyOrUnderutilized";
    readonly consolidateAfter: string;
    readonly budgets: readonly object[];
  };
  readonly limits: Readonly<Record<string, string>>;
  readonly weight?: number;
}

/** `spec` of an `EC2NodeClass` (`karpenter.k8s.aws/v1`), as far as the platform sets it. */
export interface NodeClassSpec {
  readonly role: Input<string>;
  readonly amiSelectorTerms: readonly [{ readonly alias: string }];
  readonly subnetSelectorTerms: Input<{ readonly id: string }[]>;
  readonly securityGroupSelectorTerms: readonly { readonly id: Input<string> }[];
  readonly capacityReservationSelectorTerms?: readonly { readonly id: string }[];
  readonly blockDeviceMappings: readonly object[];
  readonly instanceStorePolicy?: "RAID0";
  readonly metadataOptions: {
    readonly httpEndpoint: "enabled";
    readonly httpTokens: "required";
    readonly httpPutResponseHopLimit: 1;
  };
  readonly associatePublicIPAddress: false;
  readonly userData?: string;
  readonly tags: Input<Record<string, Input<string>>>;
}

const capacityTypes: Record<Capacity, string> = {
  reserved: "reserved",
  spot: "spot",
  onDemand: "on-demand",
};

/** The `NodePool` of a request. Expects valid arguments (`rules.ts`). */
export function planKarpenterNodePool(request: KarpenterPoolRequest): KarpenterNodePoolSpec {
  const plan = planPool(request);
  const { disruption = {} } = request;
  return {
    template: {
      metadata: { labels: plan.labels },
      spec: {
        nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: request.pool },
        requirements: requirementsOf(request, plan),
        taints: plan.taints,
        expireAfter: disruption.expireAfter ?? nodePoolDefaults.expireAfter,
        terminationGracePeriod:
          disruption.terminationGracePeriod ?? nodePoolDefaults.terminationGracePeriod,
      },
    },
    disruption: disruptionOf(request, plan),
    limits: limitsOf(request, plan),
    ...(request.weight !== undefined && { weight: request.weight }),
  };
}

function requirementsOf(request: KarpenterPoolRequest, plan: PoolPlan): NodeRequirement[] {
  const { gpuTypes, instanceTypes = [] } = request;
  return [
    ...(gpuTypes === undefined
      ? [isIn("node.kubernetes.io/instance-type", instanceTypes)]
      : [
          isIn("karpenter.k8s.aws/instance-gpu-name", gpuTypes.names),
          isIn("karpenter.k8s.aws/instance-gpu-manufacturer", ["nvidia"]),
          ...gpuTypeRequirements(gpuTypes),
        ]),
    isIn("kubernetes.io/arch", [plan.arch]),
    isIn("kubernetes.io/os", ["linux"]),
    isIn(
      "karpenter.sh/capacity-type",
      plan.capacity.flatMap((capacity) =>
        capacity === "capacityBlock" ? [] : [capacityTypes[capacity]],
      ),
    ),
  ];
}

function gpuTypeRequirements({
  counts,
  minMemoryGiB,
}: NonNullable<KarpenterPoolRequest["gpuTypes"]>): NodeRequirement[] {
  return [
    ...(counts === undefined
      ? []
      : [isIn("karpenter.k8s.aws/instance-gpu-count", counts.map(String))]),
    ...(minMemoryGiB === undefined
      ? []
      : [
          {
            key: "karpenter.k8s.aws/instance-gpu-memory",
            operator: "Gte" as const,
            values: [String(minMemoryGiB * 1024)],
          },
        ]),
    { key: "karpenter.k8s.aws/instance-size", operator: "NotIn", values: ["metal"] },
  ];
}

function isIn(key: string, values: readonly string[]): NodeRequirement {
  return { key, operator: "In", values: [...values] };
}

function disruptionOf(
  { disruption = {} }: KarpenterPoolRequest,
  { gpu }: PoolPlan,
): KarpenterNodePoolSpec["disruption"] {
  const policies = {
    whenEmpty: "WhenEmpty",
    whenEmptyOrUnderutilized: "WhenEmptyOrUnderutilized",
  } as const;
  const consolidate = gpu ? nodePoolDefaults.gpuConsolidate : nodePoolDefaults.consolidate;
  const after = gpu ? nodePoolDefaults.gpuConsolidateAfter : nodePoolDefaults.consolidateAfter;
  return {
    consolidationPolicy: policies[disruption.consolidate ?? consolidate],
    consolidateAfter: disruption.after ?? after,
    budgets: (disruption.budgets ?? nodePoolDefaults.budgets).map((budget) => ({ ...budget })),
  };
}

/**
 * The limits that are asked for, and those on CPU and memory that follow: what the instance types of the pool have at
 * most for so many GPUs, vCPUs or nodes. So every pool is bounded in each of them.
 */
function limitsOf({ limits }: KarpenterPoolRequest, { types }: PoolPlan): Record<string, string> {
  const cpu = limits.cpus ?? mostOf(limits, types, ({ vcpu }) => vcpu);
  const memoryMiB = mostOf(limits, types, (type) => type.memoryMiB);
  return {
    ...(limits.gpus !== undefined && { [GPU_RESOURCE]: String(limits.gpus) }),
    cpu: String(cpu),
    memory: `${memoryMiB}Mi`,
    ...(limits.nodes !== undefined && { nodes: String(limits.nodes) }),
  };
}

/** No less of something than a fleet of these types can have within the limits, in any mixture: the closest limit decides. */
function mostOf(
  { gpus = Infinity, cpus = Infinity, nodes = Infinity }: KarpenterPoolRequest["limits"],
  types: readonly InstanceType[],
  has: (type: InstanceType) => number,
): number {
  const most = (limit: number, per: (type: InstanceType) => number): number =>
    limit * Math.max(...types.map((type) => has(type) / per(type)));
  return Math.ceil(
    Math.min(
      most(nodes, () => 1),
      most(cpus, ({ vcpu }) => vcpu),
      most(gpus, ({ gpuCount }) => gpuCount),
    ),
  );
}

/** What a node class takes from the cluster. */
export interface NodeClassInputs {
  readonly nodeRoleName: Input<string>;
  readonly subnetSelectorTerms: Input<{ readonly id: string }[]>;
  readonly securityGroupIds: readonly Input<string>[];
  readonly tags: Input<Record<string, Input<string>>>;
}

/** The `EC2NodeClass` of a request. Expects valid arguments (`rules.ts`). */
export function planNodeClass(
  request: KarpenterPoolRequest,
  inputs: NodeClassInputs,
): NodeClassSpec {
  const plan = planPool(request);
  const bottlerocket = plan.operatingSystem === "bottlerocket";
  // Karpenter sets up the local disks itself.
  const userData = bottlerocket
    ? bottlerocketUserData({ ...request, localNvme: false })
    : al2023UserData(request, "karpenter");
  const reservations = request.capacityReservationIds ?? [];
  return {
    role: inputs.nodeRoleName,
    amiSelectorTerms: [{ alias: amiAlias(request, plan) }],
    subnetSelectorTerms: inputs.subnetSelectorTerms,
    securityGroupSelectorTerms: inputs.securityGroupIds.map((id) => ({ id })),
    ...(reservations.length > 0 && {
      capacityReservationSelectorTerms: reservations.map((id) => ({ id })),
    }),
    blockDeviceMappings: volumesOf(request, plan).map(blockDevice),
    ...(request.localNvme === true && { instanceStorePolicy: "RAID0" }),
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    },
    associatePublicIPAddress: false,
    ...(userData !== undefined && { userData }),
    tags: inputs.tags,
  };
}

/** `al2023@v20260911`, `bottlerocket@v1.54.0`: Karpenter picks the NVIDIA variant by the instance type. */
function amiAlias(request: KarpenterPoolRequest, { operatingSystem }: PoolPlan): string {
  const release = request.imageRelease ?? versions.nodeImages[operatingSystem];
  const [first = release, date = release] = release.split("-");
  return `${operatingSystem}@v${operatingSystem === "al2023" ? date : first}`;
}

function blockDevice(volume: VolumePlan): object {
  return {
    deviceName: volume.deviceName,
    ebs: {
      volumeSize: `${volume.sizeGiB}Gi`,
      volumeType: "gp3",
      encrypted: true,
      deleteOnTermination: true,
      ...(volume.throughputMiBps !== undefined && { throughput: volume.throughputMiBps }),
      ...(volume.snapshotId !== undefined && { snapshotID: volume.snapshotId }),
    },
  };
}
