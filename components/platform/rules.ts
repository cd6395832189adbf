import { clusterProblems, type ClusterRuleInput } from "../cluster/rules";
import { below, keyed, type Problem } from "../internal/problems";
import { domainProblems } from "../mesh/rules";
import { networkProblems, type NetworkRuleInput } from "../network/rules";
import { nodePoolProblems, type NodePoolRuleInput } from "../nodes/rules";
import { observabilityProblems, type ObservabilitySizes } from "../observability/rules";
import { tenantProblems, type TenantRuleInput } from "../tenancy/rules";

type PoolInput = Omit<NodePoolRuleInput, "pool">;
type TenantInput = Omit<TenantRuleInput, "tenant">;

/** What the rules of a platform look at: the arguments of its parts. */
export interface PlatformRuleInput {
  readonly network: NetworkRuleInput;
  readonly cluster?: ClusterRuleInput;
  readonly systemPool: PoolInput;
  /** Pools by name, without the system pool. */
  readonly nodePools: Readonly<Record<string, PoolInput>>;
  readonly gateway: { readonly domain: string };
  readonly observability?: ObservabilitySizes;
  readonly tenants: Readonly<Record<string, TenantInput>>;
}

/**
 * Every problem of a platform of that name, those of its parts included: they are all told before the first part
 * registers anything.
 */
export function platformProblems(name: string, input: PlatformRuleInput): Problem[] {
  return [
    ...below("network", networkProblems(input.network)),
    ...below("cluster", clusterProblems(name, input.cluster ?? {})),
    ...below("systemPool", nodePoolProblems({ ...input.systemPool, pool: "system" })),
    ...Object.entries(input.nodePools).flatMap(([pool, args]) =>
      below(`nodePools.${pool}`, keyed("pool", nodePoolProblems({ ...args, pool }))),
    ),
    ...below("gateway", domainProblems("domain", input.gateway.domain)),
    ...below("observability", observabilityProblems(input.observability ?? {})),
    ...Object.entries(input.tenants).flatMap(([tenant, args]) =>
      below(`tenants.${tenant}`, keyed("tenant", tenantProblems({ ...args, tenant }))),
    ),
    ...crossProblems(input),
  ];
}

/** What the rules that span several parts look at. */
export interface CrossRuleInput {
  readonly nodePools: Readonly<Record<string, { readonly gpu?: boolean }>>;
  readonly tenants: Readonly<Record<string, { readonly quota: { readonly gpus: number } }>>;
}

/** Problems that no single part can see: a taken pool name, quotas for GPUs that no pool can have. */
export function crossProblems(input: CrossRuleInput): Problem[] {
  return [...systemPoolProblems(input), ...gpuQuotaProblems(input)];
}

function systemPoolProblems({ nodePools }: CrossRuleInput): Problem[] {
  if (!("system" in nodePools)) return [];
  return [
    {
      path: "nodePools.system",
      reason: `"system" is the pool of the cluster itself. Set it as systemPool, or choose another name.`,
    },
  ];
}

function gpuQuotaProblems({ nodePools, tenants }: CrossRuleInput): Problem[] {
  if (Object.values(nodePools).some(({ gpu }) => gpu === true)) return [];
  return Object.entries(tenants)
    .filter(([, { quota }]) => quota.gpus > 0)
    .map(([tenant, { quota }]) => ({
      path: `tenants.${tenant}.quota.gpus`,
      reason: `${quota.gpus} GPUs are granted, but no node pool has GPUs. Add a pool with gpu: true, or write 0.`,
    }));
}
