import type { Field } from "../frame/field";
import { isGpuNodePool, requirementsOf } from "../frame/karpenter";
import { kindOf } from "../frame/resource-type";
import { defineRule, type RuleContext } from "../frame/rule";
import { safeValue } from "../frame/safe-value";

/** Configuration of `cost-bounded-autoscaling`. */
interface Config {
  readonly maxReplicas: number;
  readonly maxNodes: number;
}

// House limits: 20 replicas, and 50 nodes in one group, are more than a first budget allows.
const defaults: Config = { maxReplicas: 20, maxNodes: 50 };

/** Everything that grows by itself has an end. */
export const costBoundedAutoscaling = defineRule<Config>({
  id: "cost-bounded-autoscaling",
  group: "cost",
  severity: "high",
  displayName: "Autoscaling has a ceiling",
  description:
    "Every autoscaler of nodes or replicas has a finite maximum that is not above the limit of the company.",
  rationale:
    "A retry storm or a bad metric scales without mercy. KServe reads maxReplicas 0 as no bound at all, KEDA goes to 100 " +
    "by default, and a NodePool without limits can fill the account quota with GPU nodes.",
  remediationSteps:
    "Set maxSize, limits, maxReplicas or maxReplicaCount to the number that the budget allows.",
  references: [
    { framework: "AWS EKS best practices", control: "Karpenter: billing alarms and limits" },
  ],
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  unknownIsMandatoryIn: ["prod"],
  resources: [
    "aws:eks/nodeGroup:NodeGroup",
    { apiGroup: "karpenter.sh", kinds: ["NodePool"] },
    { apiGroup: "serving.kserve.io", kinds: ["InferenceService"] },
    { apiGroup: "autoscaling", kinds: ["HorizontalPodAutoscaler"] },
    { apiGroup: "keda.sh", kinds: ["ScaledObject"] },
  ],
  findings: {
    unbounded: "An autoscaler has no maximum.",
    "too-high": "The maximum is above the limit of the company.",
  },
  configSchema: {
    properties: {
      maxReplicas: {
        type: "integer",
        minimum: 1,
        maximum: 1000,
        description: "Most replicas that one workload may reach.",
      },
      maxNodes: {
        type: "integer",
        minimum: 1,
        maximum: 450,
        description: "Most nodes that one node group may reach.",
      },
    },
  },
  defaults: { dev: defaults, staging: defaults, prod: defaults },
  examples: {
    pass: {
      type: "kubernetes:karpenter.sh/v1:NodePool",
      props: { spec: { limits: { cpu: "64", memory: "256Gi", "nvidia.com/gpu": "4" } } },
    },
    fail: {
      type: "kubernetes:serving.kserve.io/v1beta1:InferenceService",
      props: { spec: { predictor: { maxReplicas: 0 } } },
    },
  },
  check: (context) => {
    const { props, config } = context;
    switch (kindOf(context.type)) {
      case "NodePool":
        checkNodePool(context);
        break;
      case "InferenceService":
        checkInferenceService(context);
        break;
      case "HorizontalPodAutoscaler":
        checkMaximum(context, props.at("spec", "maxReplicas"), config.maxReplicas);
        break;
      case "ScaledObject":
        checkMaximum(context, props.at("spec", "maxReplicaCount"), config.maxReplicas);
        break;
      default:
        checkMaximum(context, props.at("scalingConfig", "maxSize"), config.maxNodes);
    }
  },
});

function checkMaximum(context: RuleContext<Config>, field: Field, limit: number): void {
  const maximum = field.number();
  if (maximum.state === "unknown") {
    context.unverifiable(field);
  } else if (maximum.state === "absent" || maximum.value < 1) {
    context.report({
      finding: "unbounded",
      what: "autoscaling has no maximum",
      field,
      found: maximum.state === "known" ? String(maximum.value) : "no value",
      fix: `set it to a number from 1 to ${limit}`,
    });
  } else if (maximum.value > limit) {
    context.report({
      finding: "too-high",
      what: `the maximum is above ${limit}`,
      field,
      found: String(maximum.value),
      fix: `set it to ${limit} or less, or raise the limit in the policy configuration`,
    });
  }
}

function isBounded(field: Field, limit: number): boolean {
  const maximum = field.number();
  return maximum.state === "known" && maximum.value >= 1 && maximum.value <= limit;
}

function checkNodePool(context: RuleContext<Config>): void {
  const { props } = context;
  const limits = props.at("spec", "limits");
  if (limits.read().state === "unknown") {
    context.unverifiable(limits);
    return;
  }
  const gpu = isGpuNodePool(props, requirementsOf(props));
  if (typeof gpu === "object") {
    context.unverifiable(gpu);
  }
  for (const resource of ["cpu", "memory", ...(gpu === true ? ["nvidia.com/gpu"] : [])]) {
    const field = limits.at(resource);
    const quantity = field.text();
    if (quantity.state === "unknown") {
      context.unverifiable(field);
    } else if (quantity.state === "absent" || !/^\d/.test(quantity.value)) {
      context.report({
        finding: "unbounded",
        what: `the NodePool has no limit on ${resource}`,
        field,
        found: quantity.state === "known" ? safeValue(quantity.value) : "no value",
        fix: `set spec.limits["${resource}"] to what the budget allows`,
      });
    }
  }
}

function checkInferenceService(context: RuleContext<Config>): void {
  const { props, config } = context;
  const autoscaler = props.at("metadata", "annotations", "serving.kserve.io/autoscalerClass");
  const scaler = autoscaler.string();
  // With these classes KServe makes no autoscaler; another resource, or nobody, sets the replicas.
  if (scaler.state === "known" && (scaler.value === "none" || scaler.value === "external")) {
    return;
  }
  for (const component of ["predictor", "transformer", "explainer"]) {
    const field = props.at("spec", component);
    if (!field.isSet()) {
      continue;
    }
    const maximum = field.at("maxReplicas");
    if (scaler.state !== "unknown") {
      checkMaximum(context, maximum, config.maxReplicas);
    } else if (!isBounded(maximum, config.maxReplicas)) {
      // The class may turn out to be one for which this field does not count.
      context.unverifiable(autoscaler);
    }
  }
}
