import assert from "node:assert/strict";

import { tritonConfigProblems } from "../../components/models/triton-rules";
import type { TritonModelConfig } from "../../components/models/triton-config";
import { said } from "../support/recorded";
import { simpleModel } from "../support/triton/simple";

type Case = readonly [title: string, config: TritonModelConfig, problems: readonly string[]];

/** What a program that the compiler did not see may pass. */
const twoSchedulers: object = {
  ...simpleModel,
  batchDelayMicroseconds: 100,
  dynamicBatching: {},
  sequenceBatching: { strategy: "direct" },
};

const dynamic: readonly Case[] = [
  [
    "three schedulers",
    twoSchedulers as TritonModelConfig,
    [
      "dynamicBatching: stands beside batchDelayMicroseconds: a model has one scheduler. Keep one of them; dynamicBatching has a batchDelayMicroseconds of its own.",
      "sequenceBatching: stands beside batchDelayMicroseconds: a model has one scheduler. Keep one of them.",
    ],
  ],
  [
    "a delay without batches",
    { ...simpleModel, maxBatchSize: 1, batchDelayMicroseconds: 500 },
    [
      "batchDelayMicroseconds: batches requests, but maxBatchSize is 1. Raise maxBatchSize to 2 or more, or remove the delay.",
    ],
  ],
  [
    "a delay that is no time",
    { ...simpleModel, batchDelayMicroseconds: -1 },
    ["batchDelayMicroseconds: -1 is not a time. Write whole microseconds, 0 or more."],
  ],
  [
    "batches of a model without a batch dimension",
    { ...simpleModel, maxBatchSize: 0, dynamicBatching: { preferredBatchSizes: [4] } },
    [
      "dynamicBatching: batches requests, but maxBatchSize is 0: the model has no batch dimension. Raise maxBatchSize, or remove it.",
    ],
  ],
  [
    "preferred sizes that do not fit",
    {
      ...simpleModel,
      dynamicBatching: { preferredBatchSizes: [4, 9, 0], batchDelayMicroseconds: 0.5 },
    },
    [
      "dynamicBatching.preferredBatchSizes[1]: 9 is not a batch size of the model. Write a whole number from 1 to 8 (maxBatchSize).",
      "dynamicBatching.preferredBatchSizes[2]: 0 is not a batch size of the model. Write a whole number from 1 to 8 (maxBatchSize).",
      "dynamicBatching.batchDelayMicroseconds: 0.5 is not a time. Write whole microseconds, 0 or more.",
    ],
  ],
  [
    "levels that there are none of",
    {
      ...simpleModel,
      dynamicBatching: {
        priorities: {
          levels: 2,
          defaultLevel: 3,
          queuePolicies: { "0": {}, "1": { maxQueueSize: -1 }, high: {} },
        },
      },
    },
    [
      "dynamicBatching.priorities.defaultLevel: 3 is not a level. Write a whole number from 1 to 2 (levels).",
      "dynamicBatching.priorities.queuePolicies.0: 0 is not a level. Write a whole number from 1 to 2 (levels).",
      "dynamicBatching.priorities.queuePolicies.high: high is not a level. Write a whole number from 1 to 2 (levels).",
      "dynamicBatching.priorities.queuePolicies.1.maxQueueSize: -1 is not a number of requests. Write a whole number from 0.",
    ],
  ],
  [
    "no levels",
    { ...simpleModel, dynamicBatching: { priorities: { levels: 0, defaultLevel: 0 } } },
    [
      "dynamicBatching.priorities.levels: 0 is not a number of levels. Write a whole number from 1.",
    ],
  ],
  [
    "an order that is kept and changed",
    {
      ...simpleModel,
      dynamicBatching: {
        preserveOrdering: true,
        priorities: {
          levels: 2,
          defaultLevel: 1,
          queuePolicies: { "2": { timeoutAction: "delay", timeoutMicroseconds: 1 } },
        },
        queuePolicy: { timeoutAction: "delay", timeoutMicroseconds: 9 },
      },
    },
    [
      "dynamicBatching.priorities.levels: 2 levels change the order of requests, and preserveOrdering keeps it. Write 1, or remove preserveOrdering.",
      "dynamicBatching.priorities.queuePolicies.2.timeoutAction: delay changes the order of requests, and preserveOrdering keeps it. Write reject, or remove preserveOrdering.",
      "dynamicBatching.queuePolicy.timeoutAction: delay changes the order of requests, and preserveOrdering keeps it. Write reject, or remove preserveOrdering.",
    ],
  ],
];

const sequences: readonly Case[] = [
  [
    "a cache of sequences",
    { ...simpleModel, responseCache: true, sequenceBatching: { strategy: "direct" } },
    [
      "sequenceBatching: cannot be with responseCache: answers depend on the requests before. Remove responseCache.",
    ],
  ],
  [
    "more than all slots, and times that are none",
    {
      ...simpleModel,
      sequenceBatching: {
        strategy: "direct",
        minSlotUtilization: 1.5,
        maxIdleMicroseconds: -1,
        batchDelayMicroseconds: 0.1,
      },
    },
    [
      "sequenceBatching.maxIdleMicroseconds: -1 is not a time. Write whole microseconds, 0 or more.",
      "sequenceBatching.batchDelayMicroseconds: 0.1 is not a time. Write whole microseconds, 0 or more.",
      "sequenceBatching.minSlotUtilization: 1.5 is not a part of the slots. Write a number from 0 to 1.",
    ],
  ],
  [
    "no candidates, and a preferred size without batches",
    {
      ...simpleModel,
      maxBatchSize: 0,
      sequenceBatching: {
        strategy: "oldest",
        maxCandidateSequences: 0,
        preferredBatchSizes: [2],
      },
    },
    [
      "sequenceBatching.maxCandidateSequences: 0 is not a number of sequences. Write a whole number from 1.",
      "sequenceBatching.preferredBatchSizes[0]: 2 is a batch, but maxBatchSize is 0. Raise maxBatchSize, or remove it.",
    ],
  ],
  [
    "controls without a name, on one tensor, of one kind, with wrong values",
    {
      ...simpleModel,
      sequenceBatching: {
        strategy: "direct",
        controls: [
          { tensor: "A", kind: "start", dataType: "TYPE_INT32", falseTrue: [0, 0.5] },
          { tensor: "A", kind: "start", dataType: "TYPE_BOOL", falseTrue: [0, 1] },
          { tensor: "", kind: "end", dataType: "TYPE_FP32", falseTrue: [0, 1e39] },
        ],
      },
    },
    [
      'sequenceBatching.controls[1].tensor: "A" is at controls[0].tensor too. Name each control tensor once.',
      "sequenceBatching.controls[2].tensor: is empty. Write the name of the control tensor.",
      "sequenceBatching.controls[0].falseTrue: [0, 0.5] are not two values of TYPE_INT32. Write for instance [0, 1].",
      "sequenceBatching.controls[1].kind: start is at controls[0] too. Name each kind once.",
      "sequenceBatching.controls[1].falseTrue: is for numbers; a TYPE_BOOL is false or true. Remove it.",
      "sequenceBatching.controls[2].falseTrue: [0, 1e+39] are not two values of TYPE_FP32. Write for instance [0, 1].",
    ],
  ],
  [
    "states with one tensor, first states that do not fit, and growth",
    {
      ...simpleModel,
      sequenceBatching: {
        strategy: "direct",
        states: [
          {
            input: "i",
            output: "o",
            dataType: "TYPE_FP32",
            dims: [-1, 2],
            initialState: { name: "" },
          },
          {
            input: "i",
            output: "p",
            dataType: "TYPE_FP32",
            dims: [-1, 2],
            initialState: { name: "n", dims: [4, 3] },
            growable: true,
          },
          {
            input: "k",
            output: "o",
            dataType: "TYPE_FP32",
            dims: [0],
            initialState: { name: "n", dims: [-1] },
          },
        ],
      },
    },
    [
      'sequenceBatching.states[1].input: "i" is at states[0].input too. Name each state input once.',
      'sequenceBatching.states[2].output: "o" is at states[0].output too. Name each state output once.',
      "sequenceBatching.states[0].initialState.name: is empty. Write a name.",
      "sequenceBatching.states[0].initialState.dims: is missing, and dims [-1, 2] of the state vary. Write the sizes of the first state.",
      "sequenceBatching.states[1].initialState.dims: [4, 3] is not one of the shapes [-1, 2] of the state. Write sizes that fit.",
      "sequenceBatching.states[1].growable: needs one buffer for input and output. Add sameBuffer: true.",
      "sequenceBatching.states[1].growable: needs instances of kind gpu only. Change instances, or remove it.",
      "sequenceBatching.states[2].dims: [0] is not a shape. Write sizes above 0, or -1 for one that varies, without the batch dimension.",
      "sequenceBatching.states[2].initialState.dims: [-1] is not a shape. Write sizes above 0, none of them -1, without the batch dimension.",
    ],
  ],
];

describe("rules of a Triton scheduler", () => {
  for (const [title, config, problems] of [...dynamic, ...sequences]) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(tritonConfigProblems(config)), problems);
    });
  }

  it("accept priorities of a model that is not batched", () => {
    assert.deepEqual(
      tritonConfigProblems({
        ...simpleModel,
        maxBatchSize: 1,
        dynamicBatching: { priorities: { levels: 2, defaultLevel: 2 } },
      }),
      [],
    );
  });
});
