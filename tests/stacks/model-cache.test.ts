import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { parseConfig } from "../../stacks/platform/config";
import { createPlatformStack } from "../../stacks/platform/platform-stack";
import { withChanges } from "../support/config-changes";
import { record } from "../support/recorder";
import { one } from "../support/recorded";
import { engineConfig, project } from "../support/stack-config";

const guide = readFileSync(path.resolve(__dirname, "../../docs/models.md"), "utf8");

/** The samples of the guide that are about the cache: the configuration of the platform, and that of a model. */
const [cacheSample = {}] = [...guide.matchAll(/```yaml\n([^]*?)```/g)]
  .map(([, text = ""]) => parse(text) as Readonly<Record<string, object>>)
  .filter((block) => `${project}:modelCache` in block);

/** The configuration of dev with the cache of the guide. */
function cachingConfig(): ReturnType<typeof parseConfig> {
  const pools = cacheSample[`${project}:nodePools`] as Readonly<Record<string, unknown>>;
  const changes = {
    "nodePools.nvme": pools["nvme"],
    modelCache: cacheSample[`${project}:modelCache`],
    "tenants.fraud.modelBuckets": [{ bucketName: "example-models", prefix: "sklearn/" }],
    "tenants.fraud.models.ranker": {
      source: "s3://example-models/sklearn/3/",
      runtime: { name: "sklearn" },
      resources: { cpu: "500m", memory: "1Gi" },
    },
  };
  return parseConfig(withChanges(engineConfig("dev"), changes), project);
}

/** Proves the way from the configuration to the resources; what KServe makes of them, the sandbox proves. */
describe("model cache of a stack", () => {
  it("is off where the configuration does not name it", () => {
    assert.equal(parseConfig(engineConfig("dev"), project).modelCache, undefined);
  });

  it("is there before the models that are served from it, as the guide has it", async function () {
    this.timeout(20_000);
    const { resources } = await record(() => createPlatformStack(cachingConfig()), {
      project,
      stack: "dev",
    });
    assert.deepEqual(one(resources, "inference-dev-cache-model-sklearn-3").inputs.spec, {
      sourceModelUri: "s3://example-models/sklearn/3",
      modelSize: "1Gi",
      nodeGroups: ["nvme"],
    });
    assert.ok(
      one(resources, "inference-dev-fraud-ranker").dependsOn.includes("inference-dev-cache"),
    );
  });
});
