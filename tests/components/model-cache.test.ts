import assert from "node:assert/strict";

import { ModelCache } from "../../components";
import { modelCacheProblems, type ModelCacheRuleInput } from "../../components/models/cache-rules";
import { fullest, smallest } from "../../components/models/example";
import { policyStatements } from "../support/policy-documents";
import { record, type Recorded } from "../support/recorder";
import { at, ofType, one, refusal, said } from "../support/recorded";

const args = fullest.ModelCache;

/** Proves what is registered. Does not prove that KServe fills a cache: its controller runs in no test. */
describe("ModelCache", () => {
  let resources: readonly Recorded[] = [];
  before(async () => {
    ({ resources } = await record(() => new ModelCache("cache", args)));
  });

  it("keeps models in the folder of KServe's agent, on the nodes of a pool and no others", () => {
    const { inputs } = one(resources, "cache-group-large");
    assert.equal(inputs.kind, "LocalModelNodeGroup");
    assert.deepEqual(inputs.spec, {
      storageLimit: "1Ti",
      persistentVolumeSpec: {
        accessModes: ["ReadWriteOnce"],
        volumeMode: "Filesystem",
        capacity: { storage: "1Ti" },
        storageClassName: "",
        persistentVolumeReclaimPolicy: "Delete",
        local: { path: "/models" },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  {
                    key: "inference-platform.io/node-pool",
                    operator: "In",
                    values: ["cpu-large"],
                  },
                ],
              },
            ],
          },
        },
      },
      persistentVolumeClaimSpec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "",
        resources: { requests: { storage: "1Ti" } },
      },
    });
  });

  it("names each model, after its node groups and their controller are there", () => {
    const model = one(resources, "cache-model-scorer");
    assert.equal(model.inputs.kind, "LocalModelCache");
    assert.equal(at(model.inputs, "metadata", "name"), "scorer");
    assert.deepEqual(model.inputs.spec, {
      sourceModelUri: "s3://models-1234567/scorer",
      modelSize: "2Gi",
      nodeGroups: ["cpu", "large"],
    });
    assert.deepEqual(model.dependsOn, ["cache-group-cpu", "cache-group-large"]);
    assert.deepEqual(one(resources, "cache-group-cpu").dependsOn, [
      "cache-controller",
      "cache-download-association",
      "cache-download-buckets",
      "cache-jobs",
    ]);
    assert.deepEqual(one(resources, "cache-controller").dependsOn, ["cache-crds"]);
  });

  it("installs the pinned charts beside KServe, with images from the mirror", () => {
    assert.deepEqual(
      ofType(resources, "kubernetes:helm.sh/v3:Release").map(({ inputs }) => [
        inputs.chart,
        inputs.version,
        inputs.namespace,
      ]),
      [
        ["oci://ghcr.io/kserve/charts/kserve-localmodel-resources", "v0.20.0", "kserve"],
        ["oci://ghcr.io/kserve/charts/kserve-localmodel-crd", "v0.20.0", "kserve"],
      ],
    );
    assert.deepEqual(one(resources, "cache-controller").inputs.values, {
      kserve: {
        localmodel: {
          controller: { image: "mirror.example.com/kserve/kserve-localmodel-controller" },
        },
        localmodelnode: {
          controller: { image: "mirror.example.com/kserve/kserve-localmodelnode-agent" },
        },
      },
    });
  });

  it("lets download Jobs read the named prefix and nothing else", () => {
    const association = one(resources, "cache-download-association").inputs;
    assert.deepEqual(
      [association.namespace, association.serviceAccount],
      ["kserve-localmodel-jobs", "default"],
    );
    assert.deepEqual(
      policyStatements([one(resources, "cache-download-buckets")]).map((s) => [
        s.actions,
        s.resources,
      ]),
      [
        [["s3:ListBucket"], ["arn:aws:s3:::models-1234567"]],
        [["s3:GetObject"], ["arn:aws:s3:::models-1234567/scorer/*"]],
      ],
    );
    assert.equal(
      at(
        one(resources, "cache-jobs").inputs,
        "metadata",
        "labels",
        "pod-security.kubernetes.io/enforce",
      ),
      "baseline",
    );
  });

  it("is refused as a whole before anything is registered", async () => {
    assert.deepEqual(
      await refusal(
        () => new ModelCache("cache", { ...smallest.ModelCache, nodeGroups: {}, models: {} }),
      ),
      [
        'ModelCache "cache": one input is wrong',
        "nodeGroups: is empty: no node would keep a model. Name one group.",
      ],
    );
  });
});

describe("rules of a model cache", () => {
  const model = { uri: "s3://models/scorer", size: "2Gi", nodeGroups: ["cpu"] } as const;
  const cases: readonly [string, Partial<ModelCacheRuleInput>, string[]][] = [
    [
      "sizes that are none",
      {
        nodeGroups: { cpu: { pool: "cpu", storageLimit: "0Gi" } },
        models: { scorer: { ...model, size: "1.5Gi" } },
      },
      [
        'nodeGroups.cpu.storageLimit: "0Gi" is not a size. Write for instance "200Gi".',
        'models.scorer.size: "1.5Gi" is not a size. Write for instance "200Gi".',
      ],
    ],
    [
      "models that do not fit together",
      {
        models: {
          scorer: { ...model, size: "60Gi" },
          ranker: { ...model, uri: "s3://models/ranker", size: "41Gi" },
        },
      },
      [
        "nodeGroups.cpu.storageLimit: 100Gi is less than its models need together: 103424Mi. Raise it, or move a model to another group.",
      ],
    ],
    [
      "a node group that is none, and no node group",
      {
        models: {
          scorer: { ...model, nodeGroups: ["cpus"] },
          ranker: { ...model, uri: "s3://models/ranker", nodeGroups: [] },
        },
      },
      [
        'models.scorer.nodeGroups[0]: "cpus" is not a node group of this cache. Did you mean "cpu"? Write one of cpu.',
        "models.ranker.nodeGroups: is empty: no node would keep it. Name at least one.",
      ],
    ],
    [
      "what cannot be downloaded",
      {
        models: {
          scorer: { ...model, uri: "pvc://models/scorer" },
          ranker: { ...model, uri: "hf://openai-community/gpt2" },
        },
      },
      [
        'models.scorer.uri: "pvc://models/scorer" cannot be downloaded to a node. Use s3://, hf://, gs:// or https://.',
        'models.ranker.uri: "hf://openai-community/gpt2" names no revision, so it is whatever was pushed last. Add ":" and a commit of 40 hexadecimal digits.',
      ],
    ],
    [
      "two caches of one URI, and one inside another",
      {
        models: {
          a: model,
          b: { ...model, uri: "s3://models/scorer/" },
          c: { ...model, uri: "s3://models/scorer/onnx" },
          d: { ...model, uri: "s3://models/scorer-2" },
        },
      },
      [
        "models.b.uri: is the same as that of a, or one lies in the other. Keep one of the two.",
        "models.c.uri: is the same as that of a, or one lies in the other. Keep one of the two.",
      ],
    ],
    [
      "names that Kubernetes refuses",
      {
        nodeGroups: { CPU: { pool: "Cpu", storageLimit: "100Gi" } },
        models: { My_Model: { ...model, nodeGroups: ["CPU"] } },
      },
      [
        'nodeGroups.CPU: "CPU" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'nodeGroups.CPU.pool: "Cpu" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'models.My_Model: "My_Model" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
      ],
    ],
  ];
  for (const [title, change, problems] of cases) {
    it(`refuse ${title}`, () => {
      const input = { ...smallest.ModelCache, ...change };
      assert.deepEqual(said(modelCacheProblems(input)), problems);
    });
  }

  it("accept the examples", () => {
    assert.deepEqual(modelCacheProblems(args), []);
    assert.deepEqual(modelCacheProblems(smallest.ModelCache), []);
  });
});
