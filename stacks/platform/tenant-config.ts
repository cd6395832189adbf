import type { GpuOffer } from "@inference-platform/components/gpu/offers";
import { below, keyed, type Problem } from "@inference-platform/components/internal/problems";
import { repositoryVolumeProblems } from "@inference-platform/components/models/repository-rules";
import { repositoryModelProblems } from "@inference-platform/components/models/triton-repository-rules";
import { TRACE_COLLECTOR_HOST } from "@inference-platform/components/observability/defaults";
import { modelServiceProblems } from "@inference-platform/components/serving/rules";
import type { ModelServiceRequest } from "@inference-platform/components/serving/request";
import { tenantProblems } from "@inference-platform/components/tenancy/rules";
import { z } from "zod";

import { parsePart, type Parsed } from "./config-problems";
import { tenantSchema } from "./config-schema";
import { modelSchema } from "./model-schema";

/** One model of a tenant. */
export type ModelConfig = z.infer<typeof modelSchema>;

/** One tenant with its models. */
export interface TenantConfig extends Omit<z.infer<typeof tenantSchema>, "models"> {
  readonly models: Readonly<Record<string, ModelConfig>>;
}

/** What the node pools offer. */
export interface GpuFleet {
  readonly offers: readonly GpuOffer[];
  /** Pools that are wrong themselves: nothing can be said of models on them. */
  readonly wrongPools: readonly string[];
}

/** The tenants of a configuration. */
export function parseTenants(
  path: string,
  raw: unknown,
  fleet: GpuFleet | undefined,
): Parsed<Readonly<Record<string, TenantConfig>>> {
  const record = parsePart(path, raw ?? {}, z.record(z.string(), z.unknown()));
  const tenants = Object.entries(record.value ?? {}).map(([tenant, args]) => ({
    tenant,
    parsed: parseTenant(`${path}.${tenant}`, tenant, args, fleet),
  }));
  const value = Object.fromEntries(
    tenants.flatMap(({ tenant, parsed }) => (parsed.value ? [[tenant, parsed.value]] : [])),
  );
  return {
    problems: [
      ...record.problems,
      ...tenants.flatMap(({ parsed }) => parsed.problems),
      ...collisionProblems(path, value),
    ],
    value,
  };
}

function parseTenant(
  path: string,
  tenant: string,
  raw: unknown,
  fleet: GpuFleet | undefined,
): Parsed<TenantConfig> {
  const parsed = parsePart(path, raw, tenantSchema, ({ quota }) =>
    keyed("tenant", tenantProblems({ tenant, quota })),
  );
  const models = Object.entries(parsed.value?.models ?? {}).map(([model, args]) => ({
    model,
    parsed: parsePart(`${path}.models.${model}`, args, modelSchema, (value) =>
      modelProblems(model, tenant, value, fleet),
    ),
  }));
  const problems = [...parsed.problems, ...models.flatMap((entry) => entry.parsed.problems)];
  if (parsed.value === undefined) return { problems };
  const value = {
    ...parsed.value,
    models: Object.fromEntries(
      models.flatMap((entry) => (entry.parsed.value ? [[entry.model, entry.parsed.value]] : [])),
    ),
  };
  return {
    value,
    problems: [
      ...problems,
      ...smokeTestProblems(path, parsed.value),
      ...repositoryProblems(path, value),
    ],
  };
}

/** Problems of a repository on a volume of its own. Its models are judged one by one, with what serves them. */
function repositoryProblems(path: string, { repository, models }: TenantConfig): Problem[] {
  if (repository === undefined) return [];
  const inRepository = Object.fromEntries(
    Object.entries(models).flatMap(([model, { triton }]) => (triton ? [[model, triton]] : [])),
  );
  return repositoryVolumeProblems({ ...repository, models: inRepository, loader: {} }).map(
    ({ path: at, reason }) => ({
      path: `${path}.${at.startsWith("models.") ? at : `repository.${at}`}`,
      reason,
    }),
  );
}

function modelProblems(
  model: string,
  tenant: string,
  config: ModelConfig,
  fleet: GpuFleet | undefined,
): Problem[] {
  const { triton } = config;
  return [
    ...placeProblems(config),
    ...(triton === undefined ? [] : below("triton", repositoryModelProblems(model, triton))),
    ...keyed(
      "service",
      modelServiceProblems({
        ...modelRequest(model, tenant, config),
        gpu: canPlace(config.gpu, fleet) ? config.gpu : undefined,
        gpuOffers: fleet?.offers,
      }),
    ),
  ];
}

/** The model as its service is asked for it. */
function modelRequest(model: string, tenant: string, config: ModelConfig): ModelServiceRequest {
  return {
    ...config,
    service: model,
    namespace: tenant,
    runtime: config.runtime ?? defaultRuntime,
    // Whether there is a model at all is judged with its place, and whether the platform traces by its service.
    hasSource: true,
    traceCollector: TRACE_COLLECTOR_HOST,
  };
}

/** Serves what says nothing else. */
export const defaultRuntime = { name: "triton" } as const;

/** Without a pool, any that is wrong may be the one that was meant. */
function canPlace(gpu: ModelConfig["gpu"], fleet: GpuFleet | undefined): boolean {
  if (fleet === undefined) return false;
  return gpu?.pool === undefined
    ? fleet.wrongPools.length === 0
    : !fleet.wrongPools.includes(gpu.pool);
}

function placeProblems({ triton, source, runtime = defaultRuntime }: ModelConfig): Problem[] {
  const bringsItself = runtime.name === "custom" && triton === undefined;
  if ((triton === undefined) !== (source === undefined) || bringsItself) {
    return triton === undefined ? [] : repositoryRuntimeProblems(runtime.name);
  }
  return [
    {
      path: "",
      reason:
        triton === undefined
          ? `says neither what the model is nor where. Write "triton" for a model in the tenant's repository, or "source" for one that lies elsewhere.`
          : `has both "triton" and "source". Keep "triton" for a model in the tenant's repository, or "source" for one that lies elsewhere.`,
    },
  ];
}

/** The tenant's repository has the layout of Triton. */
function repositoryRuntimeProblems(runtime: string): Problem[] {
  if (runtime === "triton" || runtime === "onnxruntime") return [];
  return [
    {
      path: "runtime.name",
      reason: `"${runtime}" does not read the tenant's Triton repository. Write triton or onnxruntime, or replace "triton" by "source".`,
    },
  ];
}

/** The smoke test reads the repository of the tenant, so a model that lies elsewhere would fail it for ever. */
function smokeTestProblems(path: string, { models = {}, smokeTest }: RawTenant): Problem[] {
  const inRepository = Object.keys(models).filter((name) => hasKey(models[name], "triton"));
  if (smokeTest === undefined || inRepository.includes(smokeTest.model)) return [];
  return [
    {
      path: `${path}.smokeTest.model`,
      reason:
        inRepository.length === 0
          ? `"${smokeTest.model}" is not a model in the tenant's repository, and there is none. Add one with "triton", or remove smokeTest.`
          : `"${smokeTest.model}" is not a model in the tenant's repository. Write one of ${inRepository.join(", ")}.`,
    },
  ];
}

type RawTenant = z.infer<typeof tenantSchema>;

function hasKey(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && key in value;
}

/** Names with "-" can meet: model `a-b` of tenant `c` would take the host of model `a` of tenant `b-c`. */
function collisionProblems(
  path: string,
  tenants: Readonly<Record<string, TenantConfig>>,
): Problem[] {
  const owners = new Map<string, string>();
  const models = Object.entries(tenants).flatMap(([tenant, config]) =>
    Object.keys(config.models).map((model) => ({ tenant, model })),
  );
  return models.flatMap(({ tenant, model }) =>
    [`host ${model}-${tenant}`, `resource name ${tenant}-${model}`].flatMap((taken) => {
      const owner = owners.get(taken);
      owners.set(taken, owner ?? `${tenant}/${model}`);
      if (owner === undefined) return [];
      return [
        {
          path: `${path}.${tenant}.models.${model}`,
          reason: `has the ${taken}, which ${owner} has too. Rename one of them.`,
        },
      ];
    }),
  );
}
