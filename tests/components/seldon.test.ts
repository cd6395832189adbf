import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { SeldonModel, SeldonPipeline } from "../../components";
import { fullest, smallest } from "../../components/seldon/example";
import { seldonPipelineProblems } from "../../components/seldon/pipeline-rules";
import type { PipelineStep } from "../../components/seldon/pipeline-steps";
import type { SeldonModelRequest, SeldonPipelineRequest } from "../../components/seldon/plan";
import { seldonModelProblems } from "../../components/seldon/rules";
import { record } from "../support/recorder";
import { one, refusal, said, typeNames } from "../support/recorded";

describe("SeldonModel", () => {
  it("is a Model with a fixed number of replicas", async () => {
    const { resources } = await record(() => new SeldonModel("m", smallest.SeldonModel));
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:SeldonModel m",
      "kubernetes:mlops.seldon.io/v1alpha1:Model m-model",
    ]);
    const { metadata, spec } = one(resources, "m-model").inputs;
    assert.deepEqual(metadata, { name: "scorer", namespace: "seldon" });
    assert.deepEqual(spec, {
      storageUri: "s3://models/scorer",
      memory: "500Mi",
      requirements: ["sklearn"],
      replicas: 1,
    });
  });

  it("takes bounds, parameters, a version and a Secret", async () => {
    const { resources } = await record(() => new SeldonModel("m", fullest.SeldonModel));
    assert.deepEqual(one(resources, "m-model").inputs.spec, {
      storageUri: "s3://models/scorer",
      memory: "500Mi",
      requirements: ["sklearn"],
      server: "mlserver",
      replicas: 1,
      minReplicas: 1,
      maxReplicas: 3,
      secretName: "model-store",
      artifactVersion: 2,
      parameters: [{ name: "precision", value: "fp16" }],
    });
  });

  it("takes a URI that is known later", async () => {
    const { resources } = await record(
      () =>
        new SeldonModel("m", {
          ...smallest.SeldonModel,
          storageUri: pulumi.output("s3://later/scorer"),
        }),
    );
    assert.equal(
      Reflect.get(Object(one(resources, "m-model").inputs.spec), "storageUri"),
      "s3://later/scorer",
    );
  });

  it("is refused with every problem at once", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new SeldonModel("m", {
            model: "Scorer",
            namespace: "seldon",
            storageUri: "models/scorer",
            memory: "0Gi",
            replicas: { min: 3, max: 2 },
            artifactVersion: 0,
            parameters: { " a": "x" },
          }),
      ),
      [
        'SeldonModel "m": 7 inputs are wrong',
        'model: "Scorer" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'storageUri: "models/scorer" is not the URI of a model. Write the name of an rclone remote, a bucket and a path without "..", for instance s3://models/scorer.',
        'memory: "0Gi" is not a memory quantity. Write for instance "500Mi".',
        "requirements: is missing, so a server could be chosen that cannot load the model. Write what it must be able to load, for instance sklearn, or name the server.",
        "replicas.min: 3 is more than max 2. Lower min or raise max.",
        "artifactVersion: 0 is not possible. Write a whole number from 1.",
        'parameters. a: " a" is not the name of a parameter. Write it without blanks.',
      ],
    );
  });

  const valid: SeldonModelRequest = {
    model: "scorer",
    namespace: "seldon",
    memory: "1Gi",
    server: "mlserver",
  };
  const cases: readonly [string, Partial<SeldonModelRequest>, string[]][] = [
    ["accepts a server without requirements", {}, []],
    ["accepts a remote of any name", { storageUri: "my-minio://bucket/a/b" }, []],
    [
      "refuses a way out of the folder",
      { storageUri: "s3://bucket/../other" },
      [
        'storageUri: "s3://bucket/../other" is not the URI of a model. Write the name of an rclone remote, a bucket and a path without "..", for instance s3://models/scorer.',
      ],
    ],
    [
      "refuses replicas that are none",
      { replicas: 0 },
      ["replicas: 0 is not possible. Write a whole number from 1."],
    ],
    [
      "refuses bounds that are none",
      { replicas: { min: 0, max: 1.5 } },
      [
        "replicas.min: 0 is not possible. Write a whole number from 1.",
        "replicas.max: 1.5 is not possible. Write a whole number from 1.",
      ],
    ],
    [
      "refuses a requirement and a server that are none",
      { requirements: ["python 3"], server: "ML" },
      [
        'requirements[0]: "python 3" is not a capability of a server. Write one word, for instance sklearn.',
        'server: "ML" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
      ],
    ],
  ];
  for (const [title, change, problems] of cases) {
    it(title, () => {
      assert.deepEqual(said(seldonModelProblems({ ...valid, ...change })), problems);
    });
  }
});

describe("SeldonPipeline", () => {
  it("is a Pipeline without cycles", async () => {
    const { resources } = await record(() => new SeldonPipeline("p", smallest.SeldonPipeline));
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:SeldonPipeline p",
      "kubernetes:mlops.seldon.io/v1alpha1:Pipeline p-pipeline",
    ]);
    const { metadata, spec } = one(resources, "p-pipeline").inputs;
    assert.deepEqual(metadata, { name: "triage", namespace: "seldon" });
    assert.deepEqual(spec, { steps: [{ name: "scorer" }] });
  });

  it("hands steps and output on as they are, with cycles where they are allowed", async () => {
    const { resources } = await record(() => new SeldonPipeline("p", fullest.SeldonPipeline));
    assert.deepEqual(one(resources, "p-pipeline").inputs.spec, {
      steps: fullest.SeldonPipeline.steps,
      output: fullest.SeldonPipeline.output,
      allowCycles: true,
      maxStepRevisits: 3,
      dataflow: { cleanTopicsOnDelete: true },
    });
  });

  it("is refused with every problem at once", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new SeldonPipeline("p", {
            pipeline: "triage",
            namespace: "seldon",
            steps: [{ name: "triage" }, { name: "scorer", inputs: ["nowhere"] }],
          }),
      ),
      [
        'SeldonPipeline "p": 3 inputs are wrong',
        'steps[0].name: "triage" is the name of the pipeline too. Give the step, and so its model, another name.',
        'steps[1].inputs[0]: "nowhere" is not a step of this pipeline. Steps: triage, scorer.',
        "steps[1]: gets nothing of what the pipeline gets, so it never runs. Add triage.inputs to its inputs, or a step that is reached.",
      ],
    );
  });
});

describe("rules of a Seldon pipeline", () => {
  const pipeline = (steps: unknown, more: Partial<SeldonPipelineRequest> = {}): string[] =>
    said(
      seldonPipelineProblems({
        pipeline: "triage",
        namespace: "seldon",
        steps: steps as PipelineStep[],
        ...more,
      }),
    );
  const a = { name: "a" };

  for (const reference of [
    "a",
    "a.outputs",
    "a.outputs.score",
    "a.inputs",
    "a.inputs.image",
    "triage.inputs",
    "triage.inputs.image",
  ]) {
    it(`accept the reference ${reference}`, () => {
      assert.deepEqual(pipeline([a, { name: "b", inputs: [reference] }]), []);
    });
  }

  const form =
    "is not a reference. Write step, step.outputs, step.outputs.tensor, or the same with inputs.";
  const references: readonly [string, string][] = [
    ["", form],
    ["a.output", form],
    ["a.outputs.", form],
    ["a.outputs.x.y", form],
    ["a outputs", form],
    [
      "triage",
      "is what the pipeline itself answers. Write triage.inputs for what it got, or name a step.",
    ],
    [
      "triage.outputs.x",
      "is what the pipeline itself answers. Write triage.inputs for what it got, or name a step.",
    ],
  ];
  for (const [reference, reason] of references) {
    it(`refuse the reference "${reference}"`, () => {
      assert.deepEqual(pipeline([a, { name: "b", inputs: ["a", reference] }]), [
        `steps[1].inputs[1]: "${reference}" ${reason}`,
      ]);
    });
  }

  const cases: readonly [string, unknown, Partial<SeldonPipelineRequest>, string[]][] = [
    ["refuse a pipeline without steps", [], {}, ["steps: is empty. Write at least one step."]],
    [
      "refuse two steps of one name",
      [a, a],
      {},
      [
        'steps[1].name: "a" is the name of steps[0] already. A model can be one step of a pipeline.',
      ],
    ],
    [
      "refuse a step that is missing, with the nearest",
      [{ name: "scorer" }, { name: "b", inputs: ["scorer"], triggers: ["scorrer.outputs.x"] }],
      {},
      [
        'steps[1].triggers[0]: "scorrer" is not a step of this pipeline. Did you mean "scorer"? Steps: scorer, b.',
      ],
    ],
    [
      "refuse a model that the namespace does not have",
      [{ name: "scorrer" }],
      { models: ["scorer"] },
      [
        'steps[0].name: "scorrer" is not a model of the namespace. Did you mean "scorer"? Models: scorer.',
      ],
    ],
    [
      "refuse a trigger that is an input",
      [a, { name: "b", inputs: ["a.outputs"], triggers: ["a.outputs"] }],
      {},
      [
        'steps[1].triggers[0]: "a.outputs" is an input of the step too, and Seldon takes it once only. Remove one of them.',
      ],
    ],
    [
      "refuse joins and windows that are none",
      [{ name: "a", inputsJoinType: "left", triggersJoinType: "Inner", joinWindowMs: -1 }],
      { output: { steps: ["a"], stepsJoin: "all" as "any", joinWindowMs: 0.5 } },
      [
        'steps[0].inputsJoinType: "left" is no way to join. Write inner, outer, any.',
        'steps[0].triggersJoinType: "Inner" is no way to join. Write inner, outer, any.',
        "steps[0].joinWindowMs: -1 is not possible. Write a whole number from 0.",
        'output.stepsJoin: "all" is no way to join. Write inner, outer, any.',
        "output.joinWindowMs: 0.5 is not possible. Write a whole number from 0.",
      ],
    ],
    [
      "refuse maps of tensors that are none",
      [{ name: "a", tensorMap: { "triage.inputs": "x", "b.outputs.x": "y", "a.outputs.x": "" } }],
      {},
      [
        'steps[0].tensorMap.triage.inputs: "triage.inputs" names no tensor. Write step.outputs.tensor or step.inputs.tensor.',
        'steps[0].tensorMap.b.outputs.x: "b" is not a step of this pipeline. Did you mean "a"? Steps: a.',
        'steps[0].tensorMap.a.outputs.x: "" is not the name of a tensor. Write it without blanks.',
      ],
    ],
    [
      "refuse an output of nothing, and of the pipeline's own input",
      [a],
      { output: { steps: ["triage.inputs"] } },
      ['output.steps[0]: "triage" is not a step of this pipeline. Steps: a.'],
    ],
    [
      "refuse an empty output",
      [a],
      { output: { steps: [] as unknown as ["a"] } },
      [
        "output.steps: is empty. Name a step, or leave output out for a pipeline without an answer.",
      ],
    ],
    [
      "refuse a cycle through inputs and triggers",
      [
        { name: "a", inputs: ["triage.inputs"], triggers: ["b.outputs.again"] },
        { name: "b", inputs: ["a"] },
      ],
      {},
      [
        "steps[0]: gets its own answer back (a -> b -> a). Remove one of these inputs, or allow it with cycles.",
      ],
    ],
    [
      "accept that cycle where it is allowed",
      [
        { name: "a", inputs: ["triage.inputs", "b"], inputsJoinType: "any" },
        { name: "b", inputs: ["a"] },
      ],
      { cycles: { maxStepRevisits: 5 } },
      [],
    ],
    [
      "refuse a cycle into which nothing comes, and revisits that are none",
      [a, { name: "b", inputs: ["c"] }, { name: "c", inputs: ["b"] }],
      { cycles: { maxStepRevisits: 0 } },
      [
        "cycles.maxStepRevisits: 0 is not possible. Write a whole number from 1.",
        "steps[1]: gets nothing of what the pipeline gets, so it never runs. Add triage.inputs to its inputs, or a step that is reached.",
        "steps[2]: gets nothing of what the pipeline gets, so it never runs. Add triage.inputs to its inputs, or a step that is reached.",
      ],
    ],
  ];
  for (const [title, steps, more, problems] of cases) {
    it(title, () => {
      assert.deepEqual(pipeline(steps, more), problems);
    });
  }

  it("accept every chain, and with its last step fed back to the first none", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), (length) => {
        const chain = Array.from({ length }, (_, index) => ({
          name: `s${index}`,
          inputs: [index === 0 ? "triage.inputs" : `s${index - 1}.outputs`],
        }));
        assert.deepEqual(pipeline(chain), []);
        const closed = chain.map((step, index) =>
          index === 0 ? { ...step, inputs: [`s${length - 1}`] } : step,
        );
        assert.equal(pipeline(closed).length, 1);
      }),
    );
  });
});
