import { runtimeNames } from "@inference-platform/components/serving/runtimes/catalogue";
import { huggingFaceTasks } from "@inference-platform/components/serving/runtimes/huggingface";
import { tritonFormats } from "@inference-platform/components/serving/runtimes/triton";
import { z } from "zod";

import { wrongChoice } from "./choice-schema";
import { object } from "./strict-object";

/** One key of a Secret in the tenant's namespace. */
export const secretKey = object({ secret: z.string(), key: z.string() });

const maxModelLength = z.number().optional();

/** What serves a model, by its name. */
export const runtimeSchema = z.discriminatedUnion(
  "name",
  [
    object({
      name: z.literal("triton"),
      format: z.enum(tritonFormats).optional(),
      modelControl: object({
        loadModels: z.array(z.string()).optional(),
        apiKey: secretKey,
      }).optional(),
      responseCacheMiB: z.number().optional(),
      traceEveryRequest: z.boolean().optional(),
    }),
    object({ name: z.literal("onnxruntime") }),
    object({
      name: z.literal("vllm"),
      tensorParallelSize: z.number().optional(),
      maxModelLength,
      maxSequences: z.number().optional(),
      gpuMemoryUtilization: z.number().optional(),
      dtype: z.enum(["auto", "bfloat16", "float16", "float32"]).optional(),
      quantization: z.enum(["awq", "gptq", "fp8", "bitsandbytes"]).optional(),
      toolCallParser: z.string().optional(),
    }),
    object({ name: z.literal("vllmMultiNode"), nodes: z.number(), maxModelLength }),
    object({
      name: z.literal("huggingface"),
      task: z.enum(huggingFaceTasks).optional(),
      maxModelLength,
    }),
    object({ name: z.enum(["sklearn", "xgboost", "lightgbm", "mlflow"]) }),
    object({ name: z.literal("tensorflow") }),
    object({ name: z.literal("torchserve") }),
    object({
      name: z.literal("custom"),
      image: z.string(),
      port: z.number(),
      readinessPath: z.string(),
      livenessPath: z.string().optional(),
      command: z.array(z.string()).optional(),
      args: z.array(z.string()).optional(),
      metricsPath: z.string().optional(),
    }),
  ],
  wrongChoice("name", runtimeNames),
);
