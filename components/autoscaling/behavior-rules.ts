import { below, type Problem } from "../internal/problems";
import { behaviorLimits } from "./defaults";
import type { ScalingBehavior, ScalingPolicy, ScalingSteps } from "./scaling";

/** Problems of the behaviour of an autoscaler: the limits of autoscaling/v2. */
export function behaviorProblems({ scaleUp, scaleDown }: ScalingBehavior): Problem[] {
  return below("behavior", [
    ...below("scaleUp", stepsProblems(scaleUp ?? {})),
    ...below("scaleDown", stepsProblems(scaleDown ?? {})),
  ]);
}

function stepsProblems({ stabilizationSeconds = 0, policies }: ScalingSteps): Problem[] {
  return [
    ...wholeProblems(
      "stabilizationSeconds",
      stabilizationSeconds,
      0,
      behaviorLimits.stabilizationSeconds,
    ),
    ...(policies?.length === 0
      ? [{ path: "policies", reason: "lists none. Name at least one, or remove it." }]
      : []),
    ...(policies ?? []).flatMap((policy, index) =>
      below(`policies[${index}]`, policyProblems(policy)),
    ),
  ];
}

function policyProblems({ value, periodSeconds }: ScalingPolicy): Problem[] {
  return [
    ...wholeProblems("value", value, 1, Infinity),
    ...wholeProblems("periodSeconds", periodSeconds, 1, behaviorLimits.periodSeconds),
  ];
}

function wholeProblems(path: string, value: number, least: number, most: number): Problem[] {
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
  return [{ path, reason: `${value} is not possible. Write a whole number ${range}.` }];
}
