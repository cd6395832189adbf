import assert from "node:assert/strict";

import { ModelService } from "../../components";
import { smallest } from "../../components/serving/example";
import { record, type Recorded } from "../support/recorder";

/** What a program with that many model services registers, by the name of the resource. */
async function registrations(count: number): Promise<ReadonlyMap<string, string>> {
  const { resources } = await record(() =>
    Array.from(
      { length: count },
      (_, index) =>
        new ModelService(`m${index}`, { ...smallest.ModelService, service: `model-${index}` }),
    ),
  );
  return new Map(resources.map((resource) => [resource.name, text(resource)]));
}

function text({ type, name, inputs, parent, dependsOn }: Recorded): string {
  return JSON.stringify({ type, name, inputs, parent, dependsOn });
}

describe("a thousand model services", function () {
  this.timeout(120_000);

  it("are what they were when one more is added", async () => {
    const before = await registrations(1000);
    const after = await registrations(1001);
    const added = [...after.keys()].filter((name) => !before.has(name));
    assert.deepEqual(added.sort(), [
      "m1000",
      "m1000-autoscaler",
      "m1000-autoscaler-horizontal-pod-autoscaler",
      "m1000-disruption-budget",
      "m1000-inference-service",
    ]);
    for (const [name, registered] of before) assert.equal(after.get(name), registered);
  });
});
