import { SHARED_GPU_RESOURCE } from "@inference-platform/components/gpu/sharing";
import { podBearing, podsOf, type Pod } from "../frame/pods";
import { defineRule, type RuleContext } from "../frame/rule";
import { safeValue } from "../frame/safe-value";
import { gpuRequestsOf, type GpuRequest } from "./gpu-requests";

/** Configuration of `gpu-request-valid`. */
interface Config {
  readonly maxGpusPerPod: number;
}

// 8 is the most NVIDIA GPUs of any type in components/nodes/instance-table.json.
const defaults: Config = { maxGpusPerPod: 8 };

/** GPU requests that Kubernetes and the device plugin can honour. */
export const gpuRequestValid = defineRule<Config>({
  id: "gpu-request-valid",
  group: "gpu",
  severity: "high",
  displayName: "GPU requests are whole and complete",
  description:
    "A GPU is requested as a whole number, as a limit, in one form, and not more than one node has.",
  rationale:
    "The API server refuses some of these mistakes only when the pod is made, after the rollout has begun; " +
    "the others leave a pod Pending for ever or with another device than meant.",
  remediationSteps:
    "Set resources.limits of the serving container to a whole number of GPUs and leave requests out, or make it equal.",
  references: [
    { framework: "Kubernetes device plugins", control: "extended resources: whole, limits, equal" },
    { framework: "Kyverno policies", control: "other/check-nvidia-gpu" },
  ],
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  unknownIsMandatoryIn: [],
  resources: podBearing,
  findings: {
    limit: "A GPU is requested without a limit.",
    whole: "A GPU limit is not a whole number of at least 1.",
    shared: "A container requests more than one share of a GPU, which the device plugin refuses.",
    equal: "Request and limit of a GPU differ.",
    mixed: "A container requests whole GPUs and MIG slices, so its device is undefined.",
    "init-only": "Only init containers request a GPU, so the serving container gets none.",
    "per-pod": "A pod requests more GPUs than a node can have.",
    "visible-devices": "NVIDIA_VISIBLE_DEVICES is set by hand, which bypasses the device plugin.",
  },
  configSchema: {
    properties: {
      maxGpusPerPod: {
        type: "integer",
        minimum: 1,
        maximum: 16,
        description: "GPUs of the largest node that the fleet may have.",
      },
    },
  },
  defaults: { dev: defaults, staging: defaults, prod: defaults },
  examples: {
    pass: {
      type: "kubernetes:core/v1:Pod",
      props: {
        spec: { containers: [{ name: "triton", resources: { limits: { "nvidia.com/gpu": 4 } } }] },
      },
    },
    fail: {
      type: "kubernetes:core/v1:Pod",
      props: {
        spec: {
          containers: [{ name: "triton", resources: { limits: { "nvidia.com/gpu": "0.5" } } }],
        },
      },
    },
  },
  check: (context) => {
    for (const pod of podsOf(context.type, context.props)) {
      const { requests } = gpuRequestsOf(pod);
      requests.forEach((request) => {
        checkRequest(context, request);
      });
      checkContainers(context, requests);
      checkPod(context, pod, requests);
    }
  },
});

function checkRequest(context: RuleContext<Config>, request: GpuRequest): void {
  const limit = request.limit.text();
  const requested = request.request.text();
  if (limit.state === "unknown") {
    context.unverifiable(request.limit);
    return;
  }
  if (limit.state === "absent") {
    context.report({
      finding: "limit",
      what: `${request.resource} is requested without a limit`,
      field: request.request,
      fix: `set resources.limits["${request.resource}"] and leave the request out`,
    });
    return;
  }
  if (!/^[1-9]\d*$/.test(limit.value)) {
    context.report({
      finding: "whole",
      what: `${request.resource} is not a whole number of at least 1`,
      field: request.limit,
      found: safeValue(limit.value),
      fix: "write a whole number; for part of a GPU use a pool with time-slicing or MIG",
    });
  } else if (request.resource === SHARED_GPU_RESOURCE && limit.value !== "1") {
    context.report({
      finding: "shared",
      what: "more than one share of a GPU is requested, and the device plugin refuses such a pod",
      field: request.limit,
      found: safeValue(limit.value),
      fix: "write 1; for a larger part of a GPU use a pool with fewer shares, or a whole GPU",
    });
  }
  if (requested.state === "unknown") {
    context.unverifiable(request.request);
  } else if (requested.state === "known" && requested.value !== limit.value) {
    context.report({
      finding: "equal",
      what: `request and limit of ${request.resource} differ`,
      field: request.request,
      found: `${safeValue(requested.value)}, limit ${safeValue(limit.value)}`,
      fix: "remove the request",
    });
  }
}

function checkContainers(context: RuleContext<Config>, requests: readonly GpuRequest[]): void {
  const byPath = new Map(requests.map((request) => [request.container.path, request.container]));
  for (const [path, container] of byPath) {
    const names = requests.filter((request) => request.container.path === path);
    if (
      names.some(({ resource }) => resource.startsWith("nvidia.com/gpu")) &&
      names.some(({ resource }) => resource.startsWith("nvidia.com/mig-"))
    ) {
      context.report({
        finding: "mixed",
        what: "one container requests whole GPUs and MIG slices",
        field: container.at("resources"),
        fix: "request one of the two",
      });
    }
    const variables = container.at("env").items();
    for (const variable of variables.state === "known" ? variables.value : []) {
      const name = variable.at("name").string();
      if (name.state === "known" && name.value === "NVIDIA_VISIBLE_DEVICES") {
        context.report({
          finding: "visible-devices",
          what: "NVIDIA_VISIBLE_DEVICES is set by hand",
          field: variable,
          fix: "remove the variable; the device plugin sets it",
        });
      }
    }
  }
}

function checkPod(context: RuleContext<Config>, pod: Pod, requests: readonly GpuRequest[]): void {
  if (requests.length > 0 && requests.every(({ isInit }) => isInit)) {
    context.report({
      finding: "init-only",
      what: "only init containers request a GPU",
      field: pod.spec.at("initContainers"),
      fix: "move the limit to the serving container",
    });
  }
  const whole = requests.filter(({ resource, isInit }) => resource === "nvidia.com/gpu" && !isInit);
  const total = whole.reduce((sum, { limit }) => {
    const read = limit.text();
    return sum + (read.state === "known" && /^\d+$/.test(read.value) ? Number(read.value) : 0);
  }, 0);
  if (total > context.config.maxGpusPerPod) {
    context.report({
      finding: "per-pod",
      what: `the pod requests more than ${context.config.maxGpusPerPod} GPUs, the most of one node`,
      field: pod.spec,
      found: String(total),
      fix: "lower the limit, or split the model over several pods",
    });
  }
}
