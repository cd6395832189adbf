import { GPU_TAINT } from "@inference-platform/components/nodes/defaults";
import type { Field } from "../frame/field";
import { isGpuNodePool, requirementsOf } from "../frame/karpenter";
import { defineRule, type RuleContext } from "../frame/rule";
import { safeValue } from "../frame/safe-value";
import { isGpuInstanceType } from "./instance-gpu";

/** Configuration of `gpu-nodes-tainted`. */
interface Config {
  readonly minDiskGiB: number;
}

/** How the EKS API spells the effect that Kubernetes calls `NoSchedule`. */
const eksEffect = "NO_SCHEDULE";

const defaults: Config = { minDiskGiB: 100 };

/** Only pods that ask for it get on a GPU node, and the node can run them. */
export const gpuNodesTainted = defineRule<Config>({
  id: "gpu-nodes-tainted",
  group: "gpu",
  severity: "high",
  displayName: "GPU nodes carry the GPU taint",
  description:
    "A node group or NodePool that can launch GPU nodes carries the GPU taint; a GPU node group has the NVIDIA image and room for model images.",
  rationale:
    "Without the taint any pod can land on a GPU node and keep it alive. With another value than the one that " +
    "Node Feature Discovery tolerates, the GPUs are never registered and the node runs empty at full price.",
  remediationSteps: `Add the taint ${GPU_TAINT.key}=${GPU_TAINT.value}: effect ${eksEffect} on a node group, ${GPU_TAINT.effect} on a NodePool.`,
  references: [
    { framework: "AWS EKS best practices", control: "AI/ML compute: taints and tolerations" },
    { framework: "NVIDIA k8s-device-plugin", control: "issue 1934: worker toleration by value" },
  ],
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  unknownIsMandatoryIn: [],
  resources: ["aws:eks/nodeGroup:NodeGroup", { apiGroup: "karpenter.sh", kinds: ["NodePool"] }],
  findings: {
    taint: "The GPU taint is missing.",
    "taint-value": "The GPU taint has another value than the one that node agents tolerate.",
    "taint-effect": "The GPU taint has another effect than no scheduling.",
    ami: "The machine image of a GPU node group has no NVIDIA driver.",
    disk: "The root volume of a GPU node group is too small for inference images.",
  },
  configSchema: {
    properties: {
      minDiskGiB: {
        type: "integer",
        minimum: 20,
        maximum: 16384,
        description: "Smallest root volume of a GPU node, in GiB.",
      },
    },
  },
  defaults: { dev: defaults, staging: defaults, prod: defaults },
  examples: {
    pass: {
      type: "aws:eks/nodeGroup:NodeGroup",
      props: {
        instanceTypes: ["g5.xlarge"],
        amiType: "AL2023_x86_64_NVIDIA",
        diskSize: 200,
        taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NO_SCHEDULE" }],
      },
    },
    fail: {
      type: "aws:eks/nodeGroup:NodeGroup",
      props: { instanceTypes: ["g5.xlarge"], amiType: "AL2023_x86_64_NVIDIA", diskSize: 200 },
    },
  },
  check: (context) => {
    if (context.type === "aws:eks/nodeGroup:NodeGroup") {
      checkNodeGroup(context);
    } else {
      checkNodePool(context);
    }
  },
});

function checkNodeGroup(context: RuleContext<Config>): void {
  const { props } = context;
  const types = props.at("instanceTypes");
  const list = types.items();
  const items = list.state === "known" ? list.value : [];
  const names = items.map((item) => item.string());
  const amiField = props.at("amiType");
  const ami = amiField.string();
  const isNvidiaImage = ami.state === "known" && /NVIDIA|^AL2_x86_64_GPU$/.test(ami.value);
  const isGpu =
    isNvidiaImage || names.some((name) => name.state === "known" && isGpuInstanceType(name.value));
  if (!isGpu) {
    const hidden =
      list.state === "unknown" ? types : items.find((_, i) => names[i]?.state === "unknown");
    if (hidden !== undefined) {
      context.unverifiable(hidden);
    }
    return;
  }
  checkTaint(context, props.at("taints"), eksEffect);
  checkDisk(context);
  if (ami.state === "unknown") {
    context.unverifiable(amiField);
  } else if (!isNvidiaImage && !(ami.state === "known" && ami.value === "CUSTOM")) {
    context.report({
      finding: "ami",
      what: "the machine image of the GPU node group has no NVIDIA driver",
      field: amiField,
      found: ami.state === "known" ? safeValue(ami.value) : "no value",
      fix: "set amiType to AL2023_x86_64_NVIDIA, or to the Bottlerocket NVIDIA variant",
    });
  }
}

function checkDisk({ props, config, report, unverifiable }: RuleContext<Config>): void {
  const field = props.at("diskSize");
  const size = field.number();
  if (size.state === "unknown") {
    unverifiable(field);
  } else if (!props.at("launchTemplate").isSet()) {
    // EKS gives 20 GiB where neither the group nor a launch template says more.
    const gib = size.state === "known" ? size.value : 20;
    if (gib < config.minDiskGiB) {
      report({
        finding: "disk",
        what: `the root volume of the GPU node group is smaller than ${config.minDiskGiB} GiB`,
        field,
        found: size.state === "known" ? `${gib} GiB` : "no value, so 20 GiB",
        fix: `set diskSize to at least ${config.minDiskGiB}`,
      });
    }
  }
}

function checkNodePool(context: RuleContext<Config>): void {
  const isGpu = isGpuNodePool(context.props, requirementsOf(context.props));
  if (isGpu === true) {
    checkTaint(context, context.props.at("spec", "template", "spec", "taints"), GPU_TAINT.effect);
  } else if (isGpu !== false) {
    context.unverifiable(isGpu);
  }
}

function checkTaint(context: RuleContext<Config>, taints: Field, effect: string): void {
  const list = taints.items();
  const items = list.state === "known" ? list.value : [];
  const keys = items.map((item) => ({ item, key: item.at("key").string() }));
  const taint = keys.find(({ key }) => key.state === "known" && key.value === GPU_TAINT.key)?.item;
  const hidden = keys.find(({ key }) => key.state === "unknown");
  if (taint !== undefined) {
    checkPart(context, taint.at("value"), "taint-value", GPU_TAINT.value);
    checkPart(context, taint.at("effect"), "taint-effect", effect);
  } else if (list.state === "unknown" || hidden !== undefined) {
    context.unverifiable(hidden?.item.at("key") ?? taints);
  } else {
    context.report({
      finding: "taint",
      what: "GPU nodes have no GPU taint",
      field: taints,
      fix: `add {key: "${GPU_TAINT.key}", value: "${GPU_TAINT.value}", effect: "${effect}"}`,
    });
  }
}

function checkPart(
  context: RuleContext<Config>,
  field: Field,
  finding: "taint-value" | "taint-effect",
  wanted: string,
): void {
  const part = field.string();
  if (part.state === "unknown") {
    context.unverifiable(field);
  } else if (part.state === "absent" || part.value !== wanted) {
    context.report({
      finding,
      what:
        finding === "taint-value"
          ? "the GPU taint has a value that node agents do not tolerate"
          : "the GPU taint has another effect",
      field,
      found: part.state === "known" ? safeValue(part.value) : "no value",
      fix: `set it to "${wanted}"`,
    });
  }
}
