import type { SeldonModelArgs } from "./seldon-model";
import type { SeldonPipelineArgs } from "./seldon-pipeline";

/** The fewest arguments that work. */
export const smallest: { SeldonModel: SeldonModelArgs; SeldonPipeline: SeldonPipelineArgs } = {
  SeldonModel: {
    model: "scorer",
    namespace: "seldon",
    storageUri: "s3://models/scorer",
    memory: "500Mi",
    requirements: ["sklearn"],
  },
  SeldonPipeline: { pipeline: "triage", namespace: "seldon", steps: [{ name: "scorer" }] },
};

/** Every argument. */
export const fullest: { SeldonModel: SeldonModelArgs; SeldonPipeline: SeldonPipelineArgs } = {
  SeldonModel: {
    ...smallest.SeldonModel,
    server: "mlserver",
    replicas: { min: 1, max: 3 },
    secretName: "model-store",
    artifactVersion: 2,
    parameters: { precision: "fp16" },
  },
  SeldonPipeline: {
    pipeline: "triage",
    namespace: "seldon",
    steps: [
      { name: "features", inputs: ["triage.inputs", "review.outputs"], inputsJoinType: "any" },
      {
        name: "scorer",
        inputs: ["features.outputs.vector", "triage.inputs.amount"],
        inputsJoinType: "outer",
        joinWindowMs: 100,
        tensorMap: { "features.outputs.vector": "input" },
      },
      {
        name: "review",
        inputs: ["scorer"],
        triggers: ["scorer.outputs.unsure", "features.outputs"],
        triggersJoinType: "any",
      },
    ],
    output: {
      steps: ["scorer.outputs", "features.outputs.explanation"],
      stepsJoin: "inner",
      joinWindowMs: 200,
      tensorMap: { "scorer.outputs.score": "risk" },
    },
    cycles: { maxStepRevisits: 3 },
    cleanTopicsOnDelete: true,
    models: ["features", "scorer", "review"],
  },
};
