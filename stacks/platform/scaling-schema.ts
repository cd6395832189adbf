import { z } from "zod";

import { wrongChoice } from "./choice-schema";
import { object } from "./strict-object";

const bounds = { min: z.number(), max: z.number() };

const steps = object({
  stabilizationSeconds: z.number().optional(),
  policies: z
    .array(
      object({
        type: z.enum(["pods", "percent"]),
        value: z.number(),
        periodSeconds: z.number(),
      }),
    )
    .optional(),
});

const behavior = object({ scaleUp: steps.optional(), scaleDown: steps.optional() }).optional();

const hpa = object({
  engine: z.literal("hpa").optional(),
  ...bounds,
  cpuPercent: z.number().optional(),
  memoryPercent: z.number().optional(),
  podMetrics: z.array(object({ metric: z.string(), averageValue: z.number() })).optional(),
  behavior,
});

const name = z.string().optional();

/** The triggers of KEDA, by what they measure. */
const triggers = [
  object({
    metric: z.enum(["tritonQueueTime"]),
    name,
    thresholdMilliseconds: z.number(),
    activationMilliseconds: z.number().optional(),
  }),
  object({
    metric: z.enum(["tritonPendingRequests"]),
    name,
    thresholdRequestsPerReplica: z.number(),
    activationRequests: z.number().optional(),
  }),
  object({
    metric: z.enum(["requestRate"]),
    name,
    thresholdRequestsPerSecondPerReplica: z.number(),
    activationRequestsPerSecond: z.number().optional(),
  }),
  object({
    metric: z.enum(["p95Latency"]),
    name,
    thresholdMilliseconds: z.number(),
    activationMilliseconds: z.number().optional(),
  }),
  object({
    metric: z.enum(["gpuUtilization"]),
    name,
    thresholdPercent: z.number(),
    activationPercent: z.number().optional(),
  }),
  object({
    metric: z.enum(["vllmWaitingRequests"]),
    name,
    thresholdRequestsPerReplica: z.number(),
    activationRequests: z.number().optional(),
  }),
  object({
    metric: z.enum(["vllmKvCacheUse"]),
    name,
    thresholdPercent: z.number(),
    activationPercent: z.number().optional(),
  }),
  object({
    metric: z.enum(["cpuUtilization", "memoryUtilization"]),
    name,
    thresholdPercent: z.number(),
  }),
  object({
    metric: z.enum(["promql"]),
    name,
    query: z.string(),
    threshold: z.number(),
    activation: z.number().optional(),
    metricType: z.enum(["AverageValue", "Value"]).optional(),
    existsAtZero: z.boolean().optional(),
  }),
] as const;

const trigger = z.discriminatedUnion(
  "metric",
  triggers,
  wrongChoice(
    "metric",
    triggers.flatMap(({ shape }) => [...shape.metric.options]),
  ),
);

const keda = object({
  engine: z.literal("keda"),
  ...bounds,
  triggers: z.array(trigger),
  schedules: z
    .array(
      object({
        name: z.string(),
        timeZone: z.string(),
        start: z.string(),
        end: z.string(),
        replicas: z.number(),
      }),
    )
    .optional(),
  pollingSeconds: z.number().optional(),
  cooldownSeconds: z.number().optional(),
  fallbackReplicas: z.number().optional(),
  behavior,
});

/** How the replicas of a model follow the load. */
export const scalingSchema = z.discriminatedUnion(
  "engine",
  [hpa, keda],
  wrongChoice("engine", ["hpa", "keda"]),
);
