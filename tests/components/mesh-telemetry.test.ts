import assert from "node:assert/strict";

import { ServiceMesh } from "../../components";
import { fullest, smallest } from "../../components/mesh/example";
import { istiodValues } from "../../components/mesh/plan";
import { telemetrySpec, tracingProblems } from "../../components/mesh/telemetry-plan";
import { record } from "../support/recorder";
import { at, one, refusal, said } from "../support/recorded";

const tracing = {
  collectorHost: "otel-collector.monitoring.svc.cluster.local",
  samplingPercent: 5,
};
const remove = { operation: "REMOVE" };
const metrics = [
  {
    providers: [{ name: "prometheus" }],
    overrides: [
      {
        match: { metric: "ALL_METRICS", mode: "CLIENT_AND_SERVER" },
        tagOverrides: {
          source_app: remove,
          destination_app: remove,
          source_version: remove,
          destination_version: remove,
          source_canonical_revision: remove,
          destination_canonical_revision: remove,
          source_cluster: remove,
          destination_cluster: remove,
        },
      },
    ],
  },
];

describe("telemetry of the mesh", () => {
  it("leaves redundant labels out, and traces nothing by itself", async () => {
    assert.deepEqual(telemetrySpec(undefined), { metrics });
    const { resources } = await record(() => new ServiceMesh("mesh", smallest.ServiceMesh));
    const telemetry = one(resources, "mesh-telemetry");
    assert.equal(telemetry.type, "kubernetes:telemetry.istio.io/v1:Telemetry");
    assert.deepEqual(telemetry.inputs.metadata, { name: "default", namespace: "istio-system" });
    assert.deepEqual(telemetry.inputs.spec, { metrics });
    assert.deepEqual(telemetry.dependsOn, ["mesh-istiod"]);
    const { values } = one(resources, "mesh-istiod").inputs;
    assert.equal(at(values, "meshConfig", "extensionProviders"), undefined);
  });

  it("samples requests, and sends their spans to the collector by gRPC", () => {
    assert.deepEqual(telemetrySpec(tracing), {
      metrics,
      tracing: [{ providers: [{ name: "traces" }], randomSamplingPercentage: 5 }],
    });
    const values = istiodValues({ systemPool: "system", apiKeys: false, tracing });
    assert.deepEqual(at(values, "meshConfig", "extensionProviders"), [
      {
        name: "traces",
        opentelemetry: {
          service: "otel-collector.monitoring.svc.cluster.local",
          port: 4317,
          serviceAttributeEnrichment: "OTEL_SEMANTIC_CONVENTIONS",
        },
      },
    ]);
  });

  it("knows the authorizer of API keys beside the collector", async () => {
    const { resources } = await record(() => new ServiceMesh("mesh", fullest.ServiceMesh));
    const { values } = one(resources, "mesh-istiod").inputs;
    const names = [0, 1, 2].map((place) =>
      at(values, "meshConfig", "extensionProviders", place, "name"),
    );
    assert.deepEqual(names, ["api-keys", "traces", undefined]);
    assert.deepEqual(at(one(resources, "mesh-telemetry").inputs.spec, "tracing", 0), {
      providers: [{ name: "traces" }],
      randomSamplingPercentage: 1,
    });
  });
});

describe("share of traced requests", () => {
  it("is anything from none to all", () => {
    for (const samplingPercent of [0, 0.01, 1, 100]) {
      assert.deepEqual(tracingProblems({ samplingPercent }), [], String(samplingPercent));
    }
  });

  it("is nothing else", async () => {
    for (const samplingPercent of [-1, 100.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.deepEqual(said(tracingProblems({ samplingPercent })), [
        `samplingPercent: ${samplingPercent} is not a share of requests. Write a number from 0 to 100, for instance 1.`,
      ]);
    }
    const problems = await refusal(
      () => new ServiceMesh("mesh", { tracing: { ...tracing, samplingPercent: 101 } }),
    );
    assert.deepEqual(problems.slice(1), [
      "tracing.samplingPercent: 101 is not a share of requests. Write a number from 0 to 100, for instance 1.",
    ]);
  });
});
