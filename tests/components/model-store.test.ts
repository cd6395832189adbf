import assert from "node:assert/strict";

import { ModelStore } from "../../components";
import { smallest } from "../../components/models/example";
import { versions } from "../../components/versions";
import { policyStatements } from "../support/policy-documents";
import { record } from "../support/recorder";
import { at, one } from "../support/recorded";

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

  it("takes the driver at the version of the cluster's minor", async () => {
    const { resources } = await record(
      () =>
        new ModelStore("store", {
          ...smallest.ModelStore,
          addonVersions: { "aws-mountpoint-s3-csi-driver": "v2.8.0-eksbuild.1" },
        }),
    );
    assert.equal(one(resources, "store-driver-addon").inputs.addonVersion, "v2.8.0-eksbuild.1");
  });

  it("brings no driver to a cluster that has it, nor a role", async () => {
    const { resources } = await record(() => new ModelStore("store", { region: "us-east-1" }));
    assert.ok(!resources.some(({ type }) => /Addon|aws:iam/.test(type)));
    assert.equal(one(resources, "store-models-bucket").type, "aws:s3/bucket:Bucket");
  });
});
