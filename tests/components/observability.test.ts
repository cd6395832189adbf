import assert from "node:assert/strict";

import { Observability } from "../../components";
import { fullest, smallest } from "../../components/observability/example";
import { dashboards } from "../../components/observability/dashboards/catalogue";
import { ruleGroups } from "../../components/observability/rules/catalogue";
import { prometheusRuleSpec } from "../../components/observability/rules/rule";
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

  it("watches the monitors of every namespace", () => {
    const spec = at(valuesOf("obs-prometheus"), "prometheus", "prometheusSpec");
    for (const key of ["serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"]) {
      assert.equal(at(spec, `${key}SelectorNilUsesHelmValues`), false, key);
    }
  });

  it("makes a rule of each group, with its runbooks, when the chart has brought the definition", async () => {
    const { resources: other } = await record(() => new Observability("obs", fullest));
    assert.deepEqual(
      namesOf(other, "kubernetes:monitoring.coreos.com/v1:PrometheusRule"),
      ruleGroups.map(({ name }) => `obs-rules-${name}`).sort(),
    );
    for (const group of ruleGroups) {
      const { inputs, dependsOn } = one(other, `obs-rules-${group.name}`);
      assert.deepEqual(dependsOn, ["obs-prometheus"]);
      assert.deepEqual(
        inputs.spec,
        prometheusRuleSpec([group], "https://git.example.com/platform/docs/runbooks"),
      );
    }
  });

  it("gives Grafana each dashboard in the folder of the platform", () => {
    assert.deepEqual(
      resources.filter(({ name }) => name.startsWith("obs-dashboard-")).map(({ name }) => name),
      dashboards.map(({ uid }) => `obs-dashboard-${uid}`).sort(),
    );
    for (const dashboard of dashboards) {
      const { metadata, data } = one(resources, `obs-dashboard-${dashboard.uid}`).inputs;
      assert.deepEqual(at(metadata, "annotations"), { grafana_folder: "Inference platform" });
      assert.equal(at(metadata, "labels", "grafana_dashboard"), "1");
      assert.deepEqual(data, { [`${dashboard.uid}.json`]: JSON.stringify(dashboard.build()) });
    }
  });

  it("keeps the secrets of receivers in Secrets that Alertmanager mounts, and in no chart value", async () => {
    const { resources: other } = await record(() => new Observability("obs", fullest));
    const secret = one(other, "obs-alertmanager-receivers");
    assert.deepEqual(at(secret.inputs.metadata, "name"), "alertmanager-receivers");
    // What is secret reaches the engine wrapped, with this key of its protocol.
    const signature = "4dabf18193072939515e22adb298388d";
    assert.equal(at(secret.inputs.stringData, signature), "1b47061264138c4ac30d75fd1eb44270");
    assert.deepEqual(at(secret.inputs.stringData, "value"), {
      "team-webhook-url": "https://hooks.slack.com/services/T0/B0/example",
      "fraud-url": "https://alerts.example.com/fraud",
      "fraud-bearer-token": "example",
    });
    const { values } = one(other, "obs-prometheus").inputs;
    assert.ok(!JSON.stringify(values).includes("hooks.slack.com"));
    assert.deepEqual(at(values, "alertmanager", "alertmanagerSpec", "secrets"), [
      "alert-receivers",
      "alertmanager-receivers",
    ]);
  });

  it("makes no Secret where others keep them all", () => {
    assert.deepEqual(namesOf(resources, "kubernetes:core/v1:Secret"), []);
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
      at(valuesOf("obs-tempo"), "nodeSelector"),
      at(valuesOf("obs-otel-collector"), "nodeSelector"),
      at(prometheus, "kube-state-metrics", "nodeSelector"),
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
        () =>
          new Observability("obs", {
            ...smallest,
            metricRetentionDays: 0,
            logStorageGiB: 1.5,
            remoteWrite: [{ url: "http://metrics.example.com/write" }],
            alerts: { defaultReceiver: "team" },
            runbookBaseUrl: "docs/runbooks/",
            traces: { retentionDays: 0, samplingPercent: 0 },
          }),
      ),
      [
        'Observability "obs": 7 inputs are wrong',
        "metricRetentionDays: 0 is not a number of days. Write a whole number from 1.",
        "logStorageGiB: 1.5 is not a number of GiB. Write a whole number from 1.",
        "remoteWrite[0].url: is not an https URL without credentials: metrics name tenants and models and are not sent in clear. Write for instance https://metrics.example.com/api/v1/write, and the password as basicAuth.",
        'alerts.defaultReceiver: "team" is not a receiver. Write one of null.',
        "traces.retentionDays: 0 is not a number of days. Write a whole number from 1.",
        "traces.samplingPercent: 0 is not a percentage of requests. Write a number from 0.01 to 100, or traces: false for none.",
        'runbookBaseUrl: "docs/runbooks/" is not a URL without a slash at its end. Write for instance https://git.example.com/platform/docs/runbooks.',
      ],
    );
  });
});

function namesOf(resources: readonly Recorded[], type: string): string[] {
  return resources.filter((resource) => resource.type === type).map(({ name }) => name);
}
