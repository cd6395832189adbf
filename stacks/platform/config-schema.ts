import { didYouMean } from "@inference-platform/components/internal/problems";
import type { Cpu, Memory } from "@inference-platform/components/internal/units";
import { tritonDataTypes } from "@inference-platform/components/models/triton-config";
import { natModes } from "@inference-platform/components/network/plan";
import { z } from "zod";

/** An object that refuses keys it does not know, with the nearest one that it does. */
function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? unknownKeys(issue.keys, Object.keys(shape)) : undefined,
  });
}

function unknownKeys(unknown: readonly string[], known: readonly string[]): string {
  return unknown
    .map(
      (key) =>
        `"${key}" is not a key here.${didYouMean(key, known)} Allowed: ${known.join(", ")}. Remove or rename it.`,
    )
    .join(" ");
}

/** Text that the rules of the components look into; `wanted` says what it should be. */
function quantity<Text extends string>(wanted: string) {
  return z.custom<Text>((value) => typeof value === "string", {
    error: ({ input }) => `${input === undefined ? "is missing" : "is not text"}. Write ${wanted}.`,
  });
}

const cpu = quantity<Cpu>('a CPU quantity in quotes, for instance "500m"');
const memory = quantity<Memory>("a memory quantity, for instance 4Gi");
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
  interfaceEndpoints: z.array(z.string()).optional(),
  flowLogRetentionDays: z.number().optional(),
});

export const clusterSchema = object({
  clusterName: z.string().optional(),
  publicAccessCidrs: z.array(z.string()).optional(),
  administrators: z.record(z.string(), z.string()).optional(),
  logRetentionDays: z.number().optional(),
  deletionProtection: z.boolean().optional(),
});

export const systemPoolSchema = object({
  instanceTypes: z.array(z.string()),
  capacity: z.enum(["onDemand", "spot"]).optional(),
  scaling,
  diskSizeGiB: z.number().optional(),
});

export const nodePoolSchema = object({
  ...systemPoolSchema.shape,
  gpu: z.boolean().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  taints: z
    .array(
      object({
        key: z.string(),
        value: z.string().optional(),
        effect: z.enum(["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"]),
      }),
    )
    .optional(),
});

export const gatewaySchema = object({
  domain: z.string(),
  certificateArn: z.string().optional(),
});

export const observabilitySchema = object({
  metricRetentionDays: z.number().optional(),
  metricStorageGiB: z.number().optional(),
  logRetentionDays: z.number().optional(),
  logStorageGiB: z.number().optional(),
});

export const artifactsSchema = object({
  chartRepository: z.string().optional(),
  imageRegistry: z.string().optional(),
  gatewayApiManifest: z.string().optional(),
});

const dataType = z.enum(tritonDataTypes);
const tensor = object({ name: z.string(), dataType, dims: z.array(z.number()) });

export const modelSchema = object({
  /** `config.pbtxt` of a model in the tenant's repository. */
  triton: object({
    backend: z.enum(["onnxruntime", "tensorrt", "pytorch", "openvino", "python"]),
    maxBatchSize: z.number(),
    inputs: z.array(tensor),
    outputs: z.array(tensor),
    instances: object({ kind: z.enum(["gpu", "cpu"]), count: z.number() }),
    batchDelayMicroseconds: z.number().optional(),
    versions: z.number().optional(),
  }).optional(),
  /** A model that lies elsewhere. */
  storageUri: z.string().optional(),
  service: object({
    resources: object({ cpu, memory }),
    gpu: object({ count: z.number(), pool: z.string() }).optional(),
    replicas: object({ min: z.number(), max: z.number() }).optional(),
    startupSeconds: z.number().optional(),
    requestTimeoutSeconds: z.number().optional(),
  }),
});

export const tenantSchema = object({
  quota: object({ cpu, memory, gpus: z.number() }),
  /** Parsed one by one with `modelSchema`, so that one wrong model does not hide the next. */
  models: z.record(z.string(), z.unknown()).optional(),
  smokeTest: object({ model: z.string(), schedule: z.string() }).optional(),
});
