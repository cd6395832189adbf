import assert from "node:assert/strict";

import { Observability } from "../../components";
import { smallest } from "../../components/observability/example";
import { record, type Recorded } from "../support/recorder";
import { one } from "../support/recorded";

const toAgent = {
  sourceLabels: ["__address__"],
  regex: "(.+):\\d+",
  targetLabel: "__address__",
  replacement: "$1:15020",
};
const withoutNoise = [
  {
    action: "drop",
    sourceLabels: ["__name__"],
    regex: "istio_agent_(go|process)_.+|istio_(request|response)_bytes_bucket",
  },
];
const job = (name: string): object => ({ targetLabel: "job", replacement: name });

/** Every monitor as it stands in the cluster. */
const expected: Readonly<Record<string, { readonly kind: string; readonly spec: object }>> = {
  models: {
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { any: true },
      selector: {
        matchExpressions: [{ key: "serving.kserve.io/inferenceservice", operator: "Exists" }],
      },
      sampleLimit: 50_000,
      podMetricsEndpoints: [
        {
          port: "http-envoy-prom",
          path: "/stats/prometheus",
          relabelings: [
            toAgent,
            job("models"),
            {
              sourceLabels: ["__meta_kubernetes_pod_label_serving_kserve_io_inferenceservice"],
              targetLabel: "model_service",
            },
            {
              sourceLabels: ["__meta_kubernetes_pod_label_component"],
              targetLabel: "component",
            },
          ],
          metricRelabelings: withoutNoise,
        },
      ],
    },
  },
  "multi-node-models": {
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { any: true },
      selector: { matchLabels: { "leaderworkerset.sigs.k8s.io/worker-index": "0" } },
      sampleLimit: 50_000,
      podMetricsEndpoints: [
        {
          port: "http",
          relabelings: [
            {
              action: "keep",
              sourceLabels: ["__meta_kubernetes_pod_label_app"],
              regex: "isvc\\.(.+)-predictor",
            },
            job("models"),
            {
              sourceLabels: ["__meta_kubernetes_pod_label_app"],
              regex: "isvc\\.(.+)-predictor",
              targetLabel: "model_service",
            },
            { targetLabel: "component", replacement: "predictor" },
          ],
        },
      ],
    },
  },
  "inference-graphs": {
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { any: true },
      selector: {
        matchExpressions: [{ key: "serving.kserve.io/inferencegraph", operator: "Exists" }],
      },
      sampleLimit: 50_000,
      podMetricsEndpoints: [
        {
          port: "http-envoy-prom",
          path: "/stats/prometheus",
          relabelings: [
            toAgent,
            job("inference-graphs"),
            {
              sourceLabels: ["__meta_kubernetes_pod_label_serving_kserve_io_inferencegraph"],
              targetLabel: "inference_graph",
            },
          ],
          metricRelabelings: withoutNoise,
        },
      ],
    },
  },
  gateway: {
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { matchNames: ["inference-gateway"] },
      selector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": "inference" } },
      podMetricsEndpoints: [
        {
          port: "metrics",
          path: "/stats/prometheus",
          relabelings: [job("gateway")],
          metricRelabelings: withoutNoise,
        },
      ],
    },
  },
  istiod: {
    kind: "ServiceMonitor",
    spec: {
      namespaceSelector: { matchNames: ["istio-system"] },
      selector: { matchLabels: { app: "istiod", istio: "pilot" } },
      endpoints: [{ port: "http-monitoring", relabelings: [job("istiod")] }],
    },
  },
  "kserve-controller": {
    kind: "ServiceMonitor",
    spec: {
      namespaceSelector: { matchNames: ["kserve"] },
      selector: { matchLabels: { "control-plane": "kserve-controller-manager" } },
      endpoints: [
        {
          port: "https",
          scheme: "https",
          bearerTokenFile: "/var/run/secrets/kubernetes.io/serviceaccount/token",
          tlsConfig: { insecureSkipVerify: true },
          relabelings: [job("kserve-controller")],
        },
      ],
    },
  },
  "cert-manager": {
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { matchNames: ["cert-manager"] },
      selector: {
        matchLabels: {
          "app.kubernetes.io/instance": "cert-manager",
          "app.kubernetes.io/component": "controller",
        },
      },
      podMetricsEndpoints: [{ port: "http-metrics", relabelings: [job("cert-manager")] }],
    },
  },
};

describe("monitors", () => {
  let resources: readonly Recorded[] = [];
  before(async () => {
    ({ resources } = await record(() => new Observability("obs", smallest)));
  });

  for (const [name, { kind, spec }] of Object.entries(expected)) {
    it(`scrape ${name}`, () => {
      const monitor = one(resources, `obs-monitor-${name}`);
      assert.equal(monitor.type, `kubernetes:monitoring.coreos.com/v1:${kind}`);
      assert.deepEqual(monitor.inputs.metadata, { name, namespace: "monitoring" });
      assert.deepEqual(monitor.inputs.spec, spec);
      assert.ok(
        monitor.dependsOn.includes("obs-prometheus"),
        "the chart brings the resource definitions",
      );
    });
  }

  it("are no others", () => {
    const registered = resources
      .map(({ name }) => name)
      .filter((name) => name.startsWith("obs-monitor-"));
    assert.deepEqual(
      registered.sort(),
      Object.keys(expected)
        .map((name) => `obs-monitor-${name}`)
        .sort(),
    );
  });
});
