import type { Problem } from "@inference-platform/components/internal/problems";
import { holdsUri } from "@inference-platform/components/models/cache-plan";
import { modelCacheProblems } from "@inference-platform/components/models/cache-rules";
import { z } from "zod";

import { parsePart, type Parsed } from "./config-problems";
import { memory } from "./quantity-schema";
import { object } from "./strict-object";
import type { TenantConfig } from "./tenant-config";

const modelCacheSchema = object({
  nodeGroups: z.record(z.string(), object({ pool: z.string(), storageLimit: memory })),
  models: z.record(
    z.string(),
    object({ uri: z.string(), size: memory, nodeGroups: z.array(z.string()) }),
  ),
});

/** Models that nodes keep on their disks. */
export type ModelCacheConfig = z.infer<typeof modelCacheSchema>;

/** The model cache of a configuration; without a value where there is none. */
export function parseModelCache(path: string, raw: unknown): Parsed<ModelCacheConfig> {
  if (raw === undefined) return { problems: [] };
  return parsePart(path, raw, modelCacheSchema, modelCacheProblems);
}

/** Problems of models that are cached and want GPUs: KServe binds their pods to the nodes of the cache, which have none. */
export function cachedGpuProblems(
  path: string,
  tenants: Readonly<Record<string, TenantConfig>>,
  { models: cached }: Pick<ModelCacheConfig, "models">,
): Problem[] {
  return Object.entries(tenants).flatMap(([tenant, { models }]) =>
    Object.entries(models).flatMap(([model, { source, gpu }]) => {
      if (source === undefined || gpu === undefined) return [];
      const [holder] = Object.entries(cached).find(([, { uri }]) => holdsUri(uri, source)) ?? [];
      if (holder === undefined) return [];
      return [
        {
          path: `${path}.${tenant}.models.${model}.source`,
          reason: `"${source}" is kept on nodes without GPUs (modelCache.models.${holder}), and KServe serves it from there only, so that the pods of a model with "gpu" find no node. Remove it from modelCache, remove "gpu", or use a copy of the model.`,
        },
      ];
    }),
  );
}
