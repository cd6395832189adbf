import assert from "node:assert/strict";

import fc from "fast-check";

import { tritonConfigProblems } from "../../components/models/triton-rules";
import { renderTritonConfig, type TritonModelConfig } from "../../components/models/triton-config";
import { said } from "../support/recorded";
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

const name = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", "\n", "a } b", "\u2028"),
);
