import assert from "node:assert/strict";

import { ModelService } from "../../components";
import type { GpuOffer } from "../../components/gpu/offers";
import type { GpuRequest } from "../../components/gpu/request";
import { smallest } from "../../components/serving/example";
import { modelServiceProblems } from "../../components/serving/rules";
import { modelRequest, wholeL4 } from "../support/model-requests";
import { record } from "../support/recorder";
import { at, one, said } from "../support/recorded";

describe("GPU of a model service", () => {
  const cases: readonly [string, GpuRequest, readonly GpuOffer[] | undefined, string[]][] = [
    [
      "half a GPU",
      { count: 0.5, pool: "gpu" },
      [wholeL4("gpu")],
      [
        "gpu.count: 0.5 is not a number of GPUs that a pod can hold. Write a whole number from 1, or leave gpu out; for a part of a GPU write fraction or migProfile.",
      ],
    ],
    [
      "a GPU without what the pools offer",
      { name: "l4" },
      undefined,
      [
        "target.gpuOffers: is missing, so no pool can be found for gpu. Pass the offers of the platform, or leave gpu out.",
      ],
    ],
    [
      "a GPU that no pool offers",
      { name: "h100" },
      [wholeL4("gpu")],
      [
        "gpu: asks for h100, which no pool offers. Offered: whole l4 (pool gpu). Ask for one of these, or add a pool.",
      ],
    ],
  ];
  for (const [title, gpu, gpuOffers, problems] of cases) {
    it(`is refused as ${title}`, () => {
      assert.deepEqual(said(modelServiceProblems(modelRequest({ gpu, gpuOffers }))), problems);
    });
  }

  it("goes to any of several pools by an affinity, and holds a part of a GPU by its own name", async () => {
    const shared = { ...wholeL4("shared"), resource: "nvidia.com/gpu.shared", perGpu: 4 };
    const taint = { key: "example.com/dedicated", effect: "NoSchedule" } as const;
    const planned = async (gpu: GpuRequest, gpuOffers: readonly GpuOffer[]): Promise<unknown> => {
      const { resources } = await record(
        () =>
          new ModelService("m", {
            ...smallest.ModelService,
            runtime: { name: "triton" },
            target: { ...smallest.ModelService.target, gpuOffers },
            gpu,
          }),
      );
      return at(one(resources, "m-inference-service").inputs, "spec", "predictor");
    };
    const anywhere = await planned({ name: "l4" }, [wholeL4("gpu"), wholeL4("elastic")]);
    assert.equal(at(anywhere, "nodeSelector"), undefined);
    assert.deepEqual(at(anywhere, "affinity"), {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                {
                  key: "inference-platform.io/node-pool",
                  operator: "In",
                  values: ["gpu", "elastic"],
                },
              ],
            },
          ],
        },
      },
    });
    const part = await planned({ pool: "shared" }, [
      { ...shared, sharing: "timeSlicing", taints: [taint] },
    ]);
    const held = { cpu: "1", memory: "2Gi", "nvidia.com/gpu.shared": "1" };
    assert.deepEqual(at(part, "model", "resources"), { requests: held, limits: held });
    assert.deepEqual(at(part, "nodeSelector"), { "inference-platform.io/node-pool": "shared" });
    assert.equal(at(part, "affinity"), undefined);
    assert.deepEqual(at(part, "tolerations"), [
      { key: "nvidia.com/gpu", operator: "Equal", value: "present", effect: "NoSchedule" },
      { ...taint, operator: "Exists" },
    ]);
  });
});
