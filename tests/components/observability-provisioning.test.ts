import assert from "node:assert/strict";

import { dashboards } from "../../components/observability/dashboards/catalogue";
import type { DashboardDefinition } from "../../components/observability/dashboards/dashboard";
import { createDashboards, createRules } from "../../components/observability/provisioning";
import type { RuleGroup } from "../../components/observability/rules/rule";
import { record } from "../support/recorder";
import { one } from "../support/recorded";

const group: RuleGroup = {
  name: "requests",
  interval: "1m",
  rules: [
    { record: "model_service:requests:rate5m", expr: "sum(rate(requests_total[5m]))" },
    {
      alert: "GPUMemoryFull",
      expr: "gpu:memory_used:ratio > 0.95",
      for: "10m",
      severity: "warning",
      owner: "tenant",
      summary: "GPU {{ $labels.gpu }} is full",
      description: "Look at the batch size.",
      labels: { team: "fraud" },
    },
  ],
};

const gpuFleet: DashboardDefinition = {
  uid: "gpu-fleet",
  title: "GPU fleet",
  description: "What the GPUs do.",
  build: () => ({
    uid: "gpu-fleet",
    title: "GPU fleet",
    schemaVersion: 41,
    panels: [],
    templating: {},
    annotations: {},
  }),
};

describe("provisioning of rules", () => {
  const specOf = async (runbookBaseUrl?: string): Promise<unknown> => {
    const { resources } = await record(() => {
      createRules("obs", [group], runbookBaseUrl, "monitoring", {});
    });
    return one(resources, "obs-rules-requests").inputs;
  };

  it("makes one PrometheusRule a group, with severity, owner and runbook of each alert", async () => {
    assert.deepEqual(await specOf("https://git.example.com/runbooks"), {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: {
        name: "requests",
        namespace: "monitoring",
        labels: { "app.kubernetes.io/part-of": "inference-platform" },
      },
      spec: {
        groups: [
          {
            name: "requests",
            interval: "1m",
            rules: [
              { record: "model_service:requests:rate5m", expr: "sum(rate(requests_total[5m]))" },
              {
                alert: "GPUMemoryFull",
                expr: "gpu:memory_used:ratio > 0.95",
                for: "10m",
                labels: { team: "fraud", severity: "warning", owner: "tenant" },
                annotations: {
                  summary: "GPU {{ $labels.gpu }} is full",
                  description: "Look at the batch size.",
                  runbook_url: "https://git.example.com/runbooks/gpu-memory-full.md",
                },
              },
            ],
          },
        ],
      },
    });
  });

  it("names the runbook's path in the repository where there is no address", async () => {
    assert.ok(JSON.stringify(await specOf()).includes('"docs/runbooks/gpu-memory-full.md"'));
  });
});

describe("provisioning of dashboards", () => {
  it("makes one ConfigMap a dashboard, with the label and folder that Grafana's sidecar looks for", async () => {
    const { resources } = await record(() => {
      createDashboards("obs", [gpuFleet], "monitoring", {});
    });
    const { type, inputs } = one(resources, "obs-dashboard-gpu-fleet");
    assert.equal(type, "kubernetes:core/v1:ConfigMap");
    assert.deepEqual(inputs.metadata, {
      name: "dashboard-gpu-fleet",
      namespace: "monitoring",
      labels: { grafana_dashboard: "1", "app.kubernetes.io/part-of": "inference-platform" },
      annotations: { grafana_folder: "Inference platform" },
    });
    assert.deepEqual(inputs.data, {
      "gpu-fleet.json":
        '{"uid":"gpu-fleet","title":"GPU fleet","schemaVersion":41,"panels":[],"templating":{},"annotations":{}}',
    });
  });

  it("has no dashboard that is larger than a ConfigMap may be, which is 1 MiB", () => {
    const sizes = dashboards.map((dashboard) => ({
      uid: dashboard.uid,
      bytes: Buffer.byteLength(JSON.stringify(dashboard.build())),
    }));
    assert.deepEqual(
      sizes.filter(({ bytes }) => bytes > 1024 ** 2),
      [],
    );
  });
});
