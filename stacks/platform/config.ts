import { clusterProblems } from "@inference-platform/components/cluster/rules";
import { didYouMean, type Problem } from "@inference-platform/components/internal/problems";
import { gatewayProblems } from "@inference-platform/components/mesh/rules";
import { nodePoolProblems } from "@inference-platform/components/nodes/rules";
import { observabilityProblems } from "@inference-platform/components/observability/rules";
import type { PlatformNodePools } from "@inference-platform/components/platform/node-pools";
import {
  anyNetworkProblems,
  crossProblems,
  soundGateway,
  soundNodeVersion,
  soundZones,
} from "@inference-platform/components/platform/rules";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { isRecord, parsePart, PlatformConfigError, type Parsed } from "./config-problems";
import {
  artifactsSchema,
  clusterSchema,
  environments,
  existingNetworkSchema,
  networkSchema,
  systemPoolSchema,
} from "./config-schema";
import { gatewaySchema } from "./gateway-schema";
import { cachedGpuProblems, parseModelCache, type ModelCacheConfig } from "./model-cache-config";
import { parseNodePools } from "./node-pool-config";
import { observabilitySchema } from "./observability-schema";
import { sloRetentionProblems } from "./slo-retention";
import { parseTenants, type TenantConfig } from "./tenant-config";

/** The configuration of one environment, checked. */
export interface PlatformConfig {
  readonly environment: (typeof environments)[number];
  readonly region: string;
  readonly owner: string;
  readonly costCenter: string;
  readonly disposable: boolean;
  readonly network: z.infer<typeof networkSchema> | z.infer<typeof existingNetworkSchema>;
  readonly cluster: z.infer<typeof clusterSchema>;
  readonly systemPool: z.infer<typeof systemPoolSchema>;
  readonly nodePools: PlatformNodePools;
  readonly gateway: z.infer<typeof gatewaySchema>;
  readonly observability: z.infer<typeof observabilitySchema>;
  readonly artifacts: z.infer<typeof artifactsSchema>;
  readonly tenants: Readonly<Record<string, TenantConfig>>;
  /** Models on the disks of nodes; none without. */
  readonly modelCache?: ModelCacheConfig;
}

const keys = [
  "environment",
  "owner",
  "costCenter",
  "disposable",
  "network",
  "cluster",
  "systemPool",
  "nodePools",
  "gateway",
  "observability",
  "artifacts",
  "tenants",
  "modelCache",
] as const;
type Key = (typeof keys)[number];

/** Keys whose value is text and not YAML: `owner: 123` stays "123". */
const textKeys: readonly Key[] = ["environment", "owner", "costCenter"];

/**
 * Reads the configuration of the stack, as the engine gives it.
 *
 * @param deployedVersion Kubernetes minor that runs now; `undefined` where nothing runs yet.
 * @throws PlatformConfigError naming every problem at once.
 */
export function readConfig(deployedVersion?: string): PlatformConfig {
  return parseConfig(pulumi.runtime.allConfig(), pulumi.getProject(), deployedVersion);
}

/** The same for configuration from elsewhere: keys as `<project>:<key>`, structured values as JSON. */
export function parseConfig(
  all: Readonly<Record<string, string>>,
  project: string,
  deployedVersion?: string,
): PlatformConfig {
  const problems: Problem[] = [
    ...unknownKeyProblems(all, project),
    ...prototypeKeyProblems(all, project),
  ];
  const path = (key: Key): string => `${project}:${key}`;
  const raw = (key: Key): unknown => rawValue(key, all[path(key)]);
  const take = <Value>(parsed: Parsed<Value>): Value | undefined => {
    problems.push(...parsed.problems);
    return parsed.value;
  };
  const part = <Value>(
    key: Key,
    schema: z.ZodType<Value>,
    rules?: (value: Value) => readonly Problem[],
  ): Value | undefined => take(parsePart(path(key), raw(key), schema, rules));

  const region = take(parsePart("aws:region", all["aws:region"], z.string()));
  const network = parseNetwork(path("network"), raw("network"), region);
  const nodePools = parseNodePools(path("nodePools"), raw("nodePools"));
  const { fleet } = nodePools;
  const config = {
    environment: part("environment", z.enum(environments)),
    region,
    owner: part("owner", z.string().min(1)),
    costCenter: part("costCenter", z.string().min(1)),
    disposable: part("disposable", z.boolean().default(false)),
    network: take(network),
    // The name without clusterName, inference-<environment>, is always one that EKS takes.
    cluster: part("cluster", clusterSchema.default({}), (cluster) =>
      clusterProblems("inference", { ...cluster, deployedVersion }),
    ),
    systemPool: part("systemPool", systemPoolSchema, (pool) =>
      nodePoolProblems({ ...pool, pool: "system" }),
    ),
    nodePools: take(nodePools),
    gateway: part("gateway", gatewaySchema, gatewayProblems),
    observability: part("observability", observabilitySchema.default({}), observabilityProblems),
    artifacts: part("artifacts", artifactsSchema.default({})),
    tenants: take(parseTenants(path("tenants"), raw("tenants"), fleet)),
  };
  const modelCache = take(parseModelCache(path("modelCache"), raw("modelCache")));
  if (config.nodePools !== undefined && config.tenants !== undefined) {
    problems.push(
      ...crossProblems({
        network: config.network && soundZones(config.network, network.problems),
        cluster: config.cluster,
        nodeVersion: config.cluster && soundNodeVersion(config.cluster),
        systemPool: config.systemPool,
        nodePools: config.nodePools,
        gpuOffers: fleet?.wrongPools.length === 0 ? fleet.offers : undefined,
        gateway: config.gateway && soundGateway(config.gateway),
        tenants: config.tenants,
        modelCache,
      }).map((problem) => ({ ...problem, path: `${project}:${problem.path}` })),
    );
  }
  if (config.environment === "prod" && config.observability !== undefined) {
    problems.push(...silentAlertProblems(path("observability"), config.observability));
  }
  if (config.observability !== undefined && config.tenants !== undefined) {
    const { metricRetentionDays } = config.observability;
    problems.push(...sloRetentionProblems(path("tenants"), config.tenants, metricRetentionDays));
  }
  if (config.gateway?.tlsSecretName !== undefined) {
    problems.push(...plainTestProblems(path("tenants"), config.tenants ?? {}));
  }
  if (modelCache !== undefined) {
    problems.push(...cachedGpuProblems(path("tenants"), config.tenants ?? {}, modelCache));
  }
  if (problems.length > 0 || !isWhole(config)) throw new PlatformConfigError(problems);
  return { ...config, ...(modelCache !== undefined && { modelCache }) };
}

/** Where people depend on the models, somebody has to be told. */
function silentAlertProblems(path: string, { alerts }: PlatformConfig["observability"]): Problem[] {
  if (Object.keys(alerts?.receivers ?? {}).length > 0) return [];
  return [
    {
      path: `${path}.alerts.receivers`,
      reason:
        "is missing: the alerts of prod would reach nobody. Write for instance { oncall: { kind: pagerduty, routingKey: { secret: alert-receivers, key: pagerduty } } }.",
    },
  ];
}

/** The smoke test speaks plain HTTP, which a gateway that ends TLS itself does not answer. */
function plainTestProblems(
  path: string,
  tenants: Readonly<Record<string, TenantConfig>>,
): Problem[] {
  return Object.entries(tenants).flatMap(([tenant, { smokeTest }]) =>
    smokeTest === undefined
      ? []
      : [
          {
            path: `${path}.${tenant}.smokeTest`,
            reason:
              "asks over plain HTTP inside the cluster, which a gateway with tlsSecretName does not answer. Remove it, or end TLS at the load balancer with certificateArn.",
          },
        ],
  );
}

function isWhole(config: {
  readonly [K in keyof PlatformConfig]: PlatformConfig[K] | undefined;
}): config is PlatformConfig {
  return Object.values(config).every((value) => value !== undefined);
}

function rawValue(key: Key, text: string | undefined): unknown {
  if (text === undefined || textKeys.includes(key)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unknownKeyProblems(all: Readonly<Record<string, string>>, project: string): Problem[] {
  return Object.keys(all)
    .filter((key) => key.startsWith(`${project}:`))
    .map((key) => key.slice(project.length + 1))
    .filter((key) => !keys.some((known) => known === key))
    .map((key) => ({
      path: `${project}:${key}`,
      reason: `is not a key of this project.${didYouMean(key, keys)} Allowed: ${keys.join(", ")}. Remove or rename it.`,
    }));
}

/** Such a key is lost on the way: objects of JavaScript have a field of that name. */
function prototypeKeyProblems(all: Readonly<Record<string, string>>, project: string): Problem[] {
  return Object.entries(all)
    .filter(([key, text]) => key.startsWith(`${project}:`) && /"__proto__"\s*:/.test(text))
    .map(([key]) => ({
      path: key,
      reason: 'has a key "__proto__", which cannot be a name here. Remove or rename it.',
    }));
}

/** A network to make, or, where a VPC is named, one that exists. */
function parseNetwork(
  path: string,
  raw: unknown,
  region: string | undefined,
): Parsed<PlatformConfig["network"]> {
  if (isRecord(raw) && "vpcId" in raw) {
    return parsePart(path, raw, existingNetworkSchema, anyNetworkProblems);
  }
  return parsePart(path, raw, networkSchema, (network) => [
    ...anyNetworkProblems(network),
    ...regionProblems(network.availabilityZones, region),
  ]);
}

function regionProblems(zones: readonly string[], region: string | undefined): Problem[] {
  if (region === undefined) return [];
  return zones.flatMap((zone, index) =>
    zone.slice(0, -1) === region
      ? []
      : [
          {
            path: `availabilityZones[${index}]`,
            reason: `"${zone}" is not in the region ${region} (aws:region). Write for instance ${region}a.`,
          },
        ],
  );
}
