import { nameProblems } from "../internal/names";
import { below, type Problem } from "../internal/problems";
import { SMALLEST_THRESHOLD } from "./defaults";
import { queryProblem } from "./promql";
import type { AutoscalingRequest } from "./scaling";
import { activationOf, thresholdOf, triggerName, type Amount, type Trigger } from "./triggers";

/** What the rules of a trigger look at beside it. */
type Surroundings = Pick<AutoscalingRequest, "metrics" | "gpu"> & { readonly min: number };

/** Problems of the triggers of a model, with paths below `triggers`. */
export function triggerProblems(triggers: readonly Trigger[], around: Surroundings): Problem[] {
  if (triggers.length === 0) {
    return [
      {
        path: "triggers",
        reason: `lists none, so nothing is measured. Name at least one, for instance { metric: "requestRate", thresholdRequestsPerSecondPerReplica: 10 }.`,
      },
    ];
  }
  return triggers.flatMap((trigger, index) =>
    below(`triggers[${index}]`, [
      ...(trigger.name === undefined ? [] : nameProblems("name", trigger.name)),
      ...sourceProblems(trigger, around),
      ...thresholdProblems(trigger),
      ...activationProblems(activationOf(trigger), around.min),
      ...(trigger.metric === "promql" ? queryProblems(trigger.query) : []),
    ]),
  );
}

function queryProblems(query: string): Problem[] {
  const problem = queryProblem(query);
  return problem === undefined ? [] : [{ path: "query", reason: `"${query}" ${problem}` }];
}

/** A trigger on what the pods of this model do not export would see nothing for ever. */
function sourceProblems(trigger: Trigger, { metrics, gpu }: Surroundings): Problem[] {
  const runtime = /^(triton|vllm)/.exec(trigger.metric)?.[0];
  if (runtime !== undefined && runtime !== metrics) {
    return [
      {
        path: "metric",
        reason: `"${trigger.metric}" is measured by ${runtime}, and the runtime of this model exports ${metrics === "none" ? "no metrics" : `those of ${metrics}`}. Use a metric of the mesh, for instance "requestRate".`,
      },
    ];
  }
  if (trigger.metric !== "gpuUtilization") return [];
  if (gpu === undefined) {
    return [
      {
        path: "metric",
        reason: `"gpuUtilization" needs a GPU, and the model has none. Use "cpuUtilization" or "requestRate".`,
      },
    ];
  }
  if (gpu.shared !== true) return [];
  return [
    {
      path: "metric",
      reason: `"gpuUtilization" cannot be measured on shares of a GPU: DCGM does not tell the pods on it apart. Use "requestRate" or a metric of the runtime.`,
    },
  ];
}

const wholePercent = new Set<Trigger["metric"]>(["cpuUtilization", "memoryUtilization"]);

function thresholdProblems(trigger: Trigger): Problem[] {
  const { field, value } = thresholdOf(trigger);
  const percent = field === "thresholdPercent";
  if (wholePercent.has(trigger.metric)) {
    if (Number.isInteger(value) && value >= 1 && value <= 100) return [];
    return [
      { path: field, reason: `${value} is not a whole percentage. Write a number from 1 to 100.` },
    ];
  }
  if (Number.isFinite(value) && value >= SMALLEST_THRESHOLD && !(percent && value > 100)) return [];
  return [
    {
      path: field,
      reason: `${value} is no threshold. Write a number from ${SMALLEST_THRESHOLD}${percent ? " to 100" : ""}; KEDA counts in thousandths.`,
    },
  ];
}

function activationProblems(activation: Amount | undefined, min: number): Problem[] {
  if (activation === undefined) return [];
  const { field: path, value } = activation;
  if (min !== 0) {
    return [
      {
        path,
        reason: `has no effect with min ${min}: it decides between 0 and 1 replicas. Remove it, or write min: 0.`,
      },
    ];
  }
  if (Number.isFinite(value) && value >= 0) return [];
  return [{ path, reason: `${value} is no threshold. Write a number from 0.` }];
}

/** Problems of names that two triggers or schedules share. KEDA refuses them. */
export function duplicateNameProblems(
  triggers: readonly Trigger[],
  schedules: readonly { readonly name: string }[],
): Problem[] {
  const named = [
    ...triggers.map((trigger, i) => ({ path: `triggers[${i}].name`, name: triggerName(trigger) })),
    ...schedules.map(({ name }, i) => ({ path: `schedules[${i}].name`, name })),
  ];
  return named.flatMap(({ path, name }, index) =>
    named.findIndex((other) => other.name === name) === index
      ? []
      : [{ path, reason: `"${name}" is the name of another trigger as well. Give each its own.` }],
  );
}
