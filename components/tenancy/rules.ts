import { nameProblems } from "../internal/names";
import type { Problem } from "../internal/problems";
import { isCpu, isMemory } from "../internal/units";
import { reservedNamespaces } from "./defaults";
import type { TenantQuota } from "./plan";

/** What the rules of a tenant look at. */
export interface TenantRuleInput {
  readonly tenant: string;
  readonly quota: TenantQuota;
}

/** Problems of the arguments of a `Tenant`. */
export function tenantProblems({ tenant, quota }: TenantRuleInput): Problem[] {
  return [...tenantNameProblems("tenant", tenant), ...quotaProblems("quota", quota)];
}

/** Problems of a tenant's name: it becomes a namespace and a part of host names. */
function tenantNameProblems(path: string, name: string): Problem[] {
  if (reservedNamespaces.includes(name) || name.startsWith("kube-")) {
    return [
      {
        path,
        reason: `"${name}" belongs to the platform or to Kubernetes. Choose another name.`,
      },
    ];
  }
  // 30 leaves 33 characters of the host label `<model>-<tenant>` to the model.
  return nameProblems(path, name, 30);
}

/** Problems of a quota: what is missing, no quantity, or negative. */
function quotaProblems(path: string, quota: TenantQuota): Problem[] {
  const problems: Problem[] = [];
  if (!isCpu(quota.cpu)) {
    problems.push({
      path: `${path}.cpu`,
      reason: `"${quota.cpu}" is not a CPU quantity. Write cores or thousandths, for instance "8" or "500m".`,
    });
  }
  if (!isMemory(quota.memory)) {
    problems.push({
      path: `${path}.memory`,
      reason: `"${quota.memory}" is not a memory quantity. Write for instance "32Gi".`,
    });
  }
  if (!isCount(quota.gpus)) {
    problems.push({
      path: `${path}.gpus`,
      reason: `${quota.gpus} is not a number of GPUs. Write a whole number; 0 forbids GPUs.`,
    });
  }
  if (quota.gpuShares !== undefined && !isCount(quota.gpuShares)) {
    problems.push({
      path: `${path}.gpuShares`,
      reason: `${quota.gpuShares} is not a number of shares. Write a whole number; 0 forbids them.`,
    });
  }
  for (const [profile, count] of Object.entries(quota.migInstances ?? {})) {
    if (!isCount(count)) {
      problems.push({
        path: `${path}.migInstances.${profile}`,
        reason: `${count} is not a number of MIG instances. Write a whole number; 0 forbids them.`,
      });
    }
  }
  return problems;
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 0;
}
