import assert from "node:assert/strict";

import fc from "fast-check";

import { renderTritonConfig } from "../../components/models/triton-config";
import { tritonModel } from "../support/triton/arbitrary";
import { tritonCases } from "../support/triton/cases";
import { expectedMessage } from "../support/triton/expected";
import { hasPython, readWithTriton } from "./triton-protobuf-reader";

/**
 * Proves that Triton's own protobuf reads in each rendered configuration what its type says, for cases written by hand and
 * for random ones. Triton reads with the C++ parser, this test with that of Python. Not proven: that Triton accepts what
 * it has read.
 */
describe("Triton's protobuf", function () {
  this.timeout(600_000);

  /** Fields of `ModelConfig` that a configuration does not have. */
  const left = [
    // Set, but its only value is that of a field that is not.
    "inference.BatchOutput.kind",
    // Reserved by Triton for itself.
    "inference.ModelEnsembling.Step.model_namespace",
    // NVDLA cores, which no instance type has.
    "inference.ModelInstanceGroup.SecondaryDevice.device_id",
    "inference.ModelInstanceGroup.SecondaryDevice.kind",
    "inference.ModelInstanceGroup.secondary_devices",
  ];

  it("reads what is written by hand, and these set every field", () => {
    if (!isReady()) return;
    const { differences, unset } = readWithTriton(
      tritonCases.map(({ config, message }) => ({
        text: renderTritonConfig("model", config),
        message,
      })),
    );
    assert.deepEqual(
      differences,
      tritonCases.map(() => null),
    );
    assert.deepEqual(unset, left);
  });

  it("reads the same in 500 random configurations", () => {
    if (!isReady()) return;
    const seed = Date.now() % 2_147_483_647;
    const configs = fc.sample(fc.tuple(fc.string({ unit: "binary", minLength: 1 }), tritonModel), {
      numRuns: 500,
      seed,
    });
    const { differences } = readWithTriton(
      configs.map(([name, config]) => ({
        text: renderTritonConfig(name, config),
        message: expectedMessage(name, config),
      })),
    );
    assert.equal(differences.length, 500);
    const wrong = differences.findIndex((difference) => difference !== null);
    assert.equal(wrong, -1, `seed ${seed}, configuration ${wrong}: ${differences[wrong] ?? ""}`);
  });

  it("sees a difference, and a text that is none", () => {
    if (!isReady()) return;
    const message = { name: "other" };
    const { differences } = readWithTriton([
      { text: 'name: "model"', message },
      { text: 'nmae: "other"', message },
    ]);
    assert.match(differences[0] ?? "", /^read\nname: "model"/);
    assert.match(differences[1] ?? "", /^ParseError: .*nmae/);
  });
});

function isReady(): boolean {
  const ready = hasPython();
  if (!ready) console.log("      skipped: there is no python3 to read with");
  return ready;
}
