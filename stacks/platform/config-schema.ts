import type { GpuSharing } from "@inference-platform/components/gpu/sharing";
import { natModes } from "@inference-platform/components/network/plan";
import type { NodeTaint } from "@inference-platform/components/nodes/pool-request";
import { z } from "zod";

import { accessSchema } from "./gateway-schema";
import { cpu, memory, text } from "./quantity-schema";
import { repositorySchema } from "./repository-schema";
import { object } from "./strict-object";

const kubernetesMinor = text('a Kubernetes minor in quotes, for instance "1.35"');
const scaling = object({
  min: z.number(),
  max: z.number(),
  desired: z.number().optional(),
});

/** The environments; each has its profile of policies. */
export const environments = ["dev", "staging", "prod"] as const;

export const networkSchema = object({
  cidr: z.string(),
  availabilityZones: z.array(z.string()),
  natGateways: z.enum(natModes).optional(),
  podCidr: z.string().optional(),
  serviceCidr: z.string().optional(),
  peeredCidrs: z.array(z.string()).optional(),
  interfaceEndpoints: z.array(z.string()).optional(),
  flowLogRetentionDays: z.number().optional(),
});

export const existingNetworkSchema = object({
  vpcId: z.string(),
  cidr: z.string(),
  privateSubnetIds: z.array(z.string()),
  publicSubnetIds: z.array(z.string()).optional(),
  intraSubnetIds: z.array(z.string()).optional(),
  podSubnetIds: z.array(z.string()).optional(),
  serviceCidr: z.string().optional(),
  peeredCidrs: z.array(z.string()).optional(),
});

export const clusterSchema = object({
  clusterName: z.string().optional(),
  availabilityZones: z.array(z.string()).optional(),
  version: kubernetesMinor.optional(),
  nodeVersion: kubernetesMinor.optional(),
  supportType: z.enum(["STANDARD", "EXTENDED"]).optional(),
  addonVersions: z.record(z.string(), z.string()).optional(),
  storageDrivers: object({ efs: z.boolean().optional() }).optional(),
  publicAccessCidrs: z.array(z.string()).optional(),
  administrators: z.record(z.string(), z.string()).optional(),
  viewers: z.record(z.string(), z.string()).optional(),
  logRetentionDays: z.number().optional(),
  deletionProtection: z.boolean().optional(),
});

const capacities = ["reserved", "spot", "onDemand"] as const;

/** One kind of capacity, or several. */
function capacity<const Kinds extends readonly [string, ...string[]]>(kinds: Kinds) {
  return z
    .union([z.literal([...kinds]), z.array(z.enum(capacities))], {
      error: ({ input }) =>
        `${JSON.stringify(input)} is not a kind of capacity. Write one or more of ${kinds.join(", ")}.`,
    })
    .optional();
}

/** What pools of both engines have. */
const commonPool = {
  gpu: z.boolean().optional(),
  operatingSystem: z.enum(["al2023", "bottlerocket"]).optional(),
  imageRelease: z.string().optional(),
  diskSizeGiB: z.number().optional(),
  imageSnapshotId: z.string().optional(),
  parallelImagePull: z.boolean().optional(),
  localNvme: z.boolean().optional(),
  efa: z.boolean().optional(),
  capacityReservationIds: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  taints: z
    .array(
      object({
        key: z.string(),
        value: z.string().optional(),
        effect: text<NodeTaint["effect"]>("NoSchedule, NoExecute or PreferNoSchedule"),
      }),
    )
    .optional(),
  // Which strategy, and whether it is exactly one, is for the rules: each wrong combination has its own reason.
  sharing: object({
    timeSlicing: z.number().optional(),
    mps: z.number().optional(),
    mig: z.record(z.string(), z.number()).optional(),
  })
    .transform((sharing) => sharing as GpuSharing)
    .optional(),
  /** Zones of the pool, of those of the network. */
  availabilityZones: z.array(z.string()).optional(),
};

export const managedPoolSchema = object({
  ...commonPool,
  engine: z
    .literal("managed", {
      error: ({ input }) =>
        `${JSON.stringify(input)} is not an engine. Write managed or karpenter.`,
    })
    .optional(),
  instanceTypes: z.array(z.string()),
  capacity: capacity([...capacities, "capacityBlock"]),
  scaling,
});

export const karpenterPoolSchema = object({
  ...commonPool,
  engine: z.literal("karpenter"),
  instanceTypes: z.array(z.string()).optional(),
  gpuTypes: object({
    names: z.array(z.string()),
    counts: z.array(z.number()).optional(),
    minMemoryGiB: z.number().optional(),
  }).optional(),
  capacity: capacity(capacities),
  limits: object({
    gpus: z.number().optional(),
    cpus: z.number().optional(),
    nodes: z.number().optional(),
  }),
  disruption: object({
    consolidate: z.enum(["whenEmpty", "whenEmptyOrUnderutilized"]).optional(),
    after: z.string().optional(),
    budgets: z
      .array(
        object({
          nodes: z.string(),
          schedule: z.string().optional(),
          duration: z.string().optional(),
          reasons: z.array(z.enum(["Underutilized", "Empty", "Drifted"])).optional(),
        }),
      )
      .optional(),
    expireAfter: z.string().optional(),
    terminationGracePeriod: z.string().optional(),
  }).optional(),
  weight: z.number().optional(),
});

export const systemPoolSchema = object({
  instanceTypes: z.array(z.string()),
  capacity: z.enum(["onDemand", "spot"]).optional(),
  scaling,
  diskSizeGiB: z.number().optional(),
  imageRelease: z.string().optional(),
});

export const artifactsSchema = object({
  chartRepository: z.string().optional(),
  imageRegistry: z.string().optional(),
  gatewayApiManifest: z.string().optional(),
});

export const tenantSchema = object({
  quota: object({
    cpu,
    memory,
    gpus: z.number(),
    gpuShares: z.number().optional(),
    migInstances: z.record(z.string(), z.number()).optional(),
  }),
  access: accessSchema.optional(),
  modelBuckets: z
    .array(object({ bucketName: z.string(), prefix: z.string(), kmsKeyArn: z.string().optional() }))
    .optional(),
  repository: repositorySchema.optional(),
  /** Parsed one by one with `modelSchema`, so that one wrong model does not hide the next. */
  models: z.record(z.string(), z.unknown()).optional(),
  smokeTest: object({ model: z.string(), schedule: z.string() }).optional(),
});
