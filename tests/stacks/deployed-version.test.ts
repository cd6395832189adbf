import assert from "node:assert/strict";

import { kubernetesVersionOf } from "../../stacks/platform/deployed-version";

/** Proves what is read out of a `platform` output; the sandbox tests show that a stack reads its own. */
describe("the deployed version", () => {
  it("is that of the output", () => {
    assert.equal(kubernetesVersionOf({ version: 1, kubernetesVersion: "1.34" }), "1.34");
  });

  it("is not known without an output, or from one of another shape", () => {
    for (const output of [undefined, null, "1.34", {}, { kubernetesVersion: 1.34 }]) {
      assert.equal(kubernetesVersionOf(output), undefined);
    }
  });
});
