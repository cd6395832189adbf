import { clusterProblems } from "@inference-platform/components/cluster/rules";
import { nameProblems } from "@inference-platform/components/internal/names";
import { didYouMean, type Problem } from "@inference-platform/components/internal/problems";
import { domainProblems } from "@inference-platform/components/mesh/rules";
import { networkProblems } from "@inference-platform/components/network/rules";
import { nodePoolProblems } from "@inference-platform/components/nodes/rules";
import { observabilityProblems } from "@inference-platform/components/observability/rules";
import { crossProblems } from "@inference-platform/components/platform/rules";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { parsePart, PlatformConfigError, type Parsed } from "./config-problems";
import {
  artifactsSchema,
  clusterSchema,
  environments,
  gatewaySchema,
  networkSchema,
  nodePoolSchema,
  observabilitySchema,
  systemPoolSchema,
} from "./config-schema";
import { parseTenants, type TenantConfig } from "./tenant-config";

/** The configuration of one environment, checked. */
export interface PlatformConfig {
  readonly environment: (typeof environments)[number];
  readonly region: string;
  readonly owner: string;
  readonly costCenter: string;
  readonly disposable: boolean;
  readonly network: z.infer<typeof networkSchema>;
  readonly cluster: z.infer<typeof clusterSchema>;
  readonly systemPool: z.infer<typeof systemPoolSchema>;
  readonly nodePools: Readonly<Record<string, z.infer<typeof nodePoolSchema>>>;
  readonly gateway: z.infer<typeof gatewaySchema>;
  readonly observability: z.infer<typeof observabilitySchema>;
  readonly artifacts: z.infer<typeof artifactsSchema>;
  readonly tenants: Readonly<Record<string, TenantConfig>>;
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
] as const;
type Key = (typeof keys)[number];

/** Keys whose value is text and not YAML: `owner: 123` stays "123". */
const textKeys: readonly Key[] = ["environment", "owner", "costCenter"];

/**
 * Reads the configuration of the stack, as the engine gives it.
 *
 * @throws PlatformConfigError naming every problem at once.
 */
export function readConfig(): PlatformConfig {
  return parseConfig(pulumi.runtime.allConfig(), pulumi.getProject());
}

/** The same for configuration from elsewhere: keys as `<project>:<key>`, structured values as JSON. */
export function parseConfig(
  all: Readonly<Record<string, string>>,
  project: string,
): PlatformConfig {
  const problems: Problem[] = [...unknownKeyProblems(all, project)];
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
  const nodePools = take(parseNodePools(path("nodePools"), raw("nodePools")));
  const config = {
    environment: part("environment", z.enum(environments)),
    region,
    owner: part("owner", z.string().min(1)),
    costCenter: part("costCenter", z.string().min(1)),
    disposable: part("disposable", z.boolean().default(false)),
    network: part("network", networkSchema, (network) => [
      ...networkProblems(network),
      ...regionProblems(network.availabilityZones, region),
    ]),
    // The name without clusterName, inference-<environment>, is always one that EKS takes.
    cluster: part("cluster", clusterSchema.default({}), (cluster) =>
      clusterProblems("inference", cluster),
    ),
    systemPool: part("systemPool", systemPoolSchema, (pool) =>
      nodePoolProblems({ ...pool, pool: "system" }),
    ),
    nodePools,
    gateway: part("gateway", gatewaySchema, ({ domain }) => domainProblems("domain", domain)),
    observability: part("observability", observabilitySchema.default({}), observabilityProblems),
    artifacts: part("artifacts", artifactsSchema.default({})),
    tenants: take(parseTenants(path("tenants"), raw("tenants"), nodePools)),
  };
  if (config.nodePools !== undefined && config.tenants !== undefined) {
    problems.push(
      ...crossProblems({ nodePools: config.nodePools, tenants: config.tenants }).map((problem) => ({
        ...problem,
        path: `${project}:${problem.path}`,
      })),
    );
  }
  if (problems.length > 0 || !isWhole(config)) throw new PlatformConfigError(problems);
  return config;
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

function parseNodePools(path: string, raw: unknown): Parsed<PlatformConfig["nodePools"]> {
  const record = parsePart(path, raw, z.record(z.string(), z.unknown()));
  const pools = Object.entries(record.value ?? {}).map(([pool, args]) => ({
    pool,
    parsed: parsePart(`${path}.${pool}`, args, nodePoolSchema, (value) =>
      nodePoolProblems({ ...value, pool: "any" }),
    ),
  }));
  const problems = [
    ...record.problems,
    ...pools.flatMap(({ pool, parsed }) => [
      ...nameProblems(`${path}.${pool}`, pool, 40),
      ...parsed.problems,
    ]),
  ];
  const known = pools.flatMap(({ pool, parsed }) =>
    parsed.value ? [[pool, parsed.value] as const] : [],
  );
  // With a pool missing, models and quotas would be told that there is no such pool.
  if (record.value === undefined || known.length < pools.length) return { problems };
  return { problems, value: Object.fromEntries(known) };
}
