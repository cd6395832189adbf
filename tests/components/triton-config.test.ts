import assert from "node:assert/strict";

import fc from "fast-check";

import { renderTritonConfig, type TritonModelConfig } from "../../components/models/triton-config";
import { tritonConfigProblems } from "../../components/models/triton-rules";
import { parseTextFormat } from "../support/text-format";
import { tritonModel } from "../support/triton/arbitrary";
import { tritonCases } from "../support/triton/cases";
import { ensembleModel } from "../support/triton/ensemble";
import { simpleModel } from "../support/triton/simple";
import { text } from "../support/triton/value-arbitraries";

const config: TritonModelConfig = {
  backend: "onnxruntime",
  maxBatchSize: 8,
  inputs: [{ name: "features", dataType: "TYPE_FP32", dims: [16] }],
  outputs: [{ name: "score", dataType: "TYPE_FP32", dims: [-1, 1], reshape: [-1] }],
  instances: { kind: "gpu", count: 2 },
  batchDelayMicroseconds: 500,
  versions: 3,
};

describe("config.pbtxt", () => {
  it("is the text form of the model's configuration, one field a line", () => {
    assert.equal(
      renderTritonConfig("scorer", config),
      [
        'name: "scorer"',
        'backend: "onnxruntime"',
        "max_batch_size: 8",
        "input {",
        '  name: "features"',
        "  data_type: TYPE_FP32",
        "  dims: [ 16 ]",
        "}",
        "output {",
        '  name: "score"',
        "  data_type: TYPE_FP32",
        "  dims: [ -1, 1 ]",
        "  reshape {",
        "    shape: [ -1 ]",
        "  }",
        "}",
        "instance_group {",
        "  kind: KIND_GPU",
        "  count: 2",
        "}",
        "version_policy {",
        "  latest {",
        "    num_versions: 3",
        "  }",
        "}",
        "dynamic_batching {",
        "  max_queue_delay_microseconds: 500",
        "}",
        "",
      ].join("\n"),
    );
  });

  it("leaves batching out where no scheduler is set, and serves one version", () => {
    const rendered = renderTritonConfig("scorer", simpleModel);
    assert.ok(!rendered.includes("dynamic_batching"));
    assert.ok(rendered.endsWith("version_policy {\n  latest {\n    num_versions: 1\n  }\n}\n"));
  });

  it("has the platform ensemble, the newest versions and no instances for an ensemble", () => {
    const rendered = renderTritonConfig("pipeline", ensembleModel);
    assert.match(rendered, /^name: "pipeline"\nplatform: "ensemble"\n/);
    assert.match(
      rendered,
      /\n {2}step \{\n {4}model_name: "explain"\n {4}model_version: -1\n {4}input_map \{\n {6}key: "score"\n {6}value: "SCORE"\n {4}\}\n/,
    );
    assert.ok(!/backend|instance_group|version_policy/.test(rendered));
  });

  it("turns dynamic batching on with an empty message, and leaves other empty messages out", () => {
    const rendered = renderTritonConfig("scorer", {
      ...simpleModel,
      dynamicBatching: { queuePolicy: {} },
      optimization: { cuda: {}, accelerators: { gpu: [], cpu: [] } },
      instances: { kind: "cpu", count: 1, rateLimiter: { resources: [] } },
      operationLibraries: [],
      repositoryAgents: [],
    });
    assert.deepEqual(parseTextFormat(rendered).fields, [
      "name",
      "backend",
      "max_batch_size",
      "input",
      "output",
      "instance_group",
      "version_policy",
      "dynamic_batching",
    ]);
    assert.ok(rendered.endsWith("\ndynamic_batching {}\n"));
    assert.ok(!rendered.includes("rate_limiter"));
  });

  it("writes text that is not printable ASCII in octal", () => {
    const rendered = renderTritonConfig('é"\\\n\u0000\u2028𝕏', simpleModel);
    assert.equal(
      rendered.split("\n")[0],
      String.raw`name: "\303\251\"\\\n\000\342\200\250\360\235\225\217"`,
    );
  });

  it("parses, and gives back every name, whatever characters it has", () => {
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 3 }), (model, tensors) => {
        const rendered = renderTritonConfig(model, {
          ...config,
          inputs: tensors.map((tensor) => ({ name: tensor, dataType: "TYPE_FP32", dims: [1] })),
        });
        assert.match(rendered, /^[\n\x20-\x7e]*$/);
        assert.deepEqual(parseTextFormat(rendered), {
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

  it("closes what it opens, whatever the configuration", () => {
    fc.assert(
      fc.property(text, tritonModel, (model, random) => {
        const { fields, strings } = parseTextFormat(renderTritonConfig(model, random));
        assert.equal(fields[0], "name");
        assert.equal(strings[0], model);
      }),
    );
  });
});

describe("rules of a model configuration", () => {
  for (const { title, config: valid } of tritonCases) {
    it(`accept ${title}`, () => {
      assert.deepEqual(tritonConfigProblems(valid), []);
    });
  }

  it("accept every random configuration that is made to be valid", () => {
    fc.assert(
      fc.property(tritonModel, (random) => {
        assert.deepEqual(tritonConfigProblems(random), []);
      }),
    );
  });
});
