import assert from "node:assert/strict";

import type { z } from "zod";

import type { Scaling } from "../../components/autoscaling/scaling";
import type { Trigger } from "../../components/autoscaling/triggers";
import type { ModelServiceRequest } from "../../components/serving/request";
import type { ServingRuntime } from "../../components/serving/runtimes/catalogue";
import type { modelSchema } from "../../stacks/platform/model-schema";
import type { runtimeSchema } from "../../stacks/platform/runtime-schema";
import type { scalingSchema } from "../../stacks/platform/scaling-schema";

type Runtime = z.infer<typeof runtimeSchema>;
type ScalingConfig = z.infer<typeof scalingSchema>;
type TriggerConfig = Extract<ScalingConfig, { engine: "keda" }>["triggers"][number];
type Model = z.infer<typeof modelSchema>;

/** Every key that some member of a union has, but for those that are only there to be refused. */
type Keys<Union> = Union extends unknown
  ? { [Key in keyof Union]-?: Union[Key] extends undefined ? never : Key }[keyof Union]
  : never;

/** `true` where both are the same, and nothing else compiles. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

describe("schema of models", () => {
  it("has the keys of the components and their types, no more and no fewer", () => {
    // The compiler decides; a value of the schema is one of the component, and no key is on one side only.
    const values = (runtime: Runtime, scaling: ScalingConfig): [ServingRuntime, Scaling] => [
      runtime,
      scaling,
    ];
    const service = (model: Omit<Model, "triton">): Partial<ModelServiceRequest> => model;
    const keys: readonly true[] = [
      true satisfies Same<Keys<Runtime>, Keys<ServingRuntime>>,
      true satisfies Same<Runtime["name"], ServingRuntime["name"]>,
      true satisfies Same<Keys<ScalingConfig>, Keys<Scaling>>,
      true satisfies Same<Keys<TriggerConfig>, Keys<Trigger>>,
      true satisfies Same<TriggerConfig["metric"], Trigger["metric"]>,
      true satisfies Same<
        Keys<Model>,
        | Exclude<
            Keys<ModelServiceRequest>,
            "service" | "namespace" | "hasSource" | "gpuOffers" | "traceCollector"
          >
        | "triton"
      >,
    ];
    assert.equal(keys.length, 6);
    assert.deepEqual(values({ name: "sklearn" }, { min: 1, max: 2 }), [
      { name: "sklearn" },
      { min: 1, max: 2 },
    ]);
    assert.deepEqual(service({ resources: { cpu: "1", memory: "1Gi" } }), {
      resources: { cpu: "1", memory: "1Gi" },
    });
  });
});
