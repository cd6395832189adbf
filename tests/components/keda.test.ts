import assert from "node:assert/strict";

import { Keda } from "../../components";
import { fullest, smallest } from "../../components/autoscaling/example";
import { PROMETHEUS_ADDRESS } from "../../components/observability/defaults";
import { smallest as observability } from "../../components/observability/example";
import { Observability } from "../../components/observability/observability";
import { versions } from "../../components/versions";
import { record } from "../support/recorder";
import { at, one } from "../support/recorded";

/** Proves which values the chart is given; the chart itself is not rendered. */
describe("Keda", () => {
  it("is installed into a restricted namespace without sidecars", async () => {
    const { resources } = await record(() => new Keda("k", smallest.Keda));
    assert.deepEqual(one(resources, "k-namespace").inputs.metadata, {
      name: "keda",
      labels: {
        "app.kubernetes.io/part-of": "inference-platform",
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
      },
    });
    const { inputs } = one(resources, "k-release");
    const { chart, repository, version } = versions.charts.keda;
    assert.deepEqual(
      [inputs.chart, inputs.repositoryOpts, inputs.version, inputs.name, inputs.namespace],
      [chart, { repo: repository }, version, "keda", "keda"],
    );
  });

  it("runs on the system pool, is watched, and may scale Deployments and read no Secrets", async () => {
    const { resources } = await record(() => new Keda("k", smallest.Keda));
    const scraped = { enabled: true, serviceMonitor: { enabled: true } };
    assert.deepEqual(one(resources, "k-release").inputs.values, {
      nodeSelector: { "inference-platform.io/node-pool": "system" },
      operator: { replicaCount: 2 },
      prometheus: { operator: scraped, metricServer: scraped, webhooks: scraped },
      rbac: { enabledCustomScaledRefKinds: false },
      permissions: {
        operator: { restrict: { secret: true } },
        metricServer: { restrict: { secret: true } },
      },
    });
  });

  it("takes another pool, and a mirror", async () => {
    const { resources } = await record(() => new Keda("k", fullest.Keda));
    const { inputs } = one(resources, "k-release");
    assert.equal(inputs.chart, "oci://registry.example.com/charts/keda");
    assert.deepEqual(at(inputs.values, "nodeSelector"), {
      "inference-platform.io/node-pool": "core",
    });
  });

  it("finds Prometheus under the name that its chart gives the Service", async () => {
    const { resources } = await record(() => new Observability("obs", observability));
    const { values, namespace } = one(resources, "obs-prometheus").inputs;
    const name = at(values, "fullnameOverride");
    assert.equal(
      PROMETHEUS_ADDRESS,
      `http://${String(name)}-prometheus.${String(namespace)}.svc.cluster.local:9090`,
    );
  });
});
