import assert from "node:assert/strict";

import { InferencePlatform } from "../../components";
import { smallest } from "../../components/platform/example";
import type { InferencePlatformArgs } from "../../components/platform/platform-args";
import { platformProblems } from "../../components/platform/rules";
import { policyStatements } from "../support/policy-documents";
import { record, type Recorded } from "../support/recorder";
import { at, one, said } from "../support/recorded";

const kmsKeyArn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";
const quota = { cpu: "4", memory: "16Gi", gpus: 0 } as const;

const caching = {
  ...smallest,
  nodePools: {
    cpu: { instanceTypes: ["m7i.large"], scaling: { min: 1, max: 2 } },
    nvme: { instanceTypes: ["m6id.large"], localNvme: true, scaling: { min: 1, max: 2 } },
    other: { instanceTypes: ["m7i.large"], scaling: { min: 1, max: 2 } },
  },
  tenants: {
    fraud: {
      quota,
      modelBuckets: [{ bucketName: "published-models", prefix: "public/", kmsKeyArn }],
    },
  },
  modelCache: {
    nodeGroups: {
      root: { pool: "cpu", storageLimit: "20Gi" },
      fast: { pool: "nvme", storageLimit: "100Gi" },
    },
    models: {
      scorer: { uri: "s3://published-models/public/scorer/3", size: "2Gi", nodeGroups: ["root"] },
      gpt2: {
        uri: "hf://openai-community/gpt2:607a30d783dfa663caf39e06633721c8d4cfcd7e",
        size: "4Gi",
        nodeGroups: ["fast", "root"],
      },
    },
  },
} satisfies InferencePlatformArgs;

/** Proves what is registered where a platform keeps models on its nodes; that nodes do keep them, only nodes can show. */
describe("model cache of an InferencePlatform", () => {
  let resources: readonly Recorded[] = [];
  let ready: readonly string[] = [];
  before(async function () {
    this.timeout(10_000);
    const recorded = await record(() => {
      const platform = new InferencePlatform("p", caching);
      return platform.servingReady.map(
        (resource) => (resource as { readonly __name?: string }).__name ?? "",
      );
    });
    ({ resources } = recorded);
    ready = recorded.result;
  });

  it("comes after the controller of KServe and goes before the nodes", () => {
    assert.deepEqual(one(resources, "p-cache").dependsOn, [
      "p-pool-cpu",
      "p-pool-nvme",
      "p-pool-other",
      "p-serving",
    ]);
  });

  it("is there before a model is served", () => {
    assert.ok(ready.includes("p-cache"), ready.join(", "));
  });

  it("turns the cache of KServe on, and only where there is one", async () => {
    const level = (all: readonly Recorded[]): unknown =>
      at(
        one(all, "p-serving-namespace").inputs,
        "metadata",
        "labels",
        "pod-security.kubernetes.io/enforce",
      );
    assert.equal(level(resources), "privileged");
    const without = await record(() => new InferencePlatform("p", smallest));
    assert.equal(level(without.resources), "baseline");
    assert.equal(
      without.resources.some(({ name }) => name.startsWith("p-cache")),
      false,
    );
  });

  it("marks the pools that keep models and leaves the others alone", () => {
    const labels = (pool: string): unknown =>
      at(one(resources, `p-pool-${pool}-nodes`).inputs, "labels", "kserve/localmodel");
    assert.deepEqual(["cpu", "nvme", "other"].map(labels), ["worker", "worker", undefined]);
    const script = (pool: string): string => {
      const { userData = "" } = one(resources, `p-pool-${pool}-template`).inputs;
      return Buffer.from(userData as string, "base64").toString();
    };
    assert.match(script("cpu"), /install -d -o 65532 -g 1000 -m 2775 \/models/);
    assert.match(script("nvme"), /mount --bind \/mnt\/k8s-disks\/0\/models \/models/);
    assert.equal(script("other"), "");
  });

  it("lets downloads read the folder of each model with the key of its bucket, and nothing else", () => {
    assert.deepEqual(
      policyStatements([one(resources, "p-cache-download-buckets")]).map((s) => [
        s.actions,
        s.resources,
      ]),
      [
        [["s3:ListBucket"], ["arn:aws:s3:::published-models"]],
        [["s3:GetObject"], ["arn:aws:s3:::published-models/public/scorer/3/*"]],
        [["kms:Decrypt"], [kmsKeyArn]],
      ],
    );
  });
});

describe("rules of a model cache in a platform", () => {
  const { nodeGroups, models } = caching.modelCache;
  const cases: readonly [string, Partial<InferencePlatformArgs>, string[]][] = [
    [
      "a pool that there is none of",
      {
        modelCache: {
          nodeGroups: { ...nodeGroups, root: { pool: "cpus", storageLimit: "20Gi" } },
          models,
        },
      },
      [
        'modelCache.nodeGroups.root.pool: "cpus" is not a pool of nodePools. Did you mean "cpu"? Write one of cpu, nvme, other.',
      ],
    ],
    [
      "a pool whose taint keeps the downloads away",
      {
        nodePools: {
          ...caching.nodePools,
          cpu: { instanceTypes: ["g6.xlarge"], gpu: true, scaling: { min: 1, max: 2 } },
        },
      },
      [
        "modelCache.nodeGroups.root.pool: its nodes have the taint nvidia.com/gpu:NoSchedule, and the download Jobs of KServe 0.20 tolerate none. Use a pool without GPUs and taints.",
      ],
    ],
    [
      "more room than a volume or the local disks have",
      {
        modelCache: {
          nodeGroups: {
            root: { pool: "cpu", storageLimit: "50Gi" },
            fast: { pool: "nvme", storageLimit: "110Gi" },
          },
          models,
        },
      },
      [
        "modelCache.nodeGroups.root.storageLimit: 50Gi does not fit on the volume of cpu: 50 GiB, and images and logs lie there too. Lower it, raise diskSizeGiB of the pool, or use types with local disks and localNvme.",
        "modelCache.nodeGroups.fast.storageLimit: 110Gi does not fit on the local disks of nvme: 118 GB (112533Mi) on the smallest type, and images and logs lie there too. Lower it.",
      ],
    ],
    [
      "two groups of one pool",
      {
        modelCache: {
          nodeGroups: { ...nodeGroups, fast: { pool: "cpu", storageLimit: "20Gi" } },
          models,
        },
      },
      [
        'modelCache.nodeGroups.fast.pool: "cpu" is the pool of root too, and both would fill the same disks. Keep one of the two.',
      ],
    ],
    [
      "a bucket that no tenant may read",
      {
        modelCache: {
          nodeGroups,
          models: {
            ...models,
            scorer: { ...models.scorer, uri: "s3://published-models/public-2/scorer" },
          },
        },
      },
      [
        'modelCache.models.scorer.uri: "s3://published-models/public-2/scorer" lies in no bucket of modelBuckets of a tenant: s3://published-models/public/. Copy the model to one, or add its bucket there. Models of the model store cannot be cached: every tenant is served what is.',
      ],
    ],
    [
      "what is wrong in itself",
      {
        modelCache: {
          nodeGroups,
          models: { ...models, scorer: { ...models.scorer, nodeGroups: [] } },
        },
      },
      ["modelCache.models.scorer.nodeGroups: is empty: no node would keep it. Name at least one."],
    ],
  ];
  for (const [title, change, problems] of cases) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(platformProblems("p", { ...caching, ...change })), problems);
    });
  }

  it("say nothing of the disks of a pool that is wrong itself", () => {
    const cpu = { instanceTypes: ["m7i.lrge"], scaling: { min: 1, max: 2 } };
    const problems = said(
      platformProblems("p", { ...caching, nodePools: { ...caching.nodePools, cpu } }),
    );
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", /^nodePools\.cpu\.instanceTypes\[0\]: /);
  });

  it("accept the whole", () => {
    assert.deepEqual(platformProblems("p", caching), []);
  });
});
