import { GPU_TAINT } from "@inference-platform/components/nodes/defaults";
import type { Field } from "../frame/field";
import { namespacesExemptSchema, systemNamespaces } from "../frame/namespaces";
import { podBearing, podsOf, type Pod } from "../frame/pods";
import { kindOf } from "../frame/resource-type";
import { defineRule, type RuleContext } from "../frame/rule";
import { gpuRequestsOf } from "./gpu-requests";
import { gpuTolerance } from "./tolerations";

/** Configuration of `gpu-taint-reserved`. */
interface Config {
  readonly namespacesExempt: readonly string[];
}

const defaults: Config = { namespacesExempt: systemNamespaces };

/** Only pods that use a GPU run on GPU nodes. */
export const gpuTaintReserved = defineRule<Config>({
  id: "gpu-taint-reserved",
  group: "gpu",
  severity: "high",
  displayName: "GPU nodes are reserved for GPU pods",
  description: "A pod that requests no GPU does not tolerate the taint of the GPU nodes.",
  rationale:
    "One small pod on a GPU node keeps the node alive after its last model has gone, at the price of the GPU. " +
    "DaemonSets in system namespaces are exempt: their agents belong on every node and end with it.",
  remediationSteps:
    "Remove the toleration, or give the container that needs a GPU a limit on nvidia.com/gpu.",
  references: [
    { framework: "AWS EKS best practices", control: "AI/ML compute: taints and tolerations" },
  ],
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  unknownIsMandatoryIn: [],
  resources: podBearing,
  findings: { toleration: "The pod requests no GPU and tolerates the GPU taint." },
  configSchema: { properties: { namespacesExempt: namespacesExemptSchema } },
  defaults: { dev: defaults, staging: defaults, prod: defaults },
  examples: {
    pass: {
      type: "kubernetes:core/v1:Pod",
      props: { spec: { containers: [{ name: "web" }] } },
    },
    fail: {
      type: "kubernetes:core/v1:Pod",
      props: {
        spec: { tolerations: [{ operator: "Exists" }], containers: [{ name: "web" }] },
      },
    },
  },
  check: (context) => {
    for (const pod of podsOf(context.type, context.props).filter(({ isTemplate }) => !isTemplate)) {
      checkPod(context, pod);
    }
  },
});

function checkPod(context: RuleContext<Config>, pod: Pod): void {
  const tolerance = gpuTolerance(pod);
  const { requests, unknown } = gpuRequestsOf(pod);
  if (tolerance.state === "refuses" || requests.length > 0) {
    return;
  }
  const open = [...unknown, ...(tolerance.state === "unknown" ? [tolerance.field] : [])];
  const exemption = exemptionOf(context);
  if (exemption === "exempt") {
    return;
  }
  const [undecided] = [...open, ...(exemption === "not exempt" ? [] : [exemption])];
  if (undecided !== undefined) {
    context.unverifiable(undecided);
  } else if (tolerance.state === "tolerates") {
    context.report({
      finding: "toleration",
      what: `the pod requests no GPU but tolerates the taint ${GPU_TAINT.key}`,
      field: tolerance.by,
      fix: "remove the toleration, or set a limit on nvidia.com/gpu",
    });
  }
}

/** Whether the resource is a system agent; the namespace where that is still unknown. */
function exemptionOf(context: RuleContext<Config>): "exempt" | "not exempt" | Field {
  if (kindOf(context.type) !== "DaemonSet") {
    return "not exempt";
  }
  const field = context.props.at("metadata", "namespace");
  const namespace = field.string();
  if (namespace.state === "unknown") {
    return field;
  }
  return namespace.state === "known" && context.config.namespacesExempt.includes(namespace.value)
    ? "exempt"
    : "not exempt";
}
