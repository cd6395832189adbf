import assert from "node:assert/strict";

import { Observability } from "../../components";
import { fullest, smallest } from "../../components/observability/example";
import { TRACE_COLLECTOR_HOST } from "../../components/observability/defaults";
import { otlpPorts } from "../../components/internal/otlp";
import { versions } from "../../components/versions";
import { policyStatements } from "../support/policy-documents";
import { record, type Recorded } from "../support/recorder";
import { at, one } from "../support/recorded";

/** Proves which values the charts are given; neither Tempo nor the collector reads them here. */
describe("traces", () => {
  let resources: readonly Recorded[] = [];
  before(async () => {
    ({ resources } = await record(() => new Observability("obs", smallest)));
  });
  const valuesOf = (name: string): unknown => one(resources, name).inputs.values;

  it("are taken by a collector and kept by Tempo, both pinned", () => {
    for (const [name, pinned] of [
      ["obs-tempo", versions.charts.tempo],
      ["obs-otel-collector", versions.charts.openTelemetryCollector],
    ] as const) {
      const { inputs } = one(resources, name);
      assert.deepEqual([inputs.chart, inputs.version], [pinned.chart, pinned.version]);
    }
    assert.deepEqual(one(resources, "obs-otel-collector").dependsOn, [
      "obs-prometheus",
      "obs-tempo",
    ]);
  });

  it("arrive where the senders are told to send them", () => {
    const values = valuesOf("obs-otel-collector");
    const service = `${String(at(values, "fullnameOverride"))}.monitoring.svc.cluster.local`;
    const protocols = at(values, "alternateConfig", "receivers", "otlp", "protocols");
    const port = (protocol: string): string =>
      String(at(protocols, protocol, "endpoint"))
        .split(":")
        .at(-1) ?? "";
    assert.equal(TRACE_COLLECTOR_HOST, service);
    assert.deepEqual({ grpc: Number(port("grpc")), http: Number(port("http")) }, otlpPorts);
  });

  it("pass a limit of memory and a batch on their way, and nothing that is not there", () => {
    const config = at(valuesOf("obs-otel-collector"), "alternateConfig");
    const pipeline = at(config, "service", "pipelines", "traces");
    assert.deepEqual(at(pipeline, "processors"), ["memory_limiter", "batch"]);
    for (const kind of ["receivers", "processors", "exporters"]) {
      assert.deepEqual(
        [...(at(pipeline, kind) as string[])].sort(),
        Object.keys(at(config, kind) as object).sort(),
        kind,
      );
    }
    assert.deepEqual(
      at(config, "service", "extensions"),
      Object.keys(at(config, "extensions") as object),
    );
    assert.equal(
      at(config, "exporters", "otlp_grpc", "endpoint"),
      "tempo.monitoring.svc.cluster.local:4317",
    );
  });

  it("run two collectors without privileges on system nodes", () => {
    const values = valuesOf("obs-otel-collector");
    assert.equal(at(values, "replicaCount"), 2);
    assert.equal(at(values, "command", "name"), "otelcol-k8s");
    assert.equal(at(values, "podSecurityContext", "runAsNonRoot"), true);
    assert.deepEqual(at(values, "securityContext", "capabilities"), { drop: ["ALL"] });
    assert.deepEqual(at(values, "nodeSelector"), { "inference-platform.io/node-pool": "system" });
  });

  it("lie in a bucket that only Tempo's ServiceAccount may use, and end there", () => {
    const values = valuesOf("obs-tempo");
    assert.deepEqual(at(values, "tempo", "storage", "trace"), {
      backend: "s3",
      s3: {
        bucket: "obs-traces-bucket",
        region: "us-east-1",
        endpoint: "s3.us-east-1.amazonaws.com",
      },
    });
    assert.equal(at(values, "tempo", "retention"), "168h");
    assert.deepEqual(at(values, "serviceAccount", "annotations"), {
      "eks.amazonaws.com/role-arn": "arn:aws:mock:::obs-tempo-role-role",
    });
    const [trust] = policyStatements([one(resources, "obs-tempo-role-role")]);
    assert.ok(JSON.stringify(trust?.condition).includes("system:serviceaccount:monitoring:tempo"));
    const rule = at(one(resources, "obs-traces-lifecycle").inputs, "rules", 0);
    assert.deepEqual(at(rule, "expiration"), { days: 14 });
    assert.deepEqual(at(values, "persistence"), {
      enabled: true,
      size: "10Gi",
      storageClassName: "gp3-encrypted",
      enableStatefulSetAutoDeletePVC: false,
    });
  });

  it("take size, time and mirror that they are given", async () => {
    const other = await record(() => new Observability("obs", fullest));
    const tempo = one(other.resources, "obs-tempo").inputs.values;
    assert.equal(at(tempo, "tempo", "retention"), "336h");
    assert.equal(at(tempo, "persistence", "size"), "20Gi");
    assert.deepEqual(at(one(other.resources, "obs-otel-collector").inputs.values, "image"), {
      repository:
        "registry.example.com/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s",
      tag: versions.images.openTelemetryCollector.tag,
    });
  });

  it("can be left out altogether", async () => {
    const without = await record(() => new Observability("obs", { ...smallest, traces: false }));
    const names = without.resources.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => /tempo|trace|otel/.test(name)),
      [],
    );
  });
});
