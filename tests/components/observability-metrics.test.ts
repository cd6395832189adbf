import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { planAlertmanager } from "../../components/observability/alertmanager-config";
import { observabilityDefaults } from "../../components/observability/defaults";
import {
  longestMetricRetention,
  neededMetricGiB,
  prometheusMemoryMiB,
  smallestMetricVolume,
  usableMetricGiB,
} from "../../components/observability/metric-storage";
import { prometheusValues } from "../../components/observability/prometheus-values";
import { planRemoteWrite, remoteWriteProblems } from "../../components/observability/remote-write";
import { observabilityProblems } from "../../components/observability/rules";
import { observabilityRequest as request } from "../support/observability-request";
import { at, said } from "../support/recorded";

const surroundings = {
  externalLabels: { cluster: "inference-dev", environment: "dev" },
  alertmanager: planAlertmanager({}),
  remoteWrite: [],
  traces: true,
};

describe("values of kube-prometheus-stack", () => {
  const values = prometheusValues(request, surroundings);
  const spec = at(values, "prometheus", "prometheusSpec");

  it("keep metrics as long as they fit, on a volume that survives the release", () => {
    assert.equal(at(spec, "retention"), "15d");
    assert.equal(at(spec, "retentionSize"), "42GiB");
    assert.deepEqual(at(spec, "storageSpec", "volumeClaimTemplate", "spec"), {
      storageClassName: "gp3-encrypted",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "50Gi" } },
    });
    const kept = { whenDeleted: "Retain", whenScaled: "Retain" };
    const alertmanager = at(values, "alertmanager", "alertmanagerSpec");
    assert.deepEqual(at(spec, "persistentVolumeClaimRetentionPolicy"), kept);
    assert.deepEqual(at(alertmanager, "persistentVolumeClaimRetentionPolicy"), kept);
    assert.deepEqual(
      at(alertmanager, "storage", "volumeClaimTemplate", "spec", "resources", "requests"),
      { storage: "1Gi" },
    );
  });

  it("name cluster and environment in all that leaves Prometheus, and keep exemplars", () => {
    assert.deepEqual(at(spec, "externalLabels"), {
      cluster: "inference-dev",
      environment: "dev",
    });
    assert.deepEqual(at(spec, "enableFeatures"), ["exemplar-storage"]);
    assert.equal(at(spec, "remoteWrite"), undefined);
    assert.equal(at(spec, "enableRemoteWriteReceiver"), undefined);
  });

  it("ask for the memory that the series need", () => {
    assert.deepEqual(at(spec, "resources"), {
      requests: { cpu: "500m", memory: "1684Mi" },
      limits: { memory: "3368Mi" },
    });
  });

  it("scrape nothing that EKS hides, and have no rule for it", () => {
    for (const part of ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"]) {
      assert.deepEqual(at(values, part), { enabled: false }, part);
    }
    assert.deepEqual(at(values, "defaultRules", "rules"), {
      etcd: false,
      kubeControllerManager: false,
      kubeProxy: false,
      kubeSchedulerAlerting: false,
      kubeSchedulerRecording: false,
    });
  });

  it("carry the labels of nodes and pods that rules and dashboards ask for, and no others", () => {
    assert.deepEqual(at(values, "kube-state-metrics", "metricLabelsAllowlist"), [
      "nodes=[node.kubernetes.io/instance-type,karpenter.sh/capacity-type,eks.amazonaws.com/capacityType,topology.kubernetes.io/zone,inference-platform.io/node-pool]",
      "pods=[serving.kserve.io/inferenceservice,component]",
    ]);
    assert.deepEqual(at(values, "kube-state-metrics", "prometheus"), {
      monitor: { honorLabels: true },
    });
  });

  it("measure nodes with a taint too", () => {
    assert.deepEqual(at(values, "prometheus-node-exporter", "tolerations"), [
      { operator: "Exists" },
    ]);
  });

  it("give Prometheus a role only where it has one", () => {
    const account = (roleArn?: string): unknown =>
      at(
        prometheusValues(request, { ...surroundings, ...(roleArn !== undefined && { roleArn }) }),
        "prometheus",
        "serviceAccount",
      );
    assert.deepEqual(account(), { name: "prometheus-prometheus" });
    assert.deepEqual(account("arn:aws:iam::111122223333:role/writer"), {
      name: "prometheus-prometheus",
      annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/writer" },
    });
  });
});

describe("the volume of Prometheus", () => {
  it("needs 2 bytes for each sample of each series every 30 seconds", () => {
    // 1,048,576 series × 2,880 samples a day × 2 bytes = 5.625 GiB a day.
    assert.equal(neededMetricGiB({ metricRetentionDays: 1, metricSeries: 1024 ** 2 }), 5.625);
    assert.equal(usableMetricGiB({ metricStorageGiB: 100 }), 85);
    assert.equal(prometheusMemoryMiB(1024 ** 2), 4608);
  });

  it("holds the default retention of the default series", () => {
    const { metricRetentionDays, metricSeries, metricStorageGiB } = observabilityDefaults;
    const needed = neededMetricGiB({ metricRetentionDays, metricSeries });
    assert.ok(needed * 1.5 <= usableMetricGiB({ metricStorageGiB }), `${needed}`);
  });

  it("is refused where it is too small, with a way out that is accepted", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1000, max: 5_000_000 }),
        (metricRetentionDays, metricStorageGiB, metricSeries) => {
          const storage = { metricRetentionDays, metricStorageGiB, metricSeries };
          const fits = neededMetricGiB(storage) <= usableMetricGiB(storage);
          assert.equal(observabilityProblems(storage).length, fits ? 0 : 1);
          const larger = { ...storage, metricStorageGiB: smallestMetricVolume(storage) };
          assert.deepEqual(observabilityProblems(larger), []);
          const days = longestMetricRetention(storage);
          if (days >= 1) {
            assert.deepEqual(observabilityProblems({ ...storage, metricRetentionDays: days }), []);
          }
        },
      ),
    );
  });
});

describe("remote writes", () => {
  it("name the keys of Secrets, and sign what goes to a workspace of AWS", () => {
    const password = pulumi.secret("hidden");
    const { remoteWrite, secrets } = planRemoteWrite(
      [
        { url: "https://a.example.com/write", basicAuth: { username: "inference", password } },
        {
          url: "https://aps.example.com/write",
          workspaceArn: "arn:aws:aps:eu-west-1:111122223333:workspace/ws-1",
        },
      ],
      { url: "https://own.example.com/write" },
      "us-east-1",
    );
    const queueConfig = { maxSamplesPerSend: 1000, maxShards: 200, capacity: 2500 };
    assert.deepEqual(remoteWrite, [
      {
        url: "https://a.example.com/write",
        basicAuth: {
          username: { name: "prometheus-remote-write", key: "0-username" },
          password: { name: "prometheus-remote-write", key: "0-password" },
        },
      },
      { url: "https://aps.example.com/write", sigv4: { region: "eu-west-1" }, queueConfig },
      { url: "https://own.example.com/write", sigv4: { region: "us-east-1" }, queueConfig },
    ]);
    assert.deepEqual(secrets, [
      { secret: "prometheus-remote-write", key: "0-username", value: "inference" },
      { secret: "prometheus-remote-write", key: "0-password", value: password },
    ]);
  });

  it("are refused in clear, twice, and with two ways to sign in", () => {
    const url =
      "is not an https URL without credentials: metrics name tenants and models and are not sent in clear. Write for instance https://metrics.example.com/api/v1/write, and the password as basicAuth.";
    assert.deepEqual(
      said(
        remoteWriteProblems([
          { url: "http://metrics.example.com/write" },
          { url: "https://me:hunter2@metrics.example.com/write" },
          {
            url: "https://metrics.example.com/write",
            workspaceArn: "ws-1234",
            basicAuth: { username: "", password: "" },
          },
          { url: "https://metrics.example.com/write" },
        ]),
      ),
      [
        `remoteWrite[0].url: ${url}`,
        `remoteWrite[1].url: ${url}`,
        'remoteWrite[2].workspaceArn: "ws-1234" is not the ARN of a workspace. Write for instance arn:aws:aps:us-east-1:111122223333:workspace/ws-1234.',
        "remoteWrite[2].basicAuth: is there beside workspaceArn, whose requests are signed. Remove one.",
        "remoteWrite[2].basicAuth.username: is empty. Write the user name.",
        "remoteWrite[2].basicAuth.password: is empty. Write the value as a secret, or the name of a Secret.",
        "remoteWrite[3].url: is listed twice. Remove one.",
      ],
    );
  });
});
