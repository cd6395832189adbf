import assert from "node:assert/strict";

import fc from "fast-check";

import { Autoscaler } from "../../components";
import { planAutoscaler } from "../../components/autoscaling/plan";
import { autoscalingProblems } from "../../components/autoscaling/rules";
import type { AutoscalingRequest, Scaling } from "../../components/autoscaling/scaling";
import { record, recordRefusal } from "../support/recorder";
import { typeNames } from "../support/recorded";
import { everyTrigger, requestRate } from "../support/autoscaling";

/**
 * Proves over random scalings that a request is either refused before anything is registered, or has exactly one owner,
 * whose bounds are those of the request. The bounds of validity are written down here a second time, by hand.
 */

const count = fc.constantFrom(-1, 0, 1, 2, 5, 1.5);

const hpa: fc.Arbitrary<Scaling> = fc.record(
  {
    engine: fc.constant("hpa" as const),
    min: count,
    max: count,
    cpuPercent: fc.constantFrom(0, 50),
  },
  { requiredKeys: ["min", "max"] },
);

const keda: fc.Arbitrary<Scaling> = fc.record(
  {
    engine: fc.constant("keda" as const),
    min: count,
    max: count,
    triggers: fc.uniqueArray(fc.constantFrom(...everyTrigger), {
      maxLength: 3,
      selector: ({ metric }) => metric,
    }),
    cooldownSeconds: fc.constantFrom(100, 420, 1000),
    fallbackReplicas: count,
  },
  { requiredKeys: ["engine", "min", "max", "triggers"] },
);

const requests: fc.Arbitrary<AutoscalingRequest> = fc.record({
  namespace: fc.constant("fraud"),
  service: fc.constantFrom("scorer", "s".repeat(47), "s".repeat(48), "s".repeat(57)),
  scaling: fc.oneof(hpa, keda),
  metrics: fc.constantFrom("triton" as const, "vllm" as const, "none" as const),
  gpu: fc.constantFrom(undefined, { mig: false }, { mig: true }, { mig: false, shared: true }),
  startupSeconds: fc.constant(300),
  prometheusAddress: fc.constant("http://prometheus.example:9090"),
});

/** Whether a request is right, said in another way than the rules say it. */
function isRight({ service, scaling, metrics, gpu }: AutoscalingRequest): boolean {
  const { min, max } = scaling;
  const whole = [min, max].every(Number.isInteger) && max >= 1 && min <= max;
  if (scaling.engine !== "keda") {
    return whole && min >= 1 && service.length <= 56 && scaling.cpuPercent !== 0;
  }
  const kinds = scaling.triggers.map(({ metric }) => metric);
  const measured = kinds.every(
    (metric) =>
      (!metric.startsWith("triton") || metrics === "triton") &&
      (!metric.startsWith("vllm") || metrics === "vllm") &&
      (metric !== "gpuUtilization" || (gpu !== undefined && gpu.shared !== true)),
  );
  const zero = min === 0;
  const { cooldownSeconds, fallbackReplicas } = scaling;
  return (
    whole &&
    min >= 0 &&
    service.length <= 47 &&
    kinds.length > 0 &&
    measured &&
    (!zero || kinds.includes("requestRate")) &&
    (cooldownSeconds === undefined || (zero && cooldownSeconds >= 420)) &&
    (fallbackReplicas === undefined ||
      (Number.isInteger(fallbackReplicas) &&
        fallbackReplicas >= Math.max(min, 1) &&
        fallbackReplicas <= max &&
        kinds.some((metric) => metric !== "cpuUtilization" && metric !== "memoryUtilization")))
  );
}

const ownerTypes = {
  HorizontalPodAutoscaler: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  ScaledObject: "kubernetes:keda.sh/v1alpha1:ScaledObject",
} as const;

/** A right request for KEDA, which the random ones need not hit. */
const fixed: AutoscalingRequest = {
  namespace: "fraud",
  service: "scorer",
  scaling: { engine: "keda", min: 0, max: 2, triggers: [requestRate] },
  metrics: "none",
  startupSeconds: 300,
  prometheusAddress: "http://prometheus.example:9090",
};

describe("owner of a replica count", () => {
  it("is planned exactly where the request is right", () => {
    const seen = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(requests, (request) => {
        const right = isRight(request);
        seen[right ? "right" : "wrong"] += 1;
        assert.equal(autoscalingProblems(request).length === 0, right);
        if (!right) return;
        const { min, max, engine } = request.scaling;
        const { kind, metadata, spec } = planAutoscaler(request);
        assert.equal(kind, engine === "keda" ? "ScaledObject" : "HorizontalPodAutoscaler");
        assert.equal(metadata.name, `${request.service}-scaler`);
        const bounds =
          "triggers" in spec
            ? [spec.minReplicaCount, spec.maxReplicaCount]
            : [spec.minReplicas, spec.maxReplicas];
        assert.deepEqual(bounds, [min, max]);
      }),
      { numRuns: 3000 },
    );
    // About one in thirty is right; far fewer would mean that the generator has lost its aim.
    assert.ok(seen.right > 30 && seen.wrong > 30, JSON.stringify(seen));
  });

  it("is one object, or none and a refusal", async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const build = (): Autoscaler => new Autoscaler("a", request);
        if (isRight(request)) {
          const { resources, result } = await record(build);
          const owner = ownerTypes[result.ownerKind];
          assert.deepEqual(
            typeNames(resources).map((each) => each.split(" ")[0]),
            ["inference-platform:index:Autoscaler", owner],
          );
        } else {
          assert.deepEqual((await recordRefusal(build)).resources, []);
        }
      }),
      { numRuns: 100, examples: [[{ ...fixed, scaling: { min: 1, max: 2 } }], [fixed]] },
    );
  });
});
