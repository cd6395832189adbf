import { bytesPerParameter, refusedFields } from "@inference-platform/components/serving/request";
import type { TritonModelConfig } from "@inference-platform/components/models/triton-model";
import { z } from "zod";

import { runtimeSchema, secretKey } from "./runtime-schema";
import { scalingSchema } from "./scaling-schema";
import { cpu, memory, object, text } from "./schema-objects";

const resources = object({ cpu, memory });
const variables = {
  environment: z.record(z.string(), z.string()).optional(),
  secrets: z.record(z.string(), secretKey).optional(),
};

/** A container before or beside a model. */
const companion = object({
  image: z.string(),
  resources,
  readinessPath: z.string().optional(),
  livenessPath: z.string().optional(),
  args: z.array(z.string()).optional(),
  replicas: object({ min: z.number(), max: z.number() }).optional(),
  ...variables,
});

const cacheGiB = z.number().optional();

/** How large a model is: its files, or what they follow from. */
const size = z.union([
  object({ gib: z.number(), cacheGiB }),
  object({
    parametersBillions: z.number(),
    precision: z.enum(Object.keys(bytesPerParameter) as (keyof typeof bytesPerParameter)[]),
    cacheGiB,
  }),
]);

/** One model of a tenant. Which of these fit together is for the rules: each wrong combination has its own reason. */
export const modelSchema = object(
  {
    /** `config.pbtxt` of a model in the tenant's repository. */
    triton: z.custom<TritonModelConfig>().optional(),
    /** Where a model is that lies elsewhere. */
    source: z.string().optional(),
    runtime: runtimeSchema.optional(),
    resources,
    gpu: object({
      name: z.string().optional(),
      fraction: text<`1/${number}`>('a part of a GPU in quotes, for instance "1/4"').optional(),
      migProfile: z.string().optional(),
      pool: z.string().optional(),
      count: z.number().optional(),
    }).optional(),
    size: size.optional(),
    scaling: scalingSchema.optional(),
    startupSeconds: z.number().optional(),
    requestTimeoutSeconds: z.number().optional(),
    batcher: object({ maxBatchSize: z.number(), maxLatencyMilliseconds: z.number() }).optional(),
    logger: object({
      url: z.string(),
      mode: z.enum(["all", "request", "response"]).optional(),
    }).optional(),
    transformer: companion.optional(),
    explainer: companion.optional(),
    ...variables,
    cacheVolume: z
      .union([object({ sizeGiB: z.number() }), object({ claimName: z.string() })])
      .optional(),
    priorityClassName: z.string().optional(),
  },
  refusedFields,
);
