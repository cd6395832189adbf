import { bytesPerParameter, refusedFields } from "@inference-platform/components/serving/request";
import type { Latency } from "@inference-platform/components/observability/slo/slo";
import { z } from "zod";

import { chosen } from "./choice-schema";
import { isRecord } from "./config-problems";
import { runtimeSchema, secretKey } from "./runtime-schema";
import { scalingSchema } from "./scaling-schema";
import { cpu, memory, text } from "./quantity-schema";
import { object } from "./strict-object";
import { tritonModelSchema } from "./triton-schema";

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
const fileSize = object({ gib: z.number(), cacheGiB });
const parameterSize = object({
  parametersBillions: z.number(),
  precision: z.enum(Object.keys(bytesPerParameter) as (keyof typeof bytesPerParameter)[]),
  cacheGiB,
});
const size = chosen((value) => (hasKey(value, "gib") ? fileSize : parameterSize));

const claimedCache = object({ claimName: z.string() });
const nodeCache = object({ sizeGiB: z.number() });

function hasKey(value: unknown, key: string): boolean {
  return isRecord(value) && key in value;
}

const latency = text<Latency>('a duration in quotes, for instance "100 ms"').optional();
const latencies = object({ p50: latency, p90: latency, p95: latency, p99: latency }).optional();

/** What is promised to those who ask a model. */
const slo = object({
  availability: z.number().optional(),
  latency: latencies,
  timeToFirstToken: latencies,
  errorBudgetDays: z.number().optional(),
});

/** One model of a tenant. Which of these fit together is for the rules: each wrong combination has its own reason. */
export const modelSchema = object(
  {
    /** `config.pbtxt` of a model in the tenant's repository. */
    triton: tritonModelSchema.optional(),
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
    slo: slo.optional(),
    batcher: object({ maxBatchSize: z.number(), maxLatencyMilliseconds: z.number() }).optional(),
    logger: object({
      url: z.string(),
      mode: z.enum(["all", "request", "response"]).optional(),
    }).optional(),
    transformer: companion.optional(),
    explainer: companion.optional(),
    ...variables,
    cacheVolume: chosen((value) =>
      hasKey(value, "claimName") ? claimedCache : nodeCache,
    ).optional(),
    priorityClassName: z.string().optional(),
  },
  refusedFields,
);
