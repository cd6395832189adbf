import { unknownValue } from "../../support/policy";
import { failing, passing, unverifiable, type RuleCases } from "./rule-cases";

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const nodePool = "kubernetes:karpenter.sh/v1:NodePool";
const inferenceService = "kubernetes:serving.kserve.io/v1beta1:InferenceService";
const autoscaler = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const scaledObject = "kubernetes:keda.sh/v1alpha1:ScaledObject";
const vpc = { type: "aws:ec2/vpc:Vpc", name: "vpc", props: {} };

const devList = "t3*, t3a*, m6i*, m7i*, c6i*, c7i*, g4dn.xlarge, g5.xlarge, g6.xlarge";

function pool(...requirements: readonly object[]): { spec: object } {
  return { spec: { template: { spec: { requirements } } } };
}

const typeIn = (...values: readonly string[]): object => ({
  key: "node.kubernetes.io/instance-type",
  operator: "In",
  values,
});

const instanceAllowlist: RuleCases = {
  id: "cost-instance-allowlist",
  pass: [
    passing("small GPU in dev", nodeGroup, { instanceTypes: ["g5.xlarge", "m7i.large"] }, "dev"),
    passing("larger GPU in prod", nodeGroup, { instanceTypes: ["g6e.12xlarge"] }),
    passing("launch template without a type", "aws:ec2/launchTemplate:LaunchTemplate", {}),
    passing(
      "pool pinned by family and cut by size",
      nodePool,
      pool(
        { key: "karpenter.k8s.aws/instance-family", operator: "In", values: ["g6"] },
        { key: "karpenter.k8s.aws/instance-cpu", operator: "Lt", values: ["5"] },
      ),
      "dev",
    ),
  ],
  fail: [
    failing(
      "large GPU in dev",
      nodeGroup,
      { instanceTypes: ["g5.xlarge", "p5.48xlarge"] },
      [
        `cost-instance-allowlist[not-allowed]: the EC2 type is not on the list for dev at instanceTypes[1] (found "p5.48xlarge"). Fix: choose one of ${devList}.`,
      ],
      "dev",
    ),
    failing("typing error", nodeGroup, { instanceTypes: ["g5.xlrage"] }, [
      'cost-instance-allowlist[unknown-type]: the EC2 type is not known at instanceTypes[0] (found "g5.xlrage"). Fix: write a type of EC2; the nearest are g5.xlarge, g5.2xlarge, g5.4xlarge.',
    ]),
    failing(
      "pool that may launch anything",
      nodePool,
      pool({ key: "karpenter.k8s.aws/instance-category", operator: "In", values: ["g"] }),
      [
        "cost-instance-allowlist[open-ended]: the NodePool may launch types that no list can be held against at spec.template.spec.requirements. Fix: add a requirement with operator In on node.kubernetes.io/instance-type or karpenter.k8s.aws/instance-family or karpenter.k8s.aws/instance-gpu-name.",
      ],
    ),
    failing(
      "pool by GPU name",
      nodePool,
      pool({ key: "karpenter.k8s.aws/instance-gpu-name", operator: "In", values: ["h100"] }),
      [
        'cost-instance-allowlist[not-allowed]: the EC2 type is not on the list for dev at spec.template.spec.requirements (found "p5.4xlarge"). Fix: choose one of ' +
          `${devList}.`,
      ],
      "dev",
    ),
  ],
  unknown: [
    failing(
      "unknown type beside a known one",
      nodeGroup,
      { instanceTypes: [unknownValue, "m7i.large"] },
      [unverifiable("cost-instance-allowlist", "instanceTypes[0]")],
    ),
    failing(
      "unknown requirements",
      nodePool,
      { spec: { template: { spec: { requirements: unknownValue } } } },
      [unverifiable("cost-instance-allowlist", "spec.template.spec.requirements")],
    ),
  ],
  notApplicable: vpc,
  config: [
    {
      ...passing("a company that pays for p5", nodePool, pool(typeIn("p5.48xlarge"))),
      config: { allowed: ["p5.*"] },
      messagesByDefault: [
        'cost-instance-allowlist[not-allowed]: the EC2 type is not on the list for prod at spec.template.spec.requirements (found "p5.48xlarge"). Fix: choose one of t3*, t3a*, m6i*, m7i*, c6i*, c7i*, m7g*, r6i*, r7i*, g4dn.*, g5.*, g6.*, g6e.*, gr6.*, inf2.*, p5.4xlarge.',
      ],
    },
  ],
};

const boundedAutoscaling: RuleCases = {
  id: "cost-bounded-autoscaling",
  pass: [
    passing("node group", nodeGroup, { scalingConfig: { minSize: 0, maxSize: 4 } }),
    passing("pool with limits", nodePool, {
      spec: { limits: { cpu: "64", memory: "256Gi" }, template: {} },
    }),
    passing("service with a maximum", inferenceService, {
      spec: { predictor: { minReplicas: 1, maxReplicas: 4 } },
    }),
    passing("service whose scaler is elsewhere", inferenceService, {
      metadata: { annotations: { "serving.kserve.io/autoscalerClass": "external" } },
      spec: { predictor: {} },
    }),
    passing("service whose scaler is elsewhere and goes to zero", inferenceService, {
      metadata: { annotations: { "serving.kserve.io/autoscalerClass": "external" } },
      spec: { predictor: { minReplicas: 0, maxReplicas: 0 }, transformer: {} },
    }),
    passing("HPA", autoscaler, { spec: { maxReplicas: 5 } }),
    passing("ScaledObject to zero", scaledObject, {
      spec: { minReplicaCount: 0, maxReplicaCount: 20 },
    }),
  ],
  fail: [
    failing(
      "zero is no bound in KServe",
      inferenceService,
      { spec: { predictor: { maxReplicas: 0 }, transformer: {} } },
      [
        "cost-bounded-autoscaling[unbounded]: autoscaling has no maximum at spec.predictor.maxReplicas (found 0). Fix: set it to a number from 1 to 20.",
        "cost-bounded-autoscaling[unbounded]: autoscaling has no maximum at spec.transformer.maxReplicas (found no value). Fix: set it to a number from 1 to 20.",
      ],
    ),
    failing(
      "GPU pool without a GPU limit",
      nodePool,
      {
        spec: {
          limits: { cpu: 1000, memory: "1000Gi" },
          template: {
            spec: {
              requirements: [
                { key: "karpenter.k8s.aws/instance-family", operator: "In", values: ["g6"] },
              ],
            },
          },
        },
      },
      [
        'cost-bounded-autoscaling[unbounded]: the NodePool has no limit on nvidia.com/gpu at spec.limits["nvidia.com/gpu"] (found no value). Fix: set spec.limits["nvidia.com/gpu"] to what the budget allows.',
      ],
    ),
    failing("KEDA's default of 100", scaledObject, { spec: {} }, [
      "cost-bounded-autoscaling[unbounded]: autoscaling has no maximum at spec.maxReplicaCount (found no value). Fix: set it to a number from 1 to 20.",
    ]),
    failing("more replicas than the budget", scaledObject, { spec: { maxReplicaCount: 21 } }, [
      "cost-bounded-autoscaling[too-high]: the maximum is above 20 at spec.maxReplicaCount (found 21). Fix: set it to 20 or less, or raise the limit in the policy configuration.",
    ]),
    failing("too many nodes", nodeGroup, { scalingConfig: { maxSize: 200 } }, [
      "cost-bounded-autoscaling[too-high]: the maximum is above 50 at scalingConfig.maxSize (found 200). Fix: set it to 50 or less, or raise the limit in the policy configuration.",
    ]),
  ],
  unknown: [
    failing(
      "an unknown maximum does not hide another",
      inferenceService,
      { spec: { predictor: { maxReplicas: unknownValue }, explainer: { maxReplicas: 0 } } },
      [
        unverifiable("cost-bounded-autoscaling", "spec.predictor.maxReplicas"),
        "cost-bounded-autoscaling[unbounded]: autoscaling has no maximum at spec.explainer.maxReplicas (found 0). Fix: set it to a number from 1 to 20.",
      ],
    ),
    failing(
      "an unknown maximum of KEDA",
      scaledObject,
      { spec: { maxReplicaCount: unknownValue } },
      [unverifiable("cost-bounded-autoscaling", "spec.maxReplicaCount")],
    ),
  ],
  notApplicable: vpc,
  config: [
    {
      ...failing("a tighter limit", autoscaler, { spec: { maxReplicas: 5 } }, [
        "cost-bounded-autoscaling[too-high]: the maximum is above 3 at spec.maxReplicas (found 5). Fix: set it to 3 or less, or raise the limit in the policy configuration.",
      ]),
      config: { maxReplicas: 3 },
      messagesByDefault: [],
    },
  ],
};

/** Cases of the rules in policy/cost. */
export const costCases: readonly RuleCases[] = [instanceAllowlist, boundedAutoscaling];
