import assert from "node:assert/strict";

import { Observability } from "../../components";
import { fullest, smallest } from "../../components/observability/example";
import { versions } from "../../components/versions";
import { policyStatements } from "../support/policy-documents";
import { record, type Recorded } from "../support/recorder";
import { at, one, refusal } from "../support/recorded";

/** Proves which values the charts are given; the charts themselves are not rendered. */
describe("Observability", () => {
  let resources: readonly Recorded[] = [];
  before(async () => {
    ({ resources } = await record(() => new Observability("obs", smallest)));
  });
  const valuesOf = (name: string): unknown => one(resources, name).inputs.values;

  it("installs metrics, logs and agents in that order, each pinned", () => {
    assert.deepEqual(one(resources, "obs-loki").dependsOn.includes("obs-prometheus"), true);
    assert.deepEqual(one(resources, "obs-fluent-bit").dependsOn, ["obs-loki", "obs-prometheus"]);
    for (const [name, pinned] of [
      ["obs-prometheus", versions.charts.kubePrometheusStack],
      ["obs-loki", versions.charts.loki],
      ["obs-fluent-bit", versions.charts.fluentBit],
    ] as const) {
      const { inputs } = one(resources, name);
      assert.deepEqual([inputs.chart, inputs.version], [pinned.chart, pinned.version]);
    }
  });

  it("watches the monitors of every namespace, and keeps metrics as long as they fit", () => {
    const spec = at(valuesOf("obs-prometheus"), "prometheus", "prometheusSpec");
    for (const key of ["serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"]) {
      assert.equal(at(spec, `${key}SelectorNilUsesHelmValues`), false, key);
    }
    assert.equal(at(spec, "retention"), "15d");
    assert.equal(at(spec, "retentionSize"), "42GiB");
    assert.deepEqual(at(spec, "storageSpec", "volumeClaimTemplate", "spec"), {
      storageClassName: "gp3-encrypted",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "50Gi" } },
    });
  });

  it("keeps logs in a bucket that only Loki's ServiceAccount may use", () => {
    const values = valuesOf("obs-loki");
    const bucket = "obs-logs-bucket";
    assert.deepEqual(at(values, "loki", "storage"), {
      type: "s3",
      bucketNames: { chunks: bucket, ruler: bucket },
      s3: { region: "us-east-1" },
    });
    assert.deepEqual(at(values, "serviceAccount", "annotations"), {
      "eks.amazonaws.com/role-arn": "arn:aws:mock:::obs-loki-role-role",
    });
    assert.equal(at(values, "loki", "limits_config", "retention_period"), "720h");
    const [trust] = policyStatements([one(resources, "obs-loki-role-role")]);
    assert.deepEqual(trust?.actions, ["sts:AssumeRoleWithWebIdentity"]);
    assert.ok(JSON.stringify(trust.condition).includes("system:serviceaccount:monitoring:loki"));
  });

  it("ends logs in the bucket a week after Loki should have", () => {
    const rule = at(one(resources, "obs-logs-lifecycle").inputs, "rules", 0);
    assert.deepEqual(at(rule, "expiration"), { days: 37 });
    assert.deepEqual(at(rule, "noncurrentVersionExpiration"), { noncurrentDays: 1 });
    assert.equal(one(resources, "obs-logs-bucket").inputs.forceDestroy, false);
  });

  it("runs agents on every node, and the rest on the system pool", () => {
    assert.deepEqual(at(valuesOf("obs-fluent-bit"), "tolerations"), [{ operator: "Exists" }]);
    const system = { "inference-platform.io/node-pool": "system" };
    const prometheus = valuesOf("obs-prometheus");
    for (const selector of [
      at(prometheus, "prometheus", "prometheusSpec", "nodeSelector"),
      at(prometheus, "prometheusOperator", "nodeSelector"),
      at(prometheus, "alertmanager", "alertmanagerSpec", "nodeSelector"),
      at(prometheus, "grafana", "nodeSelector"),
      at(valuesOf("obs-loki"), "singleBinary", "nodeSelector"),
      at(valuesOf("obs-loki"), "gateway", "nodeSelector"),
    ]) {
      assert.deepEqual(selector, system);
    }
  });

  it("takes every size and time that it is given", async () => {
    const other = await record(() => new Observability("obs", fullest));
    const values = (name: string): unknown => one(other.resources, name).inputs.values;
    const spec = at(values("obs-prometheus"), "prometheus", "prometheusSpec");
    assert.deepEqual([at(spec, "retention"), at(spec, "retentionSize")], ["30d", "170GiB"]);
    assert.equal(at(values("obs-loki"), "loki", "limits_config", "retention_period"), "2160h");
    assert.equal(at(values("obs-loki"), "singleBinary", "persistence", "size"), "20Gi");
    assert.equal(one(other.resources, "obs-logs-bucket").inputs.forceDestroy, true);
    const lifecycle = one(other.resources, "obs-logs-lifecycle").inputs;
    assert.deepEqual(at(lifecycle, "rules", 0, "expiration"), { days: 97 });
  });

  it("is refused for sizes and times that are none", async () => {
    assert.deepEqual(
      await refusal(
        () => new Observability("obs", { ...smallest, metricRetentionDays: 0, logStorageGiB: 1.5 }),
      ),
      [
        'Observability "obs": 2 inputs are wrong',
        "metricRetentionDays: 0 is not a number of days. Write a whole number from 1.",
        "logStorageGiB: 1.5 is not a number of GiB. Write a whole number from 1.",
      ],
    );
  });
});
