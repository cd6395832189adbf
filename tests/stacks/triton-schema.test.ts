import assert from "node:assert/strict";

import fc from "fast-check";
import type { z } from "zod";

import type { TritonModelConfig } from "../../components/models/triton-config";
import type {
  TritonBackendModel,
  TritonEnsembleModel,
  TritonModelSettings,
  TritonScheduler,
} from "../../components/models/triton-model";
import { parsePart } from "../../stacks/platform/config-problems";
import type { modelSchema } from "../../stacks/platform/model-schema";
import {
  tritonModelSchema,
  type tritonBackendSchema,
  type tritonEnsembleSchema,
} from "../../stacks/platform/triton-schema";
import { said } from "../support/recorded";
import { tritonModel } from "../support/triton/arbitrary";
import { tritonCases } from "../support/triton/cases";
import { simpleModel } from "../support/triton/simple";

/** The same type with every key required, so that a key which only one type has is a difference. */
type Written<Type> = {
  readonly [Key in keyof Type]-?: undefined extends Type[Key]
    ? Written<Type[Key]> | "may be missing"
    : Written<Type[Key]>;
};

type Same<One, Other> = [Written<One>, Written<Other>] extends [Written<Other>, Written<One>]
  ? true
  : false;

/** The values of a key in all members of a union. */
type ValueOf<Union, Key extends PropertyKey> =
  Union extends Readonly<Record<Key, infer Value>> ? Value : never;

/** A model with a backend before it is known which scheduler it has. */
type AnyScheduler = TritonModelSettings & {
  readonly [Key in keyof TritonScheduler]?: ValueOf<Required<TritonScheduler>, Key>;
};

/** Compiles only where the schema of the configuration and the type of the component are the same, key for key. */
const theSame: {
  readonly backend: Same<z.output<typeof tritonBackendSchema>, AnyScheduler>;
  readonly ensemble: Same<z.output<typeof tritonEnsembleSchema>, TritonEnsembleModel>;
  readonly whole: NonNullable<z.infer<typeof modelSchema>["triton"]> extends TritonModelConfig
    ? true
    : false;
  readonly other: Same<z.output<typeof tritonBackendSchema>, TritonBackendModel>;
} = { backend: true, ensemble: true, whole: true, other: false };

describe("Triton in the configuration", () => {
  it("has the type of the component", () => {
    assert.deepEqual(theSame, { backend: true, ensemble: true, whole: true, other: false });
  });

  it("takes what the component takes, and changes nothing", () => {
    for (const { config } of tritonCases) {
      assert.deepEqual(parsePart("triton", config, tritonModelSchema), {
        value: config,
        problems: [],
      });
    }
    fc.assert(
      fc.property(tritonModel, (config) => {
        assert.deepEqual(parsePart("triton", config, tritonModelSchema).value, config);
      }),
    );
  });

  const cases: readonly (readonly [title: string, raw: unknown, problems: readonly string[]])[] = [
    ["nothing", undefined, ["triton: is missing. Write a map."]],
    [
      "a group of instances without a kind, and an unknown key in a list of them",
      { ...simpleModel, instances: [{ count: 1 }, { kind: "gpu", count: 1, gpu: 0 }] },
      [
        "triton.instances[0].kind: is missing. Write one of gpu, cpu, auto, model.",
        'triton.instances[1]: "gpu" is not a key here. Did you mean "gpus"? Allowed: kind, count, name, gpus, profiles, rateLimiter, passive, hostPolicy. Remove or rename it.',
      ],
    ],
    [
      "instances that are no map, and a backend that there is none of",
      { ...simpleModel, instances: 2, backend: "onnx" },
      [
        'triton.backend: "onnx" is not allowed. Write one of onnxruntime, tensorrt, pytorch, openvino, python, fil, dali, vllm, tensorrtllm.',
        "triton.instances: is a number, not a map. Write a map.",
      ],
    ],
    [
      "versions in words",
      { ...simpleModel, versions: "newest" },
      [
        'triton.versions: "newest" does not say which versions. Write how many of the newest, "all", or a list of numbers.',
      ],
    ],
    [
      "a sequence without a strategy",
      {
        ...simpleModel,
        sequenceBatching: { controls: [{ tensor: "A", kind: "begin", dataType: "TYPE_BOOL" }] },
      },
      ["triton.sequenceBatching.strategy: is missing. Write one of direct, oldest."],
    ],
    [
      "a control of another kind",
      {
        ...simpleModel,
        sequenceBatching: { strategy: "direct", controls: [{ tensor: "A", kind: "begin" }] },
      },
      [
        'triton.sequenceBatching.controls[0].kind: "begin" is not allowed. Write one of start, end, ready, correlationId.',
      ],
    ],
    [
      "an ensemble with a backend, and a step without a model",
      {
        ...simpleModel,
        instances: undefined,
        ensemble: { steps: [{ inputs: {}, outputs: {} }], models: { a: { maxBatchSize: 1 } } },
      },
      [
        "triton.ensemble.steps[0].model: is missing. Write text.",
        "triton.ensemble.models.a.inputs: is missing. Write a list.",
        "triton.ensemble.models.a.outputs: is missing. Write a list.",
        "triton.ensemble.models.a.backend: is missing. Write one of onnxruntime, tensorrt, pytorch, openvino, python, fil, dali, vllm, tensorrtllm.",
        "triton.ensemble.models.a.instances: is missing. Write a map.",
        'triton: "backend" is not a key here. Allowed: maxBatchSize, inputs, outputs, responseCache, parameters, metricTags, ensemble. Remove or rename it. "instances" is not a key here. Allowed: maxBatchSize, inputs, outputs, responseCache, parameters, metricTags, ensemble. Remove or rename it.',
      ],
    ],
  ];
  for (const [title, raw, problems] of cases) {
    it(`refuses ${title}`, () => {
      assert.deepEqual(said(parsePart("triton", raw, tritonModelSchema).problems), problems);
    });
  }
});
