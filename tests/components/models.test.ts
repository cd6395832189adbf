import assert from "node:assert/strict";

import { ModelRepository, ModelStore } from "../../components";
import { fullest, smallest } from "../../components/models/example";
import { versions } from "../../components/versions";
import { policyStatements } from "../support/policy-documents";
import { record, resolved } from "../support/recorder";
import { at, one, refusal } from "../support/recorded";

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
