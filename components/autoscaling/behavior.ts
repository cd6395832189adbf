import { autoscalingDefaults, behaviorLimits } from "./defaults";
import type { ScalingBehavior, ScalingPolicy, ScalingSteps } from "./scaling";

/** `behavior` of a HorizontalPodAutoscaler (autoscaling/v2), which KEDA passes on as it is. */
export interface HpaBehavior {
  readonly scaleUp: HpaScalingRules;
  readonly scaleDown: HpaScalingRules;
}

/** One direction of it. */
interface HpaScalingRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: "Max";
  readonly policies: { type: "Pods" | "Percent"; value: number; periodSeconds: number }[];
}

/** How fast replicas of a model that takes `startupSeconds` to load come and go. */
export function planBehavior(
  behavior: ScalingBehavior | undefined,
  startupSeconds: number,
): HpaBehavior {
  const defaults = defaultBehavior(startupSeconds);
  return {
    scaleUp: rules(behavior?.scaleUp, defaults.scaleUp),
    scaleDown: rules(behavior?.scaleDown, defaults.scaleDown),
  };
}

function defaultBehavior(
  startupSeconds: number,
): Record<keyof HpaBehavior, Required<ScalingSteps>> {
  const { scaleUpPercent, scaleUpPods, scaleDownPods, scaleDownPeriodSeconds, scaleDownSeconds } =
    autoscalingDefaults;
  const loading = { periodSeconds: Math.min(startupSeconds, behaviorLimits.periodSeconds) };
  return {
    scaleUp: {
      stabilizationSeconds: 0,
      policies: [
        { type: "percent", value: scaleUpPercent, ...loading },
        { type: "pods", value: scaleUpPods, ...loading },
      ],
    },
    scaleDown: {
      stabilizationSeconds: Math.min(
        Math.max(scaleDownSeconds, startupSeconds),
        behaviorLimits.stabilizationSeconds,
      ),
      policies: [{ type: "pods", value: scaleDownPods, periodSeconds: scaleDownPeriodSeconds }],
    },
  };
}

function rules(steps: ScalingSteps | undefined, defaults: Required<ScalingSteps>): HpaScalingRules {
  return {
    stabilizationWindowSeconds: steps?.stabilizationSeconds ?? defaults.stabilizationSeconds,
    selectPolicy: "Max",
    policies: (steps?.policies ?? defaults.policies).map(hpaPolicy),
  };
}

function hpaPolicy({
  type,
  value,
  periodSeconds,
}: ScalingPolicy): HpaScalingRules["policies"][number] {
  return { type: type === "pods" ? "Pods" : "Percent", value, periodSeconds };
}
