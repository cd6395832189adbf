import assert from "node:assert/strict";

import fc from "fast-check";

import { ModelRepository, ModelStore } from "../../components";
import { fullest, smallest } from "../../components/models/example";
import { tritonConfigProblems } from "../../components/models/rules";
import { renderTritonConfig, type TritonModelConfig } from "../../components/models/triton-config";
import { versions } from "../../components/versions";
import { policyStatements } from "../support/policy-documents";
import { record, resolved } from "../support/recorder";
import { at, one, refusal, said } from "../support/recorded";
import { parseTextFormat } from "../support/text-format";

const config: TritonModelConfig = {
  backend: "onnxruntime",
  maxBatchSize: 8,
  inputs: [{ name: "features", dataType: "TYPE_FP32", dims: [16] }],
  outputs: [{ name: "score", dataType: "TYPE_FP32", dims: [-1, 1] }],
  instances: { kind: "gpu", count: 2 },
  batchDelayMicroseconds: 500,
  versions: 3,
};

describe("config.pbtxt", () => {
  it("is the text form of the model's configuration", () => {
    assert.equal(
      renderTritonConfig("scorer", config),
      [
        'name: "scorer"',
        'backend: "onnxruntime"',
        "max_batch_size: 8",
        'input [ { name: "features" data_type: TYPE_FP32 dims: [ 16 ] } ]',
        'output [ { name: "score" data_type: TYPE_FP32 dims: [ -1, 1 ] } ]',
        "instance_group [ { kind: KIND_GPU count: 2 } ]",
        "version_policy { latest { num_versions: 3 } }",
        "dynamic_batching { max_queue_delay_microseconds: 500 }",
        "",
      ].join("\n"),
    );
  });

  it("leaves batching out where no delay is set, and serves one version", () => {
    const text = renderTritonConfig("scorer", {
      backend: config.backend,
      maxBatchSize: 0,
      inputs: config.inputs,
      outputs: config.outputs,
      instances: { kind: "cpu", count: 1 },
    });
    assert.ok(!text.includes("dynamic_batching"));
    assert.match(text, /^version_policy \{ latest \{ num_versions: 1 \} \}$/m);
    assert.match(text, /^instance_group \[ \{ kind: KIND_CPU count: 1 \} \]$/m);
  });

  it("parses, and gives back every name, whatever characters it has", () => {
    fc.assert(
      fc.property(name, fc.array(name, { minLength: 1, maxLength: 3 }), (model, tensors) => {
        const text = renderTritonConfig(model, {
          ...config,
          inputs: tensors.map((tensor) => ({ name: tensor, dataType: "TYPE_FP32", dims: [1] })),
        });
        assert.deepEqual(parseTextFormat(text), {
          fields: [
            "name",
            "backend",
            "max_batch_size",
            ...tensors.map(() => "input"),
            "output",
            "instance_group",
            "version_policy",
            "dynamic_batching",
          ],
          strings: [model, "onnxruntime", ...tensors, "score"],
        });
      }),
      { numRuns: 1000 },
    );
  });
});

describe("rules of a model configuration", () => {
  const cases: readonly [string, Partial<TritonModelConfig>, string[]][] = [
    ["no input", { inputs: [] }, ["inputs: is empty. Name at least one tensor."]],
    [
      "a shape with a hole",
      { outputs: [{ name: "score", dataType: "TYPE_FP32", dims: [1, 0] }] },
      [
        "outputs[0].dims: [1, 0] is not a shape. Write sizes above 0, or -1 for one that varies, without the batch dimension.",
      ],
    ],
    [
      "half a batch",
      { maxBatchSize: 2.5 },
      [
        "maxBatchSize: 2.5 is not a batch size. Write a whole number; 0 for a model without a batch dimension.",
      ],
    ],
    [
      "no copy",
      { instances: { kind: "cpu", count: 0 } },
      ["instances.count: 0 is not a number of copies. Write a whole number from 1."],
    ],
    [
      "a delay without batches",
      { maxBatchSize: 1 },
      [
        "batchDelayMicroseconds: batches requests, but maxBatchSize is 1. Raise maxBatchSize to 2 or more, or remove the delay.",
      ],
    ],
    [
      "a delay that is no time",
      { batchDelayMicroseconds: -1 },
      ["batchDelayMicroseconds: -1 is not a time. Write whole microseconds, 0 or more."],
    ],
    [
      "no version",
      { versions: 0 },
      ["versions: 0 is not a number of versions. Write a whole number from 1."],
    ],
  ];
  for (const [title, change, problems] of cases) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(tritonConfigProblems({ ...config, ...change })), problems);
    });
  }

  it("accept a whole configuration", () => {
    assert.deepEqual(tritonConfigProblems(config), []);
  });
});

describe("ModelRepository", () => {
  it("writes one configuration a model below its prefix", async () => {
    const { resources, result } = await record(
      () => new ModelRepository("repo", fullest.ModelRepository),
    );
    const { inputs } = one(resources, "repo-scorer-config");
    assert.equal(inputs.bucket, "models-1234567");
    assert.equal(inputs.key, "tenants/fraud/scorer/scorer/config.pbtxt");
    assert.match(String(inputs.content), /^name: "scorer"\n/);
    assert.equal(result.modelPath("scorer"), "scorer/scorer/");
    assert.equal(await resolved(result.storageUri("scorer")), "pvc://models/scorer");
  });

  it("shows the tenant its own prefix and nothing else, read-only", async () => {
    const { resources } = await record(() => new ModelRepository("repo", smallest.ModelRepository));
    const volume = one(resources, "repo-volume").inputs;
    assert.equal(at(volume, "metadata", "name"), "fraud-models");
    assert.deepEqual(at(volume, "spec", "mountOptions"), [
      "read-only",
      "allow-other",
      "region us-east-1",
      "prefix tenants/fraud/",
    ]);
    assert.deepEqual(at(volume, "spec", "csi"), {
      driver: "s3.csi.aws.com",
      volumeHandle: "fraud-models",
      readOnly: true,
      volumeAttributes: { bucketName: "models-1234567" },
    });
    assert.deepEqual(at(volume, "spec", "claimRef"), {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      namespace: "fraud",
      name: "models",
    });
    const claim = one(resources, "repo-claim").inputs;
    assert.equal(at(claim, "spec", "volumeName"), "fraud-models");
    assert.equal(at(claim, "spec", "storageClassName"), "");
  });

  it("is refused for a prefix that is the whole bucket", async () => {
    assert.deepEqual(
      await refusal(() => new ModelRepository("repo", { ...smallest.ModelRepository, prefix: "" })),
      [
        'ModelRepository "repo": one input is wrong',
        "prefix: is empty: the repository would be the whole bucket. Write for instance tenants/fraud/.",
      ],
    );
  });
});

describe("ModelStore", () => {
  it("is a private, versioned bucket with its own rotating key", async () => {
    const { resources } = await record(() => new ModelStore("store", smallest.ModelStore));
    assert.equal(one(resources, "store-models-bucket").inputs.forceDestroy, false);
    const key = one(resources, "store-key").inputs;
    assert.deepEqual([key.enableKeyRotation, key.deletionWindowInDays], [true, 30]);
    assert.deepEqual(one(resources, "store-models-encryption").inputs.rules, [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: "arn:aws:mock:::store-key",
        },
        bucketKeyEnabled: true,
      },
    ]);
    assert.deepEqual(one(resources, "store-models-versioning").inputs.versioningConfiguration, {
      status: "Enabled",
    });
    const rule = at(one(resources, "store-models-lifecycle").inputs, "rules", 0);
    assert.deepEqual(at(rule, "noncurrentVersionExpiration"), { noncurrentDays: 30 });
    assert.equal(at(rule, "expiration"), undefined);
  });

  it("lets the driver read this bucket and nothing else", async () => {
    const { resources } = await record(() => new ModelStore("store", smallest.ModelStore));
    const bucket = "arn:aws:mock:::store-models-bucket";
    assert.deepEqual(
      policyStatements([one(resources, "store-driver-buckets")]).map((statement) => [
        statement.actions,
        statement.resources,
      ]),
      [
        [["s3:ListBucket"], [bucket]],
        [["s3:GetObject"], [`${bucket}/*`]],
        [["kms:Decrypt"], ["arn:aws:mock:::store-key"]],
      ],
    );
  });

  it("mounts on tainted nodes too, at the pinned version, when the role can read", async () => {
    const { resources } = await record(() => new ModelStore("store", smallest.ModelStore));
    const { inputs, dependsOn } = one(resources, "store-driver-addon");
    assert.equal(inputs.addonVersion, versions.addons["aws-mountpoint-s3-csi-driver"]);
    assert.equal(inputs.configurationValues, '{"node":{"tolerateAllTaints":true}}');
    assert.deepEqual(dependsOn, ["store-driver-buckets"]);
  });
});

const name = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", "\n", "a } b", "\u2028"),
);
