import { derivedHex } from "../../sandbox/plugins/naming";
import type { ManifestObject } from "../../sandbox/toolchain/manifest-object";

/** Extended resource of the NVIDIA device plugin. */
export const gpu = "nvidia.com/gpu";
const taint = { key: gpu, effect: "NoSchedule" };

const subnet = (id: string, zone: string, cidrBlock: string): object => ({
  id,
  inputs: { availabilityZone: zone, cidrBlock, tags: { tier: "private" }, vpcId: "vpc-1" },
});
/** Group that EKS makes with the cluster `dev`; the simulated AWS tells it of the cluster and has no object for it. */
export const clusterSecurityGroupId = `sg-${derivedHex("dev/cluster-security-group", 17)}`;

/** A simulated AWS with two private subnets, a security group and a node role. */
export const simulatedAws = {
  "aws:ec2/subnet:Subnet": {
    "subnet-a": subnet("subnet-a", "us-east-1a", "10.0.0.0/24"),
    "subnet-b": subnet("subnet-b", "us-east-1b", "10.0.1.0/24"),
  },
  "aws:ec2/securityGroup:SecurityGroup": { "sg-1": { id: "sg-1", inputs: { name: "nodes" } } },
  "aws:eks/cluster:Cluster": { dev: { id: "dev", inputs: { name: "dev" } } },
  "aws:iam/role:Role": { "dev-node": { id: "dev-node", inputs: { name: "dev-node" } } },
  // Inputs of another shape than those that Karpenter looks at.
  "aws:s3/bucket:Bucket": { b: { id: "b", inputs: { tags: [1] } } },
};
/** The record of a GPU operator with the tolerations of its chart. */
export const gpuOperator = {
  "gpu-operator/gpu-operator": { name: "gpu-operator", chart: "gpu-operator", values: {} },
};
/** A release of Karpenter that batches pods for a short time only. */
export const options = {
  namespace: "kube-system",
  values: { settings: { clusterName: "dev", batchIdleDuration: "100ms" } },
};

/** A class of nodes in the private subnets. */
export const nodeClass: ManifestObject = {
  apiVersion: "karpenter.k8s.aws/v1",
  kind: "EC2NodeClass",
  metadata: { name: "gpu" },
  spec: {
    role: "dev-node",
    amiSelectorTerms: [{ alias: "al2023@v20260801" }],
    subnetSelectorTerms: [{ tags: { tier: "private" } }],
    securityGroupSelectorTerms: [{ id: "sg-1" }, { id: clusterSecurityGroupId }],
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: "200Gi" } }],
    capacityReservationSelectorTerms: [{ id: "cr-1" }],
  },
};

/** A pool of single-GPU nodes with these capacity types and at most `limit` GPUs. */
export function nodePool(capacityTypes: string[], limit: number): ManifestObject {
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name: "gpu" },
    spec: {
      template: {
        metadata: { labels: { team: "fraud" } },
        spec: {
          nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "gpu" },
          requirements: [
            {
              key: "node.kubernetes.io/instance-type",
              operator: "In",
              values: ["g6.xlarge", "g6.2xlarge"],
            },
            { key: "karpenter.sh/capacity-type", operator: "In", values: capacityTypes },
          ],
          taints: [taint],
        },
      },
      limits: { [gpu]: limit },
      disruption: { consolidationPolicy: "WhenEmpty", consolidateAfter: "1s" },
    },
  };
}

/** A Deployment of one pod that asks for one GPU; no bare pod, for the reason that `gpuDeployment` has. */
export function deployment(name: string): ManifestObject {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: "model", image: "model:1", resources: { limits: { [gpu]: 1 } } }],
          tolerations: [{ key: gpu, operator: "Exists" }],
          // What replaces a lost pod finds its GPU free, and needs no second node.
          terminationGracePeriodSeconds: 0,
        },
      },
    },
  };
}
