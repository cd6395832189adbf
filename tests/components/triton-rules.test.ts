import assert from "node:assert/strict";

import { tritonConfigProblems } from "../../components/models/triton-rules";
import type { TritonModelConfig } from "../../components/models/triton-config";
import { said } from "../support/recorded";
import { simpleModel } from "../support/triton/simple";
import { tensorRtModel } from "../support/triton/tensorrt";

type Case = readonly [title: string, config: TritonModelConfig, problems: readonly string[]];

const features = { name: "features", dataType: "TYPE_FP32", dims: [16] } as const;
const score = { name: "score", dataType: "TYPE_FP32", dims: [1] } as const;
const dimsText =
  "is not a shape. Write sizes above 0, or -1 for one that varies, without the batch dimension.";

const tensors: readonly Case[] = [
  [
    "no tensor",
    { ...simpleModel, inputs: [], outputs: [] },
    ["inputs: is empty. Name at least one tensor.", "outputs: is empty. Name at least one tensor."],
  ],
  [
    "a tensor without a name, and two with one",
    { ...simpleModel, inputs: [features, { ...features, name: "" }, features] },
    [
      "inputs[1].name: is empty. Write the name of the tensor.",
      'inputs[2].name: "features" is at inputs[0].name too. Name each tensor once.',
    ],
  ],
  [
    "a shape with a hole, half a size, and none",
    {
      ...simpleModel,
      inputs: [{ ...features, dims: [1.5] }],
      outputs: [
        { ...score, dims: [1, 0] },
        { ...score, name: "other", dims: [] },
      ],
    },
    [
      `inputs[0].dims: [1.5] ${dimsText}`,
      `outputs[0].dims: [1, 0] ${dimsText}`,
      `outputs[1].dims: [] ${dimsText}`,
    ],
  ],
  [
    "a reshape with other elements",
    {
      ...simpleModel,
      inputs: [
        { ...features, reshape: [4, 5] },
        { ...features, name: "b", dims: [2, -1, 3], reshape: [-1, 2, 3] },
        { ...features, name: "c", reshape: [-2] },
      ],
    },
    [
      "inputs[0].reshape: [4, 5] has another number of elements than dims [16]. Write sizes with the same product, and with the same products between sizes of -1.",
      "inputs[1].reshape: [-1, 2, 3] has another number of elements than dims [2, -1, 3]. Write sizes with the same product, and with the same products between sizes of -1.",
      `inputs[2].reshape: [-2] ${dimsText}`,
    ],
  ],
  [
    "a scalar without a batch",
    { ...simpleModel, maxBatchSize: 0, outputs: [{ ...score, reshape: [] }] },
    [
      "outputs[0].reshape: [] is a scalar, which a model without a batch dimension (maxBatchSize 0) cannot have. Write [1], or remove it.",
    ],
  ],
  [
    "an image of two dims, and what only TensorRT has",
    {
      ...simpleModel,
      inputs: [{ ...features, format: "nhwc", shapeTensor: true }],
      outputs: [{ ...score, nonLinearFormat: true }],
    },
    [
      "inputs[0].shapeTensor: is for the backend tensorrt only. Remove it.",
      "inputs[0].format: needs three dims, without the batch dimension, and there are 1. Write three, or remove it.",
      "outputs[0].nonLinearFormat: is for the backend tensorrt only. Remove it.",
    ],
  ],
  [
    "a format of TensorRT with one dim",
    { ...simpleModel, backend: "tensorrt", inputs: [{ ...features, nonLinearFormat: true }] },
    [
      "inputs[0].nonLinearFormat: needs three dims, without the batch dimension, and there are 1. Write three, or remove it.",
    ],
  ],
  [
    "labels outside the model",
    { ...simpleModel, outputs: [{ ...score, labelFilename: "../labels.txt" }] },
    [
      'outputs[0].labelFilename: "../labels.txt" leads out of the folder of the model. Write a path below it.',
    ],
  ],
  [
    "batch tensors of tensors that there are none of",
    {
      ...simpleModel,
      batchInputs: [
        { kind: "elementCount", source: "feature", targets: [], dataType: "TYPE_INT32" },
      ],
      batchOutputs: [{ source: "text", targets: ["score", "scores", "score"] }],
    },
    [
      'batchInputs[0].source: "feature" is not an input of the model. Did you mean "features"? Write one of features.',
      "batchInputs[0].targets: is empty. Name a tensor.",
      'batchOutputs[0].source: "text" is not an input of the model. Write one of features.',
      'batchOutputs[0].targets[2]: "score" is at targets[0] too. Name each tensor once.',
      'batchOutputs[0].targets[1]: "scores" is not an output of the model. Did you mean "score"? Write one of score.',
    ],
  ],
];

const execution: readonly Case[] = [
  [
    "half a batch",
    { ...simpleModel, maxBatchSize: 2.5 },
    [
      "maxBatchSize: 2.5 is not a batch size. Write a whole number; 0 for a model without a batch dimension.",
    ],
  ],
  [
    "no copy",
    { ...simpleModel, instances: { kind: "cpu", count: 0 } },
    ["instances.count: 0 is not a number of copies. Write a whole number from 1."],
  ],
  [
    "more copies than a number of protobuf holds",
    { ...simpleModel, instances: [{ kind: "cpu", count: 3e9 }] },
    [
      "instances[0].count: 3000000000 is not a number of copies. Write a whole number from 1 to 2147483647.",
    ],
  ],
  [
    "no group",
    { ...simpleModel, instances: [] },
    ["instances: is empty. Name at least one group."],
  ],
  [
    "GPUs of the CPU, and profiles outside TensorRT",
    {
      ...simpleModel,
      instances: [
        { kind: "cpu", count: 1, gpus: [0] },
        { kind: "gpu", count: 1, gpus: [-1], profiles: [0] },
      ],
    },
    [
      "instances[0].gpus: is not for the kind cpu. Remove it, or write kind: gpu.",
      "instances[1].gpus[0]: -1 is not an index of a GPU. Write a whole number from 0.",
      "instances[1].profiles: is for the backend tensorrt only. Remove it.",
    ],
  ],
  [
    "a resource that is global here and not there",
    {
      ...simpleModel,
      instances: [
        { kind: "gpu", count: 1, rateLimiter: { resources: [{ name: "r", count: 0 }] } },
        {
          kind: "gpu",
          count: 1,
          rateLimiter: {
            priority: 0,
            resources: [
              { name: "r", count: 1, global: true },
              { name: "", count: 1 },
            ],
          },
        },
      ],
    },
    [
      "instances[0].rateLimiter.resources[0].count: 0 is not a number of parts. Write a whole number from 1.",
      "instances[1].rateLimiter.priority: 0 is not a priority. Write a whole number from 1.",
      "instances[1].rateLimiter.resources[1].name: is empty. Write a name.",
      'instances[1].rateLimiter.resources[0].global: is true, but the resource "r" is false at instances[0].rateLimiter.resources[0].global. Write the same for each.',
    ],
  ],
  [
    "no version, by number and by list",
    { ...simpleModel, versions: 0 },
    ["versions: 0 is not a number of versions. Write a whole number from 1."],
  ],
  [
    "an empty list of versions",
    { ...simpleModel, versions: [] },
    ["versions: is empty. Write at least one version, or all."],
  ],
  [
    "a version that is none",
    { ...simpleModel, versions: [2, 0] },
    ["versions[1]: 0 is not a version. Write a whole number from 1."],
  ],
  [
    "accelerators of another backend",
    {
      ...simpleModel,
      backend: "pytorch",
      optimization: { accelerators: { cpu: [{ name: "openvino" }] } },
    },
    ["optimization.accelerators: is read by the backend onnxruntime, not by pytorch. Remove it."],
  ],
  [
    "a precision that there is none of, and half a level",
    {
      ...simpleModel,
      optimization: {
        graphLevel: 0.5,
        gatherKernelBufferThreshold: -1,
        accelerators: { gpu: [{ name: "tensorrt", parameters: { precision_mode: "fp16" } }] },
      },
    },
    [
      "optimization.graphLevel: 0.5 is not a level of graph optimization. Write a whole number from -1.",
      "optimization.gatherKernelBufferThreshold: -1 is not a number of buffers. Write a whole number from 0.",
      'optimization.accelerators.gpu[0].parameters.precision_mode: "fp16" is not a precision. Write one of FP32, FP16, BF16, INT8.',
    ],
  ],
  [
    "CUDA graphs of other batches and inputs",
    {
      ...tensorRtModel,
      optimization: {
        cuda: {
          graphSpecs: [
            {
              batchSize: 17,
              inputs: { image: [224, -1, 3] },
              lowerBound: { batchSize: 0, inputs: { imge: [1] } },
            },
          ],
        },
      },
    },
    [
      "optimization.cuda.graphSpecs[0].batchSize: 17 is not a batch size of the model. Write a whole number from 1 to 16.",
      "optimization.cuda.graphSpecs[0].inputs.image: [224, -1, 3] is not a shape. Write sizes above 0, none of them -1, without the batch dimension.",
      "optimization.cuda.graphSpecs[0].lowerBound.batchSize: 0 is not a batch size of the model. Write a whole number from 1 to 16.",
      'optimization.cuda.graphSpecs[0].lowerBound.inputs.imge: is not an input of the model. Did you mean "image"? Write one of image, sizes, text.',
    ],
  ],
  [
    "a cache of answers without number",
    { ...simpleModel, decoupled: true, responseCache: true },
    [
      "responseCache: cannot be with decoupled: a request has no one answer to keep. Remove one of them.",
    ],
  ],
  [
    "no buckets",
    { ...simpleModel, histogramBuckets: { firstResponseMilliseconds: [] } },
    [
      "histogramBuckets.firstResponseMilliseconds: is empty. Write at least one bound, or remove it.",
    ],
  ],
  [
    "buckets that do not ascend",
    { ...simpleModel, histogramBuckets: { firstResponseMilliseconds: [1, 5, 5] } },
    [
      "histogramBuckets.firstResponseMilliseconds: [1, 5, 5] does not ascend. Write each bound once, the smallest first.",
    ],
  ],
  [
    "buckets without end",
    { ...simpleModel, histogramBuckets: { firstResponseMilliseconds: [1, Infinity] } },
    [
      "histogramBuckets.firstResponseMilliseconds: [1, Infinity] does not ascend. Write each bound once, the smallest first.",
    ],
  ],
  [
    "tags that Prometheus refuses",
    { ...simpleModel, metricTags: { team: "a", "cost-center": "b", _x: "c" } },
    [
      'metricTags.cost-center: "cost-center" cannot be a label of Prometheus. Use letters, digits and "_", and start with a letter or digit.',
      'metricTags._x: "_x" cannot be a label of Prometheus. Use letters, digits and "_", and start with a letter or digit.',
    ],
  ],
  [
    "half a character",
    { ...simpleModel, parameters: { "\ud800": "1", a: "b\udc00" } },
    [
      "parameters: has half a character (a lone surrogate), which no file can hold. Write it again.",
      "parameters.a: has half a character (a lone surrogate), which no file can hold. Write it again.",
    ],
  ],
];

const warmup: readonly Case[] = [
  [
    "a request without an input, and with one that there is none of",
    { ...simpleModel, warmup: [{ name: "w", inputs: { feature: {} } }] },
    [
      "warmup[0].inputs.features: is missing, and the input is not optional. Add it, {} for zeros.",
      'warmup[0].inputs.feature: is not an input of the model. Did you mean "features"? Write one of features.',
    ],
  ],
  [
    "another type and shape, two kinds of data, too large a batch, no execution",
    {
      ...simpleModel,
      warmup: [
        {
          name: "w",
          batchSize: 9,
          count: 0,
          inputs: {
            features: { dataType: "TYPE_FP16", dims: [17], data: "zeros", dataFile: "x.bin" },
          },
        },
      ],
    },
    [
      "warmup[0].batchSize: 9 is not a batch size of the model. Write a whole number from 1 to 8.",
      "warmup[0].count: 0 is not a number of executions. Write a whole number from 1.",
      "warmup[0].inputs.features.data: stands beside dataFile. Keep one of them.",
      "warmup[0].inputs.features.dataType: TYPE_FP16 is not the type of the input, TYPE_FP32. Remove it.",
      "warmup[0].inputs.features.dims: [17] is not one of the shapes [16] of the input. Write sizes that fit.",
    ],
  ],
  [
    "a batch of a model without a batch dimension",
    {
      ...simpleModel,
      maxBatchSize: 0,
      warmup: [{ name: "w", batchSize: 2, inputs: { features: {} } }],
    },
    ["warmup[0].batchSize: 2 is not a batch size of the model. Write 1."],
  ],
  [
    "sizes that vary, missing and as -1",
    {
      ...simpleModel,
      inputs: [
        { ...features, dims: [-1] },
        { ...features, name: "more", dims: [-1] },
      ],
      warmup: [{ name: "w", inputs: { features: {}, more: { dims: [-1] } } }],
    },
    [
      "warmup[0].inputs.features.dims: is missing, and dims [-1] of the input vary. Write the sizes of the request.",
      "warmup[0].inputs.more.dims: [-1] is not a shape. Write sizes above 0, none of them -1, without the batch dimension.",
    ],
  ],
  [
    "a control tensor of which nothing is known",
    {
      ...simpleModel,
      sequenceBatching: {
        strategy: "direct",
        controls: [{ tensor: "START", kind: "start", dataType: "TYPE_BOOL" }],
      },
      warmup: [{ name: "w", inputs: { features: {}, START: {} } }],
    },
    [
      "warmup[0].inputs.START.dataType: is missing: the tensor is none of the inputs. Add it.",
      "warmup[0].inputs.START.dims: is missing: the tensor is none of the inputs. Add it.",
    ],
  ],
];

describe("rules of a Triton model", () => {
  for (const [title, config, problems] of [...tensors, ...execution, ...warmup]) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(tritonConfigProblems(config)), problems);
    });
  }

  it("name the nearest parameter of TensorRT, and all", () => {
    const [problem, ...others] = tritonConfigProblems({
      ...simpleModel,
      optimization: {
        accelerators: { gpu: [{ name: "tensorrt", parameters: { trt_dla_enabled: "1" } }] },
      },
    });
    assert.deepEqual(others, []);
    assert.equal(problem?.path, "optimization.accelerators.gpu[0].parameters.trt_dla_enabled");
    assert.match(
      problem.reason,
      /^is not a parameter of the accelerator tensorrt\. Did you mean "trt_dla_enable"\? Write one of precision_mode, .*, trt_ep_context_embed_mode\.$/,
    );
  });
});
