import assert from "node:assert/strict";

import { InferencePlatform } from "../../components";
import { fullest, smallest } from "../../components/platform/example";
import { record } from "../support/recorder";
import { one, refusal } from "../support/recorded";

describe("InferencePlatform", () => {
  it("makes its parts in the order in which they need each other", async () => {
    const { resources } = await record(() => new InferencePlatform("p", fullest));
    const order = {
      "p-network": [],
      "p-cluster": ["p-network"],
      "p-pool-gpu": ["p-cluster"],
      "p-pool-shared": ["p-cluster"],
      "p-pool-mig": ["p-cluster"],
      "p-karpenter": ["p-cluster", "p-observability"],
      "p-pool-elastic": [
        "p-cluster",
        "p-karpenter-controller",
        "p-karpenter-events",
        "p-karpenter-node-access",
        "p-karpenter-node-role",
        "p-karpenter-node-role-AmazonEC2ContainerRegistryPullOnly",
        "p-karpenter-node-role-AmazonEKSWorkerNodePolicy",
        "p-karpenter-node-role-AmazonEKS_CNI_Policy",
        "p-karpenter-release",
      ],
      "p-store": ["p-cluster"],
      "p-observability": ["p-cluster"],
      "p-gpu": ["p-observability"],
      "p-mesh": ["p-cluster"],
      "p-gateway": ["p-mesh"],
      "p-keda": ["p-cluster", "p-observability"],
      "p-access": ["p-gateway"],
      "p-serving": ["p-gateway", "p-keda", "p-mesh"],
      "p-tenant-fraud": ["p-mesh"],
      "p-tenant-fraud-models": [],
    };
    for (const [name, dependsOn] of Object.entries(order)) {
      assert.deepEqual(one(resources, name).dependsOn, dependsOn, name);
    }
    assert.deepEqual(
      resources.filter(({ parent }) => parent === "p").map(({ name }) => name),
      Object.keys(order).sort(),
    );
  });

  it("says what a model has to wait for, and where its alerts are explained", async () => {
    const { result } = await record(() => new InferencePlatform("p", fullest));
    // Serving, the operator of Prometheus, the store, the GPU operator, four pools, the role of the tenant's models, and who may ask.
    assert.equal(result.servingReady.length, 10);
    assert.equal(
      result.servingTarget("fraud").runbookBaseUrl,
      "https://git.example.com/platform/docs/runbooks",
    );
  });

  it("keeps buckets by default, and lets a disposable environment go", async () => {
    const forceDestroy = async (disposable?: boolean): Promise<unknown[]> => {
      const { resources } = await record(
        () => new InferencePlatform("p", { ...smallest, ...(disposable && { disposable }) }),
      );
      return ["p-store-models-bucket", "p-observability-logs-bucket"].map(
        (name) => one(resources, name).inputs.forceDestroy,
      );
    };
    assert.deepEqual(await forceDestroy(), [false, false]);
    assert.deepEqual(await forceDestroy(true), [true, true]);
  });

  it("tells the problems of all its parts at once, before any of them begins", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new InferencePlatform("p", {
            ...smallest,
            network: { cidr: "10.0.0.0/8", availabilityZones: ["us-east-1a", "us-east-1b"] },
            cluster: { clusterName: "" },
            systemPool: { instanceTypes: ["m7i.lrge"], scaling: { min: 2, max: 3 } },
            nodePools: {
              system: { instanceTypes: ["m7i.large"], scaling: { min: 0, max: 1 } },
              Big: { instanceTypes: ["m7i.large"], scaling: { min: 0, max: 1 } },
            },
            gateway: { domain: "x" },
            observability: { logRetentionDays: 0 },
            tenants: {
              kserve: { quota: { cpu: "1", memory: "1Gi", gpus: 1 } },
            },
          }),
      ),
      [
        'InferencePlatform "p": 9 inputs are wrong',
        "network.cidr: /8 is too large: AWS allows no VPC larger than a /16. Use 10.0.0.0/16.",
        'cluster.clusterName: "" is not a name that EKS takes. Use letters, digits, "-" and "_", start with a letter or digit, at most 100 characters.',
        'systemPool.instanceTypes[0]: "m7i.lrge" is not a known instance type. Nearest: m7i.large, c7i.large, m6i.large.',
        'nodePools.Big: "Big" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'gateway.domain: "x" is not a domain. Write lower-case labels with dots between, at most 190 characters (63 are for the model), for instance models.example.com.',
        "observability.logRetentionDays: 0 is not a number of days. Write a whole number from 1.",
        'tenants.kserve: "kserve" belongs to the platform or to Kubernetes. Choose another name.',
        'nodePools.system: "system" is the pool of the cluster itself. Set it as systemPool, or choose another name.',
        "tenants.kserve.quota.gpus: 1 GPUs are granted, but no node pool has GPUs. Add a pool with gpu: true, or write 0.",
      ],
    );
  });

  it("does not call a part missing because another is wrong in itself", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new InferencePlatform("p", {
            ...fullest,
            network: { cidr: "10.0.0.0/16", availabilityZones: ["us-east-1a", "eu-west-1b"] },
            cluster: { version: "1.99", availabilityZones: ["us-east-1a", "us-east-1b"] },
            nodePools: {
              gpu: { instanceTypes: ["g6.xlrage"], gpu: true, scaling: { min: 1, max: 4 } },
            },
          }),
      ),
      [
        'InferencePlatform "p": 4 inputs are wrong',
        'network.availabilityZones[1]: "eu-west-1b" is in another region than "us-east-1a". A VPC lies in one region: use zones of us-east-1.',
        'cluster.version: "1.99" is not a Kubernetes minor that this package knows. Nearest: 1.36. Write one of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36.',
        'cluster.addonVersions: lacks vpc-cni, kube-proxy, coredns, eks-pod-identity-agent, eks-node-monitoring-agent, metrics-server, aws-ebs-csi-driver: the pinned versions are for Kubernetes 1.35, not 1.99. Name each, as "aws eks describe-addon-versions --kubernetes-version 1.99" gives it.',
        'nodePools.gpu.instanceTypes[0]: "g6.xlrage" is not a known instance type. Nearest: g6.xlarge, g5.xlarge, g6.2xlarge.',
      ],
    );
  });

  it("brings the S3 driver once", async () => {
    const buckets = [{ bucketArn: "arn:aws:s3:::data", prefix: "", access: "read" } as const];
    const cluster = { storageDrivers: { mountpointS3: { buckets } } };
    assert.deepEqual(await refusal(() => new InferencePlatform("p", { ...smallest, cluster })), [
      'InferencePlatform "p": one input is wrong',
      "cluster.storageDrivers.mountpointS3: is there already: the model store of the platform brings the driver, for its own bucket. Remove it.",
    ]);
  });
});
