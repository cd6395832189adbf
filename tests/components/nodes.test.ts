import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { NodePool } from "../../components";
import { fullest, karpenter, smallest } from "../../components/nodes/example";
import type { NodePoolArgs } from "../../components/nodes/pool-args";
import { record, type Recorded } from "../support/recorder";
import { one, refusal, typeNames } from "../support/recorded";

const metadataOptions = {
  httpEndpoint: "enabled",
  httpTokens: "required",
  httpPutResponseHopLimit: 1,
};
const tags = { project: "inference-platform", Name: "pool" };

async function registered(args: NodePoolArgs): Promise<readonly Recorded[]> {
  const { resources } = await record(() => new NodePool("pool", args));
  return resources;
}

/** Proves what is registered and with which options. Does not prove that EKS takes it. */
describe("NodePool with a managed group", () => {
  it("registers a launch template and a group", async () => {
    const resources = await registered(smallest);
    assert.deepEqual(typeNames(resources), [
      "aws:ec2/launchTemplate:LaunchTemplate pool-template",
      "aws:eks/nodeGroup:NodeGroup pool-nodes",
      "inference-platform:index:NodePool pool",
    ]);
    assert.deepEqual(one(resources, "pool-nodes").inputs, {
      clusterName: "dev",
      version: "1.35",
      releaseVersion: "1.35.7-20260911",
      nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
      subnetIds: ["subnet-1", "subnet-2"],
      amiType: "AL2023_x86_64_STANDARD",
      capacityType: "ON_DEMAND",
      instanceTypes: ["m7i.large"],
      scalingConfig: { minSize: 2, maxSize: 4, desiredSize: 2 },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      launchTemplate: { id: "pool-template-id", version: "1" },
      labels: { "inference-platform.io/node-pool": "system" },
      taints: [],
      tags: { Name: "pool" },
    });
  });

  it("closes the metadata of its nodes to pods, encrypts their disks, gives no public address", async () => {
    const { inputs } = one(await registered(smallest), "pool-template");
    assert.deepEqual(inputs, {
      updateDefaultVersion: true,
      metadataOptions,
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: 50,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      capacityReservationSpecification: { capacityReservationPreference: "none" },
      tagSpecifications: [
        { resourceType: "instance", tags: { Name: "pool" } },
        { resourceType: "volume", tags: { Name: "pool" } },
      ],
      tags: { Name: "pool" },
    });
  });

  it("registers every argument of the fullest example", async () => {
    const resources = await registered(fullest);
    const group = one(resources, "pool-nodes").inputs;
    assert.deepEqual(
      [group.amiType, group.capacityType, group.scalingConfig],
      ["AL2023_x86_64_NVIDIA", "ON_DEMAND", { minSize: 0, maxSize: 4, desiredSize: 1 }],
    );
    assert.deepEqual(group.labels, {
      "example.com/team": "search",
      "inference-platform.io/node-pool": "gpu",
      "nvidia.com/device-plugin.config": "time-slicing-4",
    });
    assert.deepEqual(group.taints, [
      { key: "nvidia.com/gpu", value: "present", effect: "NO_SCHEDULE" },
      { key: "example.com/dedicated", value: "search", effect: "NO_SCHEDULE" },
    ]);
    // The group of the placement has a name that AWS gives; the test on EFA reads it.
    const { userData, placement, ...template } = one(resources, "pool-template").inputs;
    assert.notEqual(placement, undefined);
    assert.equal(typeof userData, "string");
    const text = Buffer.from(String(userData), "base64").toString();
    assert.match(text, /"FastImagePull": true/);
    assert.match(text, /"strategy": "RAID0"/);
    assert.deepEqual(template, {
      updateDefaultVersion: true,
      metadataOptions,
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: 300,
            encrypted: "true",
            deleteOnTermination: "true",
            throughput: 600,
          },
        },
      ],
      capacityReservationSpecification: {
        capacityReservationTarget: { capacityReservationId: "cr-0123456789abcdef0" },
      },
      networkInterfaces: [
        {
          networkCardIndex: 0,
          deviceIndex: 0,
          interfaceType: "efa",
          securityGroups: ["sg-0123456789abcdef0", "pool-efa-id"],
          deleteOnTermination: "true",
        },
      ],
      tagSpecifications: [
        { resourceType: "instance", tags },
        { resourceType: "volume", tags },
      ],
      tags,
    });
  });

  it("lets nodes with EFA reach each other on every port, and nobody else", async () => {
    const { resources } = await record(() => {
      pulumi.runtime.registerStackTransformation(({ name, props, opts }) =>
        name === "pool-placement" ? { props: { ...props, name: "close" }, opts } : undefined,
      );
      return new NodePool("pool", fullest);
    });
    assert.deepEqual(one(resources, "pool-template").inputs.placement, { groupName: "close" });
    const { inputs } = one(resources, "pool-efa");
    assert.deepEqual(
      [inputs.vpcId, inputs.ingress, inputs.egress, inputs.tags],
      ["vpc-1", undefined, undefined, { ...tags, Name: "pool-efa" }],
    );
    for (const [name, type] of [
      ["pool-efa-in", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"],
      ["pool-efa-out", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"],
    ] as const) {
      const rule = one(resources, name);
      assert.equal(rule.type, type);
      assert.deepEqual(rule.inputs, {
        securityGroupId: "pool-efa-id",
        referencedSecurityGroupId: "pool-efa-id",
        ipProtocol: "-1",
        description: "Nodes of the pool",
        tags: { ...tags, Name: "pool-efa" },
      });
    }
    assert.deepEqual(one(resources, "pool-placement").inputs, {
      name: "close",
      strategy: "cluster",
      tags: { ...tags, Name: "pool-placement" },
    });
  });

  it("puts the type of a Capacity Block in the template only", async () => {
    const resources = await registered({
      ...fullest,
      efa: false,
      instanceTypes: ["p5.48xlarge"],
      capacity: "capacityBlock",
    });
    const template = one(resources, "pool-template").inputs;
    assert.deepEqual(template.instanceMarketOptions, { marketType: "capacity-block" });
    assert.equal(template.instanceType, "p5.48xlarge");
    const group = one(resources, "pool-nodes").inputs;
    assert.equal(group.capacityType, "CAPACITY_BLOCK");
    assert.equal("instanceTypes" in group, false);
  });

  it("asks a spot instance for no reservation", async () => {
    const resources = await registered({ ...smallest, capacity: "spot" });
    assert.equal(one(resources, "pool-nodes").inputs.capacityType, "SPOT");
    assert.equal(
      "capacityReservationSpecification" in one(resources, "pool-template").inputs,
      false,
    );
  });

  it("owns the number of nodes only where it is given", async () => {
    const nodes = async (args: NodePoolArgs): Promise<readonly string[]> =>
      one(await registered(args), "pool-nodes").ignoreChanges;
    assert.deepEqual(await nodes(smallest), ["scalingConfig.desiredSize"]);
    const desired = { ...smallest, scaling: { min: 2, max: 4, desired: 3 } };
    assert.deepEqual(await nodes(desired), []);
    const { inputs } = one(await registered(desired), "pool-nodes");
    assert.deepEqual(inputs.scalingConfig, { minSize: 2, maxSize: 4, desiredSize: 3 });
  });

  it("can make a replaced group before the old one goes: no fixed name, no other order", async () => {
    const deleteFirst: unknown[] = [];
    const { resources } = await record(() => {
      pulumi.runtime.registerStackTransformation(({ opts }) => {
        deleteFirst.push((opts as pulumi.CustomResourceOptions).deleteBeforeReplace);
        return undefined;
      });
      return new NodePool("pool", fullest);
    });
    assert.deepEqual(
      deleteFirst,
      Array.from({ length: resources.length }, () => undefined),
    );
    for (const { name, inputs } of resources.filter(({ component }) => !component)) {
      assert.deepEqual(
        ["nodeGroupName", "nodeGroupNamePrefix", "name", "namePrefix"].filter(
          (key) => key in inputs,
        ),
        [],
        name,
      );
    }
  });

  it("is refused whole", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new NodePool("pool", {
            ...smallest,
            cluster: { ...smallest.cluster, version: "1.36" },
            pool: "GPU",
            gpu: true,
            taints: [{ key: "a", value: "Exists", effect: "NoSchedule" }],
          }),
      ),
      [
        'NodePool "pool": 4 inputs are wrong',
        'pool: "GPU" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'instanceTypes[0]: "m7i.large" has no NVIDIA GPU that a pod can request, but the pool is a GPU pool. Name a GPU type, for instance g6.xlarge, or set gpu to false.',
        'taints[0].value: "Exists" is an operator of tolerations, not a value of a taint. Remove it or write the value.',
        "imageRelease: is missing, and the pinned one, 1.35.7-20260911, is not for Kubernetes 1.36. Write a release for it: what AWS gives in /aws/service/eks/optimized-ami/1.36/amazon-linux-2023/<architecture>/<standard or nvidia>/recommended/release_version.",
      ],
    );
    await refusal(() => new NodePool("pool", { ...karpenter, weight: 0 }));
  });
});
