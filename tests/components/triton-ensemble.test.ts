import assert from "node:assert/strict";

import { modelRepositoryProblems } from "../../components/models/repository-rules";
import { repositoryModelProblems } from "../../components/models/triton-repository-rules";
import { tritonConfigProblems } from "../../components/models/triton-rules";
import type { TritonEnsemble, TritonEnsembleModel } from "../../components/models/triton-model";
import { renderTritonConfig } from "../../components/models/triton-config";
import { repositoryFiles, repositoryFolder } from "../../components/models/triton-repository";
import { said } from "../support/recorded";
import { ensembleModel } from "../support/triton/ensemble";
import { simpleModel } from "../support/triton/simple";

type Case = readonly [title: string, config: TritonEnsembleModel, problems: readonly string[]];

const [explain, score, prepare] = ensembleModel.ensemble.steps;
const { models } = ensembleModel.ensemble;

function changed(ensemble: Partial<TritonEnsemble>): TritonEnsembleModel {
  return { ...ensembleModel, ensemble: { ...ensembleModel.ensemble, ...ensemble } };
}

const folder =
  "Add it to ensemble.models, or to ensemble.uploadedModels if its files come with a config.pbtxt of their own.";

const flow: readonly Case[] = [
  [
    "no step",
    changed({ steps: [], maxInflightRequests: -1 }),
    [
      "ensemble.maxInflightRequests: -1 is not a number of requests. Write a whole number from 0.",
      "ensemble.steps: is empty. Name at least one step.",
    ],
  ],
  [
    "what only a model with a backend has",
    { ...simpleModel, ...ensembleModel },
    [
      "backend: is not for an ensemble. Remove it, or write it for a model of ensemble.models.",
      "instances: is not for an ensemble. Remove it, or write it for a model of ensemble.models.",
    ],
  ],
  [
    "a model that is not in the folder, and one that every object has",
    changed({
      steps: [{ ...explain, model: "explian" }, score, { ...prepare, model: "constructor" }],
    }),
    [
      `ensemble.steps[0].model: "explian" is not in the folder of the ensemble. Did you mean "explain"? ${folder}`,
      `ensemble.steps[2].model: "constructor" is not in the folder of the ensemble. ${folder}`,
    ],
  ],
  [
    "names that cannot be folders, and one twice",
    changed({ uploadedModels: ["explain", "Other", "scorer"] }),
    [
      'ensemble.uploadedModels[1]: "Other" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
      'ensemble.uploadedModels[2]: "scorer" is one of models too. Keep it in one of them.',
    ],
  ],
  [
    "a step without tensors",
    changed({
      steps: [{ model: "explain", version: 0, inputs: {}, outputs: {} }, score, prepare],
    }),
    [
      "ensemble.steps[0].version: 0 is not a version. Write a whole number from 1.",
      "ensemble.steps[0].inputs: is empty. Name at least one of the inputs.",
      "ensemble.steps[0].outputs: is empty. Name at least one of the outputs.",
      'outputs[1].name: "REASON" is given by no input of the ensemble and by no step. Write one of RAW, SCORE, x.',
    ],
  ],
  [
    "a tensor that nothing gives, and one that nothing takes",
    changed({ steps: [explain, { ...score, inputs: { features: "X" } }, prepare] }),
    [
      'ensemble.steps[1].inputs.features: "X" is given by no input of the ensemble and by no step. Did you mean "x"? Write one of RAW, REASON, SCORE, x.',
      'ensemble.steps[2].outputs.features: "x" is taken by no step and is no output of the ensemble. Remove it, or add it to outputs.',
    ],
  ],
  [
    "an input that nothing takes",
    {
      ...ensembleModel,
      inputs: [...ensembleModel.inputs, { name: "MORE", dataType: "TYPE_BOOL", dims: [1] }],
    },
    ['inputs[1].name: "MORE" is taken by no step. Remove it, or name it in inputs of a step.'],
  ],
  [
    "a tensor that two steps write",
    changed({ steps: [{ ...explain, outputs: { reason: "REASON", more: "x" } }, score, prepare] }),
    [
      'ensemble.steps[2].outputs.features: "x" is written at ensemble.steps[0].outputs.more too. Write each tensor once.',
      "ensemble.steps[0].inputs: wait for outputs of the same step, over steps[1], so it never runs. Take one of them from an input of the ensemble or another step.",
      "ensemble.steps[1].inputs: wait for outputs of the same step, over steps[0], so it never runs. Take one of them from an input of the ensemble or another step.",
    ],
  ],
  [
    "a step that waits for itself",
    changed({
      steps: [
        {
          ...explain,
          inputs: { score: "SCORE", own: "y" },
          outputs: { reason: "REASON", own: "y" },
        },
        score,
        prepare,
      ],
    }),
    [
      "ensemble.steps[0].inputs: wait for outputs of the same step, so it never runs. Take one of them from an input of the ensemble or another step.",
    ],
  ],
];

const carried: readonly Case[] = [
  [
    "a model of smaller batches, and a version that is not served",
    changed({
      models: { ...models, scorer: { ...models.scorer, maxBatchSize: 2, versions: [1, 2] } },
    }),
    [
      'ensemble.steps[1].model: "scorer" takes batches of 2, and the ensemble of 4 (maxBatchSize). Raise the one, or lower the other.',
      'ensemble.steps[1].version: 3 is not served by "scorer". Write one of 1, 2, or remove it.',
    ],
  ],
  [
    "tensors that the model does not have, and one that it needs",
    changed({
      steps: [
        explain,
        { ...score, inputs: { feature: "x" }, outputs: { score: "SCORE" } },
        prepare,
      ],
    }),
    [
      'ensemble.steps[1].inputs.feature: is not one of the inputs of "scorer". Did you mean "features"? Write one of features.',
      'ensemble.steps[1].inputs.features: is missing, and "scorer" needs it. Name the tensor that it takes.',
    ],
  ],
  [
    "one tensor with two types and shapes",
    changed({
      models: {
        ...models,
        prepare: {
          ...models.prepare,
          outputs: [{ name: "features", dataType: "TYPE_FP16", dims: [17] }],
        },
      },
    }),
    [
      'ensemble.steps[2].outputs.features: "x" is TYPE_FP16, and TYPE_FP32 at ensemble.steps[1].inputs.features. Make them the same.',
      'ensemble.steps[2].outputs.features: "x" has dims [17], and [16] at ensemble.steps[1].inputs.features. Make them the same.',
    ],
  ],
  [
    "what is wrong in a model that it carries",
    changed({
      models: {
        ...models,
        scorer: { ...models.scorer, instances: { kind: "cpu", count: 0 } },
        "Not-A-Folder": { ...simpleModel, parameters: { a: "\ud800" } },
      },
    }),
    [
      'ensemble.models.Not-A-Folder: "Not-A-Folder" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
      "ensemble.models.scorer.instances.count: 0 is not a number of copies. Write a whole number from 1.",
      "ensemble.models.Not-A-Folder.parameters.a: has half a character (a lone surrogate), which no file can hold. Write it again.",
    ],
  ],
];

describe("rules of a Triton ensemble", () => {
  for (const [title, config, problems] of [...flow, ...carried]) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(tritonConfigProblems(config)), problems);
    });
  }

  it("accept a model without a batch dimension whose shape is that of a batch", () => {
    const tensor = { name: "features", dataType: "TYPE_FP32", dims: [-1, 16] } as const;
    assert.deepEqual(
      tritonConfigProblems(
        changed({
          models: {
            ...models,
            prepare: {
              ...models.prepare,
              maxBatchSize: 0,
              outputs: [tensor],
              inputs: [{ name: "raw", dataType: "TYPE_STRING", dims: [-1, 1] }],
            },
          },
        }),
      ),
      [],
    );
  });

  it("refuse the ensemble as a model of itself", () => {
    const own = '"scorer" is the ensemble itself. Give the model another name.';
    assert.deepEqual(said(repositoryModelProblems("scorer", ensembleModel)), [
      `ensemble.models.scorer: ${own}`,
    ]);
    assert.deepEqual(
      said(
        modelRepositoryProblems({
          repository: "models",
          volume: {
            type: "s3",
            bucketName: "models-1234567",
            region: "us-east-1",
            prefix: "tenants/a/",
          },
          models: { explain: ensembleModel },
        }),
      ),
      [
        'models.explain.ensemble.uploadedModels[0]: "explain" is the ensemble itself. Give the model another name.',
      ],
    );
  });
});

describe("files of a model repository", () => {
  it("are one configuration for a model with a backend", () => {
    assert.deepEqual(repositoryFiles("scorer", simpleModel), [
      {
        label: "scorer",
        path: "scorer/scorer/config.pbtxt",
        content: renderTritonConfig("scorer", simpleModel),
      },
    ]);
    assert.equal(repositoryFolder("scorer"), "scorer/scorer/");
  });

  it("lie together for an ensemble, with a version folder of its own", () => {
    const files = repositoryFiles("pipeline", ensembleModel);
    assert.deepEqual(
      files.map(({ label, path }) => [label, path]),
      [
        ["pipeline", "pipeline/pipeline/config.pbtxt"],
        ["pipeline.version.1", "pipeline/pipeline/1/ensemble.txt"],
        ["pipeline.prepare", "pipeline/prepare/config.pbtxt"],
        ["pipeline.scorer", "pipeline/scorer/config.pbtxt"],
      ],
    );
    assert.equal(files[3]?.content, renderTritonConfig("scorer", models.scorer));
    assert.equal(
      files[1]?.content,
      "An ensemble has no files of its own. Triton wants the folder of its version.\n",
    );
    assert.equal(repositoryFolder("pipeline", "scorer"), "pipeline/scorer/");
  });
});
