import { unknownValue } from "../../support/policy";
import { failing, passing, unverifiable, type RuleCases } from "./rule-cases";

const pod = "kubernetes:core/v1:Pod";
const inferenceService = "kubernetes:serving.kserve.io/v1beta1:InferenceService";
const vpc = { type: "aws:ec2/vpc:Vpc", name: "vpc", props: {} };
const toleration = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };
const gpuContainer = { name: "triton", resources: { limits: { "nvidia.com/gpu": 1 } } };
const gpuPod = { spec: { tolerations: [toleration], containers: [gpuContainer] } };

/** Cases of policy/gpu/request-valid.ts. */
export const requestValid: RuleCases = {
  id: "gpu-request-valid",
  pass: [
    passing("limit only", pod, gpuPod),
    passing("equal request, as text", pod, {
      spec: {
        containers: [
          {
            resources: {
              limits: { "nvidia.com/gpu": "2" },
              requests: { "nvidia.com/gpu": 2, cpu: "4" },
            },
          },
        ],
      },
    }),
  ],
  fail: [
    failing(
      "a request alone",
      pod,
      { spec: { containers: [{ resources: { requests: { "nvidia.com/gpu": 1 } } }] } },
      [
        'gpu-request-valid[limit]: nvidia.com/gpu is requested without a limit at spec.containers[0].resources.requests["nvidia.com/gpu"]. Fix: set resources.limits["nvidia.com/gpu"] and leave the request out.',
      ],
    ),
    failing(
      "part of a GPU",
      inferenceService,
      { spec: { predictor: { model: { resources: { limits: { "nvidia.com/gpu": "0.5" } } } } } },
      [
        'gpu-request-valid[whole]: nvidia.com/gpu is not a whole number of at least 1 at spec.predictor.model.resources.limits["nvidia.com/gpu"] (found "0.5"). Fix: write a whole number; for part of a GPU use a pool with time-slicing or MIG.',
      ],
    ),
    failing(
      "two shares",
      pod,
      { spec: { containers: [{ resources: { limits: { "nvidia.com/gpu.shared": "2" } } }] } },
      [
        'gpu-request-valid[shared]: more than one share of a GPU is requested, and the device plugin refuses such a pod at spec.containers[0].resources.limits["nvidia.com/gpu.shared"] (found "2"). Fix: write 1; for a larger part of a GPU use a pool with fewer shares, or a whole GPU.',
      ],
    ),
    failing(
      "request and limit differ",
      pod,
      {
        spec: {
          containers: [
            {
              resources: { limits: { "nvidia.com/gpu": 2 }, requests: { "nvidia.com/gpu": 1 } },
            },
          ],
        },
      },
      [
        'gpu-request-valid[equal]: request and limit of nvidia.com/gpu differ at spec.containers[0].resources.requests["nvidia.com/gpu"] (found "1", limit "2"). Fix: remove the request.',
      ],
    ),
    failing(
      "mixed devices and a hand-set variable",
      pod,
      {
        spec: {
          containers: [
            {
              env: [{ name: "NVIDIA_VISIBLE_DEVICES", value: "all" }],
              resources: { limits: { "nvidia.com/gpu": 1, "nvidia.com/mig-1g.10gb": 1 } },
            },
          ],
        },
      },
      [
        "gpu-request-valid[mixed]: one container requests whole GPUs and MIG slices at spec.containers[0].resources. Fix: request one of the two.",
        "gpu-request-valid[visible-devices]: NVIDIA_VISIBLE_DEVICES is set by hand at spec.containers[0].env[0]. Fix: remove the variable; the device plugin sets it.",
      ],
    ),
    failing(
      "init containers only",
      pod,
      { spec: { initContainers: [gpuContainer], containers: [{ name: "web" }] } },
      [
        "gpu-request-valid[init-only]: only init containers request a GPU at spec.initContainers. Fix: move the limit to the serving container.",
      ],
    ),
    failing(
      "more than a node has",
      pod,
      { spec: { containers: [{ resources: { limits: { "nvidia.com/gpu": 16 } } }] } },
      [
        "gpu-request-valid[per-pod]: the pod requests more than 8 GPUs, the most of one node at spec (found 16). Fix: lower the limit, or split the model over several pods.",
      ],
    ),
  ],
  unknown: [
    failing(
      "unknown count",
      pod,
      { spec: { containers: [{ resources: { limits: { "nvidia.com/gpu": unknownValue } } }] } },
      [unverifiable("gpu-request-valid", 'spec.containers[0].resources.limits["nvidia.com/gpu"]')],
    ),
  ],
  notApplicable: vpc,
  config: [
    {
      ...failing(
        "one GPU at most",
        pod,
        { spec: { containers: [{ resources: { limits: { "nvidia.com/gpu": 2 } } }] } },
        [
          "gpu-request-valid[per-pod]: the pod requests more than 1 GPUs, the most of one node at spec (found 2). Fix: lower the limit, or split the model over several pods.",
        ],
      ),
      config: { maxGpusPerPod: 1 },
      messagesByDefault: [],
    },
  ],
};
