import { unknownValue } from "../../support/policy";
import { failing, passing, unverifiable, type RuleCases } from "./rule-cases";

const pod = "kubernetes:core/v1:Pod";
const deployment = "kubernetes:apps/v1:Deployment";
const daemonSet = "kubernetes:apps/v1:DaemonSet";
const inferenceService = "kubernetes:serving.kserve.io/v1beta1:InferenceService";
const vpc = { type: "aws:ec2/vpc:Vpc", name: "vpc", props: {} };
const toleration = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };
const gpuContainer = { name: "triton", resources: { limits: { "nvidia.com/gpu": 1 } } };
const gpuPod = { spec: { tolerations: [toleration], containers: [gpuContainer] } };

const refusal =
  "the pod requests nvidia.com/gpu but does not tolerate the taint nvidia.com/gpu=present:NoSchedule";
const tolerationFix =
  'Fix: add {key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule"} to tolerations.';

/** Cases of policy/gpu/request-tolerated.ts. */
export const requestTolerated: RuleCases = {
  id: "gpu-request-tolerated",
  pass: [
    passing("toleration by key", pod, gpuPod),
    passing("toleration by value", pod, {
      spec: {
        tolerations: [{ key: "nvidia.com/gpu", value: "present" }],
        containers: [gpuContainer],
      },
    }),
    passing("no GPU", pod, { spec: { containers: [{ name: "web" }] } }),
    passing("canary with the tolerations of the stable predictor", inferenceService, {
      spec: {
        predictor: { tolerations: [toleration], model: gpuContainer },
        canary: [{ trafficPercent: 10, predictor: { name: "next", model: gpuContainer } }],
      },
    }),
    passing(
      "a runtime is a template",
      "kubernetes:serving.kserve.io/v1alpha1:ClusterServingRuntime",
      {
        spec: { containers: [gpuContainer] },
      },
    ),
  ],
  fail: [
    failing("no toleration", pod, { spec: { containers: [gpuContainer] } }, [
      `gpu-request-tolerated[toleration]: ${refusal} at spec.tolerations. ${tolerationFix}`,
    ]),
    failing(
      "toleration of another value",
      deployment,
      {
        spec: {
          template: {
            spec: {
              tolerations: [{ key: "nvidia.com/gpu", value: "true" }],
              containers: [gpuContainer],
            },
          },
        },
      },
      [
        `gpu-request-tolerated[toleration]: ${refusal} at spec.template.spec.tolerations. ${tolerationFix}`,
      ],
    ),
    failing(
      "predictor without, workers without",
      inferenceService,
      { spec: { predictor: { model: gpuContainer, workerSpec: { containers: [gpuContainer] } } } },
      [
        `gpu-request-tolerated[toleration]: ${refusal} at spec.predictor.tolerations. ${tolerationFix}`,
        `gpu-request-tolerated[toleration]: ${refusal} at spec.predictor.workerSpec.tolerations. ${tolerationFix}`,
      ],
    ),
    failing(
      "leader without, workers without",
      "kubernetes:leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
      {
        spec: {
          leaderWorkerTemplate: {
            leaderTemplate: { spec: { containers: [gpuContainer] } },
            workerTemplate: { spec: { containers: [gpuContainer] } },
          },
        },
      },
      [
        `gpu-request-tolerated[toleration]: ${refusal} at spec.leaderWorkerTemplate.leaderTemplate.spec.tolerations. ${tolerationFix}`,
        `gpu-request-tolerated[toleration]: ${refusal} at spec.leaderWorkerTemplate.workerTemplate.spec.tolerations. ${tolerationFix}`,
      ],
    ),
  ],
  unknown: [
    failing(
      "unknown tolerations",
      pod,
      { spec: { tolerations: unknownValue, containers: [gpuContainer] } },
      [unverifiable("gpu-request-tolerated", "spec.tolerations")],
    ),
    failing("unknown containers", pod, { spec: { containers: unknownValue } }, [
      unverifiable("gpu-request-tolerated", "spec.containers"),
    ]),
  ],
  notApplicable: vpc,
  config: [
    {
      ...failing("a mistaken key is said", pod, gpuPod, [
        'gpu-request-tolerated[config]: the policy has no configuration key "taint". Fix: use enforcementLevel only.',
      ]),
      config: { taint: "x" },
      messagesByDefault: [],
    },
  ],
};

const squatter = "the pod requests no GPU but tolerates the taint nvidia.com/gpu";
const squatterFix = "Fix: remove the toleration, or set a limit on nvidia.com/gpu.";
const agent = {
  metadata: { namespace: "monitoring" },
  spec: { template: { spec: { tolerations: [{ operator: "Exists" }], containers: [{}] } } },
};

/** Cases of policy/gpu/taint-reserved.ts. */
export const taintReserved: RuleCases = {
  id: "gpu-taint-reserved",
  pass: [
    passing("GPU pod", pod, gpuPod),
    passing("CPU pod without toleration", pod, { spec: { containers: [{ name: "web" }] } }),
    passing("toleration of another taint", pod, {
      spec: { tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }], containers: [{}] },
    }),
    passing("system agent", daemonSet, agent),
  ],
  fail: [
    failing(
      "tolerates everything",
      pod,
      { spec: { tolerations: [{ operator: "Exists" }], containers: [{ name: "web" }] } },
      [`gpu-taint-reserved[toleration]: ${squatter} at spec.tolerations[0]. ${squatterFix}`],
    ),
    failing("DaemonSet of a tenant", daemonSet, { ...agent, metadata: { namespace: "team-a" } }, [
      `gpu-taint-reserved[toleration]: ${squatter} at spec.template.spec.tolerations[0]. ${squatterFix}`,
    ]),
    failing(
      "job by schedule",
      "kubernetes:batch/v1:CronJob",
      {
        spec: {
          jobTemplate: {
            spec: { template: { spec: { tolerations: [toleration], containers: [{}] } } },
          },
        },
      },
      [
        `gpu-taint-reserved[toleration]: ${squatter} at spec.jobTemplate.spec.template.spec.tolerations[0]. ${squatterFix}`,
      ],
    ),
  ],
  unknown: [
    failing(
      "unknown limits",
      pod,
      {
        spec: { tolerations: [toleration], containers: [{ resources: { limits: unknownValue } }] },
      },
      [unverifiable("gpu-taint-reserved", "spec.containers[0].resources.limits")],
    ),
    failing(
      "unknown namespace of an agent",
      daemonSet,
      { ...agent, metadata: { namespace: unknownValue } },
      [unverifiable("gpu-taint-reserved", "metadata.namespace")],
    ),
  ],
  notApplicable: vpc,
  config: [
    {
      ...failing("fewer system namespaces", daemonSet, agent, [
        `gpu-taint-reserved[toleration]: ${squatter} at spec.template.spec.tolerations[0]. ${squatterFix}`,
      ]),
      config: { namespacesExempt: ["kube-system"] },
      messagesByDefault: [],
    },
  ],
};
