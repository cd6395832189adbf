import type { TritonModelConfig } from "../../../components/models/triton-config";
import { features, simpleModel, type TritonCase } from "./simple";

/** Preprocessing in Python, then a model, then one that was uploaded with its own configuration. */
export const ensembleModel = {
  maxBatchSize: 4,
  inputs: [{ name: "RAW", dataType: "TYPE_STRING", dims: [1] }],
  outputs: [
    { name: "SCORE", dataType: "TYPE_FP32", dims: [1] },
    { name: "REASON", dataType: "TYPE_STRING", dims: [1] },
  ],
  responseCache: true,
  ensemble: {
    steps: [
      { model: "explain", inputs: { score: "SCORE" }, outputs: { reason: "REASON" } },
      { model: "scorer", version: 3, inputs: { features: "x" }, outputs: { score: "SCORE" } },
      { model: "prepare", inputs: { raw: "RAW" }, outputs: { features: "x" } },
    ],
    models: {
      prepare: {
        backend: "python",
        maxBatchSize: 4,
        inputs: [{ name: "raw", dataType: "TYPE_STRING", dims: [1] }],
        outputs: [features],
        instances: { kind: "cpu", count: 2 },
      },
      scorer: { ...simpleModel, versions: [3] },
    },
    uploadedModels: ["explain"],
    maxInflightRequests: 16,
  },
} as const satisfies TritonModelConfig;

/** What Triton has to read in it. */
export const ensembleCase: TritonCase = {
  title: "an ensemble",
  config: ensembleModel,
  message: {
    name: "model",
    platform: "ensemble",
    maxBatchSize: 4,
    input: [{ name: "RAW", dataType: "TYPE_STRING", dims: [1] }],
    output: [
      { name: "SCORE", dataType: "TYPE_FP32", dims: [1] },
      { name: "REASON", dataType: "TYPE_STRING", dims: [1] },
    ],
    responseCache: { enable: true },
    ensembleScheduling: {
      step: [
        {
          modelName: "explain",
          modelVersion: -1,
          inputMap: { score: "SCORE" },
          outputMap: { reason: "REASON" },
        },
        {
          modelName: "scorer",
          modelVersion: 3,
          inputMap: { features: "x" },
          outputMap: { score: "SCORE" },
        },
        {
          modelName: "prepare",
          modelVersion: -1,
          inputMap: { raw: "RAW" },
          outputMap: { features: "x" },
        },
      ],
      maxInflightRequests: 16,
    },
  },
};
