import assert from "node:assert/strict";

import { ModelService } from "../../components";
import { fullest } from "../../components/serving/example";
import { planInferenceService } from "../../components/serving/plan";
import type { ModelServiceRequest } from "../../components/serving/request";
import { modelServiceProblems } from "../../components/serving/rules";
import { platformRuntimes } from "../../components/serving/serving-runtimes";
import { modelRequest, wholeL4 } from "../support/model-requests";
import { record } from "../support/recorder";
import { at, one, said } from "../support/recorded";

const traceCollector = "otel-collector.monitoring.svc.cluster.local";
const chat = {
  gpu: { name: "l4" },
  gpuOffers: [wholeL4("gpu")],
  runtime: { name: "vllm" },
} as const;

function planned(change: Partial<ModelServiceRequest>): unknown {
  return planInferenceService(modelRequest(change), {
    source: "pvc://models/scorer",
    serviceAccountName: "models",
  }).spec;
}

const spanArgs = ["--otlp-traces-endpoint=http://otel-collector.monitoring.svc.cluster.local:4317"];
const spanEnvironment = (service: string): object[] => [
  { name: "OTEL_EXPORTER_OTLP_TRACES_INSECURE", value: "true" },
  { name: "OTEL_SERVICE_NAME", value: service },
  { name: "OTEL_RESOURCE_ATTRIBUTES", value: "service.namespace=fraud" },
  { name: "OTEL_TRACES_SAMPLER", value: "parentbased_always_off" },
];

describe("metrics of servers", () => {
  it("of Triton have quantiles, and only the proxy beside it can read them", () => {
    const triton = platformRuntimes(undefined).find(({ name }) => name === "platform-triton");
    assert.deepEqual(at(triton, "spec", "containers", 0, "args"), [
      "tritonserver",
      "--model-repository=/mnt/models",
      "--http-port=8080",
      "--grpc-port=9000",
      "--metrics-port=8002",
      "--metrics-address=127.0.0.1",
      "--metrics-config=summary_latencies=true",
      "--metrics-config=histogram_latencies=true",
    ]);
    assert.deepEqual(at(planned({}), "predictor", "annotations"), {
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "8002",
      "prometheus.io/path": "/metrics",
    });
  });

  it("of a transformer and of an explainer are those of KServe's SDK", () => {
    const container = {
      image: "registry.example.com/prepare:1.0.0",
      resources: { cpu: "1", memory: "1Gi" },
    } as const;
    const spec = planned({ transformer: container, explainer: container });
    for (const component of ["transformer", "explainer"]) {
      assert.deepEqual(
        at(spec, component, "annotations"),
        {
          "prometheus.io/scrape": "true",
          "prometheus.io/port": "8080",
          "prometheus.io/path": "/metrics",
        },
        component,
      );
    }
  });
});

describe("spans of servers", () => {
  it("of vLLM are those of requests that the mesh has sampled", () => {
    const model = at(planned({ ...chat, traceCollector }), "predictor", "model");
    assert.deepEqual(at(model, "args"), [
      "--served-model-name=scorer",
      "--tensor-parallel-size=1",
      "--gpu-memory-utilization=0.9",
      ...spanArgs,
    ]);
    assert.deepEqual(at(model, "env"), spanEnvironment("scorer"));
  });

  it("of vLLM go nowhere without a collector", () => {
    const model = at(planned(chat), "predictor", "model");
    assert.deepEqual(at(model, "args"), [
      "--served-model-name=scorer",
      "--tensor-parallel-size=1",
      "--gpu-memory-utilization=0.9",
    ]);
    assert.equal(at(model, "env"), undefined);
  });

  it("are as the model's own variables say, each of which stands once", () => {
    const environment = { OTEL_TRACES_SAMPLER: "always_off", LOG_LEVEL: "info" };
    const model = at(planned({ ...chat, traceCollector, environment }), "predictor", "model");
    assert.deepEqual(at(model, "env"), [
      ...spanEnvironment("scorer").slice(0, 3),
      { name: "OTEL_TRACES_SAMPLER", value: "always_off" },
      { name: "LOG_LEVEL", value: "info" },
    ]);
  });

  it("of vLLM on several nodes come from every pod of the group", async () => {
    const { resources } = await record(
      () =>
        new ModelService("m", {
          target: {
            ...fullest.ModelService.target,
            gpuOffers: [wholeL4("large")],
            traceCollector,
          },
          service: "large",
          runtime: { name: "vllmMultiNode", nodes: 2 },
          source: "pvc://models/large/3/",
          resources: { cpu: "16", memory: "96Gi" },
          gpu: { name: "l4", count: 4 },
        }),
    );
    const { spec } = one(resources, "m-leader-worker-set").inputs;
    for (const pod of ["leaderTemplate", "workerTemplate"]) {
      const container = at(spec, "leaderWorkerTemplate", pod, "spec", "containers", 0);
      assert.deepEqual(
        at(container, "args"),
        [
          "--served-model-name=large",
          "--tensor-parallel-size=4",
          "--pipeline-parallel-size=2",
          "--gpu-memory-utilization=0.9",
          ...spanArgs,
        ],
        pod,
      );
      const variables = at(container, "env");
      assert.ok(Array.isArray(variables));
      for (const variable of spanEnvironment("large")) {
        assert.equal(
          variables.filter((given) => at(given, "name") === at(variable, "name")).length,
          1,
        );
        assert.ok(variables.some((given) => at(given, "value") === at(variable, "value")));
      }
    }
  });

  it("of Triton are of no request, or of every one", () => {
    const args = (change: Partial<ModelServiceRequest>): unknown =>
      at(planned(change), "predictor", "model", "args");
    assert.deepEqual(args({ traceCollector }), ["--exit-timeout-secs=60"]);
    const runtime = { name: "triton", traceEveryRequest: true } as const;
    assert.deepEqual(args({ traceCollector, runtime }), [
      "--exit-timeout-secs=60",
      "--trace-config=mode=opentelemetry",
      "--trace-config=opentelemetry,url=http://otel-collector.monitoring.svc.cluster.local:4318/v1/traces",
      "--trace-config=opentelemetry,resource=service.name=scorer",
      "--trace-config=opentelemetry,resource=service.namespace=fraud",
      "--trace-config=level=TIMESTAMPS",
      "--trace-config=rate=0",
    ]);
  });

  it("of Triton are refused where nobody takes them", () => {
    const of = (change: Partial<ModelServiceRequest>): string[] =>
      said(modelServiceProblems(modelRequest(change)));
    const runtime = { name: "triton", traceEveryRequest: true } as const;
    assert.deepEqual(of({ runtime }), [
      "runtime.traceEveryRequest: has no collector to send spans to. Turn on traces on the platform, or remove it.",
    ]);
    assert.deepEqual(of({ runtime, traceCollector }), []);
    assert.deepEqual(of({ runtime: { ...runtime, traceEveryRequest: false } }), []);
  });
});
