import { unknownValue } from "../../support/policy";
import { failing, passing, unverifiable, type RuleCases } from "./rule-cases";

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const nodePool = "kubernetes:karpenter.sh/v1:NodePool";
const taint = { key: "nvidia.com/gpu", value: "present", effect: "NO_SCHEDULE" };
const gpuGroup = { instanceTypes: ["g5.xlarge"], amiType: "AL2023_x86_64_NVIDIA", diskSize: 200 };
const vpc = { type: "aws:ec2/vpc:Vpc", name: "vpc", props: {} };

/** Cases of policy/gpu/nodes-tainted.ts. */
export const nodesTainted: RuleCases = {
  id: "gpu-nodes-tainted",
  pass: [
    passing("GPU group with taint, image and disk", nodeGroup, { ...gpuGroup, taints: [taint] }),
    passing("CPU group without taint", nodeGroup, { instanceTypes: ["m7i.large"] }),
    passing("GPU group whose disk is in a launch template", nodeGroup, {
      instanceTypes: ["g6.xlarge"],
      amiType: "AL2023_x86_64_NVIDIA",
      launchTemplate: { id: "lt-1", version: "1" },
      taints: [taint],
    }),
    passing("Karpenter pool with taint", nodePool, {
      spec: {
        limits: { "nvidia.com/gpu": "4" },
        template: { spec: { taints: [{ ...taint, effect: "NoSchedule" }] } },
      },
    }),
    passing("Karpenter pool that shuts GPUs out", nodePool, {
      spec: {
        limits: { "nvidia.com/gpu": 0 },
        template: {
          spec: {
            requirements: [
              { key: "karpenter.k8s.aws/instance-gpu-count", operator: "DoesNotExist" },
            ],
          },
        },
      },
    }),
  ],
  fail: [
    failing("GPU group without taint", nodeGroup, gpuGroup, [
      'gpu-nodes-tainted[taint]: GPU nodes have no GPU taint at taints. Fix: add {key: "nvidia.com/gpu", value: "present", effect: "NO_SCHEDULE"}.',
    ]),
    failing(
      "operator word as value and Kubernetes spelling of the effect",
      nodeGroup,
      { ...gpuGroup, taints: [{ ...taint, value: "Exists", effect: "NoSchedule" }] },
      [
        'gpu-nodes-tainted[taint-value]: the GPU taint has a value that node agents do not tolerate at taints[0].value (found "Exists"). Fix: set it to "present".',
        'gpu-nodes-tainted[taint-effect]: the GPU taint has another effect at taints[0].effect (found "NoSchedule"). Fix: set it to "NO_SCHEDULE".',
      ],
    ),
    failing(
      "CPU image and small disk",
      nodeGroup,
      { instanceTypes: ["g5.xlarge"], amiType: "AL2023_x86_64_STANDARD", taints: [taint] },
      [
        "gpu-nodes-tainted[disk]: the root volume of the GPU node group is smaller than 100 GiB at diskSize (found no value, so 20 GiB). Fix: set diskSize to at least 100.",
        'gpu-nodes-tainted[ami]: the machine image of the GPU node group has no NVIDIA driver at amiType (found "AL2023_x86_64_STANDARD"). Fix: set amiType to AL2023_x86_64_NVIDIA, or to the Bottlerocket NVIDIA variant.',
      ],
    ),
    failing(
      "Karpenter pool by category, without taint",
      nodePool,
      {
        spec: {
          template: {
            spec: {
              requirements: [
                { key: "karpenter.k8s.aws/instance-category", operator: "In", values: ["g"] },
              ],
            },
          },
        },
      },
      [
        'gpu-nodes-tainted[taint]: GPU nodes have no GPU taint at spec.template.spec.taints. Fix: add {key: "nvidia.com/gpu", value: "present", effect: "NoSchedule"}.',
      ],
    ),
  ],
  unknown: [
    failing(
      "unknown taints do not hide the image",
      nodeGroup,
      { instanceTypes: ["g5.xlarge"], diskSize: 200, amiType: "CUSTOM", taints: unknownValue },
      [unverifiable("gpu-nodes-tainted", "taints")],
    ),
    failing("unknown types", nodeGroup, { instanceTypes: ["m7i.large", unknownValue] }, [
      unverifiable("gpu-nodes-tainted", "instanceTypes[1]"),
    ]),
  ],
  notApplicable: vpc,
  config: [
    {
      ...failing(
        "smaller disk allowed",
        nodeGroup,
        { ...gpuGroup, diskSize: 60, taints: [taint] },
        [],
      ),
      config: { minDiskGiB: 50 },
      messagesByDefault: [
        "gpu-nodes-tainted[disk]: the root volume of the GPU node group is smaller than 100 GiB at diskSize (found 60 GiB). Fix: set diskSize to at least 100.",
      ],
    },
  ],
};
