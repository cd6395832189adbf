import {
  findInstanceType,
  nearestInstanceTypes,
} from "@inference-platform/components/nodes/instance-types";
import type { Field } from "../frame/field";
import { launchableTypes, pinningKeys, requirementsOf } from "../frame/karpenter";
import { defineRule, type RuleContext } from "../frame/rule";
import { safeValue } from "../frame/safe-value";

/** Configuration of `cost-instance-allowlist`. */
interface Config {
  readonly allowed: readonly string[];
}

const cpuTypes = ["t3*", "t3a*", "m6i*", "m7i*", "c6i*", "c7i*"] as const;
const dev: Config = { allowed: [...cpuTypes, "g4dn.xlarge", "g5.xlarge", "g6.xlarge"] };
const prod: Config = {
  allowed: [
    ...cpuTypes,
    "m7g*",
    "r6i*",
    "r7i*",
    "g4dn.*",
    "g5.*",
    "g6.*",
    "g6e.*",
    "gr6.*",
    "inf2.*",
    "p5.4xlarge",
  ],
};

/** Only EC2 types that the company has agreed to pay for. */
export const costInstanceAllowlist = defineRule<Config>({
  id: "cost-instance-allowlist",
  group: "cost",
  severity: "high",
  displayName: "EC2 types are on the list",
  description: "Every EC2 type that a pool may launch is on the list of its environment.",
  rationale:
    "A p5.48xlarge costs 55.04 USD an hour on demand in us-east-1. The largest types of the p families are on no " +
    "default list: whoever needs one says so in the policy configuration, where a reviewer sees it.",
  remediationSteps:
    "Choose a type that is on the list, or extend cost-instance-allowlist.allowed in the policy configuration.",
  references: [
    { framework: "AWS EKS best practices", control: "Karpenter: exclude instance types" },
  ],
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  unknownIsMandatoryIn: ["prod"],
  resources: [
    "aws:eks/nodeGroup:NodeGroup",
    "aws:ec2/launchTemplate:LaunchTemplate",
    { apiGroup: "karpenter.sh", kinds: ["NodePool"] },
  ],
  findings: {
    "not-allowed": "An EC2 type is not on the list of the environment.",
    "unknown-type": "An EC2 type is neither on the list nor known: a typing error.",
    "open-ended": "A NodePool may launch types that no list can be held against.",
  },
  configSchema: {
    properties: {
      allowed: {
        type: "array",
        items: { type: "string", pattern: "^[a-z0-9*][a-z0-9.*-]{1,39}$" },
        minItems: 1,
        uniqueItems: true,
        description: "EC2 types that may run; * stands for any characters.",
      },
    },
  },
  defaults: { dev, staging: prod, prod },
  examples: {
    pass: { type: "aws:eks/nodeGroup:NodeGroup", props: { instanceTypes: ["g5.xlarge"] } },
    fail: { type: "aws:eks/nodeGroup:NodeGroup", props: { instanceTypes: ["p5.48xlarge"] } },
  },
  check: (context) => {
    switch (context.type) {
      case "aws:eks/nodeGroup:NodeGroup":
        checkList(context, context.props.at("instanceTypes"));
        break;
      case "aws:ec2/launchTemplate:LaunchTemplate":
        checkName(context, context.props.at("instanceType"));
        break;
      default:
        checkNodePool(context);
    }
  },
});

function checkList(context: RuleContext<Config>, types: Field): void {
  const list = types.items();
  if (list.state === "unknown") {
    context.unverifiable(types);
  }
  for (const item of list.state === "known" ? list.value : []) {
    checkName(context, item);
  }
}

function checkName(context: RuleContext<Config>, field: Field): void {
  const name = field.string();
  if (name.state === "unknown") {
    context.unverifiable(field);
  } else if (
    name.state === "known" &&
    !(hasKnownSize(name.value) && isAllowed(context.config, name.value))
  ) {
    reportName(context, field, name.value);
  }
}

/** A glob such as `g5.*` also fits `g5.xlrage`; no size of EC2 does. */
function hasKnownSize(name: string): boolean {
  return /\.(?:nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)$/.test(name);
}

function isAllowed(config: Config, name: string): boolean {
  return config.allowed.some((glob) => {
    // The schema admits letters, digits, hyphens, points and stars only.
    const pattern = glob.replaceAll(".", "\\.").replaceAll("*", ".*");
    return new RegExp(`^${pattern}$`, "u").test(name);
  });
}

function reportName(context: RuleContext<Config>, field: Field, name: string): void {
  const isKnown = findInstanceType(name) !== undefined;
  context.report({
    finding: isKnown ? "not-allowed" : "unknown-type",
    what: isKnown
      ? `the EC2 type is not on the list for ${context.environment}`
      : "the EC2 type is not known",
    field,
    found: safeValue(name),
    fix: isKnown
      ? `choose one of ${context.config.allowed.join(", ")}`
      : `write a type of EC2; the nearest are ${nearestInstanceTypes(name).join(", ")}`,
  });
}

function checkNodePool(context: RuleContext<Config>): void {
  const { known, unknown } = requirementsOf(context.props);
  const list = context.props.at("spec", "template", "spec", "requirements");
  const isPinned = known.some(
    ({ key, operator }) => operator === "In" && pinningKeys.includes(key),
  );
  if (!isPinned) {
    const [hidden] = unknown;
    if (hidden === undefined) {
      context.report({
        finding: "open-ended",
        what: "the NodePool may launch types that no list can be held against",
        field: list,
        fix: `add a requirement with operator In on ${pinningKeys.join(" or ")}`,
      });
    } else {
      context.unverifiable(hidden);
    }
    return;
  }
  // A further requirement, even an unknown one, only takes types away.
  const refused = launchableTypes(known).find(
    (type) => !isAllowed(context.config, type.instanceType),
  );
  if (refused !== undefined) {
    const [hidden] = unknown;
    if (hidden === undefined) {
      reportName(context, list, refused.instanceType);
    } else {
      context.unverifiable(hidden);
    }
  }
  checkTypeNames(context, known);
}

function checkTypeNames(
  context: RuleContext<Config>,
  known: ReturnType<typeof requirementsOf>["known"],
): void {
  for (const { field, key, operator, values } of known) {
    const isList = key === "node.kubernetes.io/instance-type" && operator === "In";
    for (const name of isList ? values : []) {
      if (
        findInstanceType(name) === undefined &&
        !(hasKnownSize(name) && isAllowed(context.config, name))
      ) {
        reportName(context, field.at("values"), name);
      }
    }
  }
}
