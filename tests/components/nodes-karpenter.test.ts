import assert from "node:assert/strict";

import { fullest, karpenter } from "../../components/nodes/example";
import { planKarpenterNodePool, planNodeClass } from "../../components/nodes/karpenter-plan";
import type { KarpenterPoolRequest } from "../../components/nodes/pool-request";
import { nodePoolProblems } from "../../components/nodes/rules";

const small: KarpenterPoolRequest = {
  engine: "karpenter",
  pool: "any",
  instanceTypes: ["m7g.large", "m7g.xlarge"],
  limits: { cpus: 32 },
};
const gpu: KarpenterPoolRequest = {
  engine: "karpenter",
  pool: "any",
  instanceTypes: ["g6.xlarge"],
  gpu: true,
  limits: { gpus: 4 },
};
const inputs = {
  nodeRoleName: "nodes",
  subnetSelectorTerms: [{ id: "subnet-1" }, { id: "subnet-2" }],
  securityGroupIds: ["sg-1"],
  tags: { Name: "any" },
};
const isIn = (key: string, ...values: string[]): object => ({ key, operator: "In", values });
const label = "inference-platform.io/node-pool";

/** Proves the specs field by field. Does not prove that the definitions of Karpenter take them. */
describe("plan of a Karpenter pool", () => {
  it("is this for a small CPU pool", () => {
    assert.deepEqual(planKarpenterNodePool(small), {
      template: {
        metadata: { labels: { [label]: "any" } },
        spec: {
          nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "any" },
          requirements: [
            isIn("node.kubernetes.io/instance-type", "m7g.large", "m7g.xlarge"),
            isIn("kubernetes.io/arch", "arm64"),
            isIn("kubernetes.io/os", "linux"),
            isIn("karpenter.sh/capacity-type", "on-demand"),
          ],
          taints: [],
          expireAfter: "720h",
          terminationGracePeriod: "1h",
        },
      },
      disruption: {
        consolidationPolicy: "WhenEmptyOrUnderutilized",
        consolidateAfter: "1m",
        budgets: [{ nodes: "10%" }],
      },
      limits: { cpu: "32", memory: "131072Mi" },
    });
  });

  it("is this for the example with every argument", () => {
    assert.deepEqual(nodePoolProblems(karpenter), []);
    assert.deepEqual(planKarpenterNodePool(karpenter), {
      template: {
        metadata: {
          labels: { [label]: "elastic", "nvidia.com/gpu.deploy.device-plugin": "false" },
        },
        spec: {
          nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "elastic" },
          requirements: [
            isIn("karpenter.k8s.aws/instance-gpu-name", "l4"),
            isIn("karpenter.k8s.aws/instance-gpu-manufacturer", "nvidia"),
            isIn("karpenter.k8s.aws/instance-gpu-count", "1", "4"),
            {
              key: "karpenter.k8s.aws/instance-gpu-memory",
              operator: "Gte",
              values: ["20480"],
            },
            { key: "karpenter.k8s.aws/instance-size", operator: "NotIn", values: ["metal"] },
            isIn("kubernetes.io/arch", "amd64"),
            isIn("kubernetes.io/os", "linux"),
            isIn("karpenter.sh/capacity-type", "reserved", "spot", "on-demand"),
          ],
          taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
          expireAfter: "336h",
          terminationGracePeriod: "30m",
        },
      },
      disruption: {
        consolidationPolicy: "WhenEmpty",
        consolidateAfter: "15m",
        budgets: [{ nodes: "10%" }, { nodes: "0", schedule: "0 8 * * mon-fri", duration: "10h" }],
      },
      limits: { "nvidia.com/gpu": "8", cpu: "256", memory: "2097152Mi", nodes: "8" },
      weight: 10,
    });
  });

  it("bounds CPU and memory by no less than the limits let a mixture of types have", () => {
    const limitsOf = (limits: KarpenterPoolRequest["limits"], ...types: string[]): unknown =>
      planKarpenterNodePool({ ...gpu, instanceTypes: types, limits }).limits;
    assert.deepEqual(limitsOf({ gpus: 4 }, "g6.xlarge", "g6.12xlarge"), {
      "nvidia.com/gpu": "4",
      cpu: "48",
      memory: "196608Mi",
    });
    // One of each has 9 GPUs, 256 vCPUs and 1024 GiB; neither type alone has so much within these limits.
    assert.deepEqual(limitsOf({ gpus: 9, nodes: 2 }, "g6.16xlarge", "g6.48xlarge"), {
      "nvidia.com/gpu": "9",
      cpu: "384",
      memory: "1572864Mi",
      nodes: "2",
    });
  });

  it("moves the pods of CPU nodes together, but of GPU nodes only where that is asked", () => {
    assert.deepEqual(planKarpenterNodePool(gpu).disruption, {
      consolidationPolicy: "WhenEmpty",
      consolidateAfter: "10m",
      budgets: [{ nodes: "10%" }],
    });
    const asked = { ...gpu, disruption: { consolidate: "whenEmptyOrUnderutilized" } } as const;
    assert.equal(
      planKarpenterNodePool(asked).disruption.consolidationPolicy,
      "WhenEmptyOrUnderutilized",
    );
  });

  it("names capacity in Karpenter's order, whatever the order of the request", () => {
    const requirements = planKarpenterNodePool({
      ...gpu,
      capacity: ["onDemand", "reserved", "spot"],
      capacityReservationIds: ["cr-0a"],
    }).template.spec.requirements;
    assert.deepEqual(
      requirements.at(-1),
      isIn("karpenter.sh/capacity-type", "reserved", "spot", "on-demand"),
    );
  });

  it("gives the nodes the taints and labels of the pool", () => {
    const { template } = planKarpenterNodePool({
      ...gpu,
      labels: { "example.com/team": "search" },
      taints: [{ key: "example.com/dedicated", effect: "NoExecute" }],
    });
    assert.deepEqual(template.metadata.labels, { "example.com/team": "search", [label]: "any" });
    assert.deepEqual(template.spec.taints, [
      { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" },
      { key: "example.com/dedicated", effect: "NoExecute" },
    ]);
  });
});

describe("plan of a node class", () => {
  const metadataOptions = {
    httpEndpoint: "enabled",
    httpTokens: "required",
    httpPutResponseHopLimit: 1,
  };
  const disk = { volumeType: "gp3", encrypted: true, deleteOnTermination: true };

  it("is this for a small CPU pool", () => {
    assert.deepEqual(planNodeClass(small, inputs), {
      role: "nodes",
      amiSelectorTerms: [{ alias: "al2023@v20260911" }],
      subnetSelectorTerms: [{ id: "subnet-1" }, { id: "subnet-2" }],
      securityGroupSelectorTerms: [{ id: "sg-1" }],
      blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: "50Gi", ...disk } }],
      metadataOptions,
      associatePublicIPAddress: false,
      tags: { Name: "any" },
    });
  });

  it("is this for the example with every argument", () => {
    assert.deepEqual(planNodeClass(karpenter, inputs), {
      role: "nodes",
      amiSelectorTerms: [{ alias: "bottlerocket@v1.54.0" }],
      subnetSelectorTerms: [{ id: "subnet-1" }, { id: "subnet-2" }],
      securityGroupSelectorTerms: [{ id: "sg-1" }],
      capacityReservationSelectorTerms: [{ id: "cr-0123456789abcdef0" }],
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { volumeSize: "10Gi", ...disk } },
        {
          deviceName: "/dev/xvdb",
          ebs: { volumeSize: "200Gi", ...disk, snapshotID: "snap-0123456789abcdef0" },
        },
      ],
      instanceStorePolicy: "RAID0",
      metadataOptions,
      associatePublicIPAddress: false,
      tags: { Name: "any" },
    });
  });

  it("pins the image by date on AL2023 and by version on Bottlerocket", () => {
    const aliasOf = (change: Partial<KarpenterPoolRequest>): string =>
      planNodeClass({ ...gpu, ...change }, inputs).amiSelectorTerms[0].alias;
    assert.equal(aliasOf({ imageRelease: "1.35.9-20260901" }), "al2023@v20260901");
    assert.equal(aliasOf({ operatingSystem: "bottlerocket" }), "bottlerocket@v1.54.0");
    const operatingSystem = "bottlerocket";
    assert.equal(aliasOf({ operatingSystem, imageRelease: "1.55.1" }), "bottlerocket@v1.55.1");
    assert.equal(
      aliasOf({ operatingSystem, imageRelease: "1.55.1-0a1b2c3d" }),
      "bottlerocket@v1.55.1",
    );
  });

  it("pulls in parallel by user data, and leaves the local disks to Karpenter", () => {
    const change = { parallelImagePull: true, localNvme: true };
    const al2023 = planNodeClass({ ...gpu, ...change }, inputs);
    assert.equal(al2023.instanceStorePolicy, "RAID0");
    assert.match(al2023.userData ?? "", /"FastImagePull": true/);
    assert.doesNotMatch(al2023.userData ?? "", /localStorage/);
    assert.deepEqual(al2023.blockDeviceMappings, [
      { deviceName: "/dev/xvda", ebs: { volumeSize: "200Gi", ...disk, throughput: 600 } },
    ]);
    const bottlerocket = planNodeClass(
      { ...gpu, ...change, operatingSystem: "bottlerocket" },
      inputs,
    );
    assert.match(bottlerocket.userData ?? "", /snapshotter = "soci"/);
    assert.doesNotMatch(bottlerocket.userData ?? "", /ephemeral-storage/);
  });

  it("starts from an example that the rules accept", () => {
    for (const example of [small, gpu, fullest]) assert.deepEqual(nodePoolProblems(example), []);
  });
});
