import { GPU_TAINT } from "@inference-platform/components/nodes/defaults";
import { podBearing, podField, podsOf } from "../frame/pods";
import { defineRule } from "../frame/rule";
import { gpuRequestsOf } from "./gpu-requests";
import { gpuTolerance } from "./tolerations";

const defaults = {};

/** Pods that ask for a GPU can run on the nodes that have one. */
export const gpuRequestTolerated = defineRule({
  id: "gpu-request-tolerated",
  group: "gpu",
  severity: "high",
  displayName: "GPU pods tolerate the GPU taint",
  description: "A pod that requests an NVIDIA GPU tolerates the taint of the GPU nodes.",
  rationale:
    "GPU nodes are tainted. Without the toleration the pod stays Pending for ever, and no autoscaler adds a node for it.",
  remediationSteps: `Add the toleration {key: "${GPU_TAINT.key}", operator: "Exists", effect: "${GPU_TAINT.effect}"} to the PodSpec.`,
  references: [
    {
      framework: "AWS EKS best practices",
      control: "AI/ML compute: taints and tolerations, well-known labels",
    },
  ],
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  unknownIsMandatoryIn: [],
  resources: podBearing,
  findings: { toleration: "The pod requests a GPU and does not tolerate the GPU taint." },
  configSchema: { properties: {} },
  defaults: { dev: defaults, staging: defaults, prod: defaults },
  examples: {
    pass: {
      type: "kubernetes:core/v1:Pod",
      props: {
        spec: {
          tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
          containers: [{ name: "triton", resources: { limits: { "nvidia.com/gpu": 1 } } }],
        },
      },
    },
    fail: {
      type: "kubernetes:core/v1:Pod",
      props: {
        spec: { containers: [{ name: "triton", resources: { limits: { "nvidia.com/gpu": 1 } } }] },
      },
    },
  },
  check: ({ type, props, report, unverifiable }) => {
    for (const pod of podsOf(type, props).filter(({ isTemplate }) => !isTemplate)) {
      const { requests, unknown } = gpuRequestsOf(pod);
      const [request] = requests;
      const tolerance = gpuTolerance(pod);
      if (tolerance.state === "tolerates") {
        continue;
      }
      if (request === undefined) {
        unknown.slice(0, 1).forEach(unverifiable);
      } else if (tolerance.state === "unknown") {
        unverifiable(tolerance.field);
      } else {
        report({
          finding: "toleration",
          what: `the pod requests ${request.resource} but does not tolerate the taint ${GPU_TAINT.key}=${GPU_TAINT.value}:${GPU_TAINT.effect}`,
          field: podField(pod, "tolerations"),
          fix: `add {key: "${GPU_TAINT.key}", operator: "Exists", effect: "${GPU_TAINT.effect}"} to tolerations`,
        });
      }
    }
  },
});
