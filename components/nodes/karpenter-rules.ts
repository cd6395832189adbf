import type { Problem } from "../internal/problems";
import type { InstanceType } from "./instance-types";
import type {
  DisruptionBudget,
  GpuTypes,
  KarpenterPoolRequest,
  PoolDisruption,
  PoolLimits,
} from "./pool-request";

/** Problems of what only Karpenter pools have. */
export function karpenterProblems(
  pool: KarpenterPoolRequest,
  types: readonly InstanceType[],
): Problem[] {
  return [
    ...gpuNumberProblems("gpuTypes", pool.gpuTypes ?? {}),
    ...limitProblems("limits", pool.limits, pool.gpu ?? false),
    ...tooSmallLimitProblems("limits", pool.limits, types),
    ...disruptionProblems("disruption", pool.disruption ?? {}),
    ...weightProblems("weight", pool.weight),
  ];
}

/** Karpenter compares with whole numbers above 0 only. */
function gpuNumberProblems(
  path: string,
  { counts = [], minMemoryGiB = 1 }: Partial<GpuTypes>,
): Problem[] {
  const isWhole = (number: number): boolean => Number.isInteger(number) && number >= 1;
  const problems = counts.flatMap((count, index) =>
    isWhole(count)
      ? []
      : [
          {
            path: `${path}.counts[${index}]`,
            reason: `${count} is not a number of GPUs. Write a whole number from 1.`,
          },
        ],
  );
  if (!isWhole(minMemoryGiB)) {
    problems.push({
      path: `${path}.minMemoryGiB`,
      reason: `${minMemoryGiB} is not an amount of memory. Write whole GiB from 1, or leave it out.`,
    });
  }
  return problems;
}

function limitProblems(path: string, limits: PoolLimits, gpu: boolean): Problem[] {
  const problems = (["gpus", "cpus", "nodes"] as const).flatMap((key) => {
    const limit = limits[key];
    if (limit === undefined || (Number.isInteger(limit) && limit >= 1)) return [];
    return [
      {
        path: `${path}.${key}`,
        reason: `${limit} is not a limit. Write a whole number from 1.`,
      },
    ];
  });
  if (gpu && limits.gpus === undefined) {
    problems.push({
      path: `${path}.gpus`,
      reason:
        "is missing: without it the pool may grow until the account's quota. Write the most GPUs that it may have.",
    });
  }
  if (!gpu && limits.gpus !== undefined) {
    problems.push({
      path: `${path}.gpus`,
      reason: "limits GPUs, but the pool is no GPU pool. Remove it, and write cpus or nodes.",
    });
  }
  if (!gpu && limits.cpus === undefined && limits.nodes === undefined) {
    problems.push({
      path,
      reason:
        "has neither cpus nor nodes: without one the pool may grow until the account's quota. Write one.",
    });
  }
  return problems;
}

/** A limit that no type of the pool fits into lets nothing start. */
function tooSmallLimitProblems(
  path: string,
  limits: PoolLimits,
  types: readonly InstanceType[],
): Problem[] {
  const needs = [
    ["gpus", "GPUs", ({ gpuCount }: InstanceType) => gpuCount],
    ["cpus", "vCPUs", ({ vcpu }: InstanceType) => vcpu],
  ] as const;
  return needs.flatMap(([key, what, has]) => {
    const limit = limits[key];
    const [smallest] = [...types].sort((left, right) => has(left) - has(right));
    if (
      !Number.isInteger(limit) ||
      limit === undefined ||
      limit < 1 ||
      smallest === undefined ||
      has(smallest) <= limit
    ) {
      return [];
    }
    return [
      {
        path: `${path}.${key}`,
        reason: `${limit} is less than the ${has(smallest)} ${what} of ${smallest.instanceType}, the smallest type of the pool, so nothing could start. Write ${has(smallest)} or more, or name a smaller type.`,
      },
    ];
  });
}

/** The pattern of Karpenter for times. */
const duration = /^(\d+(s|m|h))+$/;

function disruptionProblems(path: string, disruption: PoolDisruption): Problem[] {
  return [
    ...durationProblems(`${path}.after`, disruption.after, true),
    ...durationProblems(`${path}.expireAfter`, disruption.expireAfter, true),
    ...durationProblems(`${path}.terminationGracePeriod`, disruption.terminationGracePeriod, false),
    ...noBudgetProblems(`${path}.budgets`, disruption.budgets),
    ...(disruption.budgets ?? []).flatMap((budget, index) =>
      budgetProblems(`${path}.budgets[${index}]`, budget),
    ),
  ];
}

function durationProblems(path: string, text: string | undefined, orNever: boolean): Problem[] {
  if (text === undefined || duration.test(text) || (orNever && text === "Never")) return [];
  return [
    {
      path,
      reason: `"${text}" is not a time. Write hours, minutes and seconds, for instance 720h or 1h30m${orNever ? ", or Never" : ""}.`,
    },
  ];
}

function noBudgetProblems(
  path: string,
  budgets: readonly DisruptionBudget[] | undefined,
): Problem[] {
  if (budgets?.length !== 0) return [];
  return [
    {
      path,
      reason:
        'is empty, which limits nothing. Write for instance { nodes: "100%" } to say so, or remove it for 10%.',
    },
  ];
}

function budgetProblems(path: string, budget: DisruptionBudget): Problem[] {
  const problems: Problem[] = [];
  if (!/^((100|\d{1,2})%|\d+)$/.test(budget.nodes)) {
    problems.push({
      path: `${path}.nodes`,
      reason: `"${budget.nodes}" is neither a number of nodes nor a percentage. Write for instance "1" or "10%".`,
    });
  }
  if ((budget.schedule === undefined) !== (budget.duration === undefined)) {
    problems.push({
      path,
      reason: `has ${budget.schedule === undefined ? "a duration without a schedule" : "a schedule without a duration"}. Write both, or neither for always.`,
    });
  }
  if (budget.schedule !== undefined && !isSchedule(budget.schedule)) {
    problems.push({
      path: `${path}.schedule`,
      reason: `"${budget.schedule}" is not a cron text. Write five fields in UTC, for instance "0 8 * * mon-fri".`,
    });
  }
  if (budget.duration !== undefined && !/^(\d+h)?(\d+m)?$/.test(budget.duration || "-")) {
    problems.push({
      path: `${path}.duration`,
      reason: `"${budget.duration}" is not a time. Write hours and minutes, for instance 8h or 1h30m.`,
    });
  }
  return problems;
}

function isSchedule(text: string): boolean {
  return (
    /^@(annually|yearly|monthly|weekly|daily|midnight|hourly)$/.test(text) ||
    (/^[\w*/,\- ]+$/.test(text) && text.trim().split(/\s+/).length === 5)
  );
}

function weightProblems(path: string, weight: number | undefined): Problem[] {
  if (weight === undefined || (Number.isInteger(weight) && weight >= 1 && weight <= 100)) return [];
  return [{ path, reason: `${weight} is not a weight. Write a whole number from 1 to 100.` }];
}
