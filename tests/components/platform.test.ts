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
      "p-store": ["p-cluster"],
      "p-observability": ["p-cluster"],
      "p-gpu": ["p-observability"],
      "p-mesh": ["p-cluster"],
      "p-gateway": ["p-mesh"],
      "p-serving": ["p-gateway", "p-mesh"],
      "p-tenant-fraud": ["p-mesh"],
    };
    for (const [name, dependsOn] of Object.entries(order)) {
      assert.deepEqual(one(resources, name).dependsOn, dependsOn, name);
    }
    assert.deepEqual(
      resources.filter(({ parent }) => parent === "p").map(({ name }) => name),
      Object.keys(order).sort(),
    );
  });

  it("says what a model has to wait for", async () => {
    const { result } = await record(() => new InferencePlatform("p", fullest));
    assert.equal(result.servingReady.length, 4);
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
        "network.cidr: /8 does not fit: a VPC is at most a /16, and subnets for three tiers need at least a /22. Use 10.0.0.0/16.",
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
});
