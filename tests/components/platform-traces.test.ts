import assert from "node:assert/strict";

import { InferencePlatform } from "../../components";
import { smallest } from "../../components/platform/example";
import type { TraceArgs } from "../../components/observability/traces";
import { meshTracing } from "../../components/platform/traces";
import { record } from "../support/recorder";
import { at, one, refusal } from "../support/recorded";

const collectorHost = "otel-collector.monitoring.svc.cluster.local";

describe("traces of a platform", () => {
  it("are one of a hundred, if nothing is said", () => {
    assert.deepEqual(meshTracing(), { collectorHost, samplingPercent: 1 });
    assert.deepEqual(meshTracing({}), { collectorHost, samplingPercent: 1 });
    assert.deepEqual(meshTracing({ samplingPercent: 5 }), { collectorHost, samplingPercent: 5 });
    assert.equal(meshTracing(false), undefined);
  });

  it("are refused for a share that is none", async () => {
    const problems = await refusal(
      () =>
        new InferencePlatform("p", {
          ...smallest,
          observability: { traces: { samplingPercent: 101 } },
        }),
    );
    assert.deepEqual(problems.slice(1), [
      "observability.traces.samplingPercent: 101 is not a percentage of requests. Write a number from 0.01 to 100, or traces: false for none.",
    ]);
  });

  const parts = async (
    traces?: TraceArgs | false,
  ): Promise<{ sampling: unknown; provider: unknown; collector: string | undefined }> => {
    const { resources, result } = await record(
      () =>
        new InferencePlatform("p", {
          ...smallest,
          tenants: { fraud: { quota: { cpu: "4", memory: "8Gi", gpus: 0 } } },
          ...(traces !== undefined && { observability: { traces } }),
        }),
    );
    return {
      sampling: at(one(resources, "p-mesh-telemetry").inputs.spec, "tracing", 0),
      provider: at(
        one(resources, "p-mesh-istiod").inputs.values,
        "meshConfig",
        "extensionProviders",
        0,
        "opentelemetry",
        "service",
      ),
      collector: result.servingTarget("fraud").traceCollector,
    };
  };

  it("begin in the mesh, and go on in the servers", async () => {
    assert.deepEqual(await parts(), {
      sampling: { providers: [{ name: "traces" }], randomSamplingPercentage: 1 },
      provider: collectorHost,
      collector: collectorHost,
    });
  });

  it("are none where they are turned off", async () => {
    assert.deepEqual(await parts(false), {
      sampling: undefined,
      provider: undefined,
      collector: undefined,
    });
  });
});
