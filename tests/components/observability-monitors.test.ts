import assert from "node:assert/strict";

import { Observability } from "../../components";
import { smallest } from "../../components/observability/example";
import { monitors } from "../../components/observability/monitors/create-monitors";
import { fromPodLabel, podLabelSource } from "../../components/observability/monitors/monitor";
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

/** What Prometheus makes of one label of a target: the relabeling in Go's `regexp` anchors at both ends, as here. */
function replaced(regex: string, replacement: string, value: string): string | undefined {
  const match = new RegExp(`^(?:${regex})$`).exec(value);
  return match ? replacement.replace("$1", match[1] ?? "") : undefined;
}

describe("relabelings of monitors", () => {
  it("move a target to the agent, at any kind of address", () => {
    for (const [from, to] of [
      ["10.0.3.7:15090", "10.0.3.7:15020"],
      ["[fd00::7]:15090", "[fd00::7]:15020"],
    ] as const) {
      assert.equal(replaced(toAgent.regex, toAgent.replacement, from), to);
    }
  });

  it("find the service of a leader, and no pod of another LeaderWorkerSet", () => {
    const service = (app: string): string | undefined =>
      replaced("isvc\\.(.+)-predictor", "$1", app);
    assert.equal(service("isvc.llama-predictor"), "llama");
    assert.equal(service("isvc.my-predictor-predictor"), "my-predictor");
    assert.equal(service("llama"), undefined);
    assert.equal(service("isvc.llama-transformer"), undefined);
  });

  it("drop what nobody asks for, and keep what is asked for", () => {
    const [noise] = withoutNoise;
    assert.ok(noise);
    const dropped = (metric: string): boolean => replaced(noise.regex, "", metric) !== undefined;
    for (const metric of [
      "istio_agent_go_goroutines",
      "istio_agent_process_cpu_seconds_total",
      "istio_request_bytes_bucket",
      "istio_response_bytes_bucket",
    ]) {
      assert.ok(dropped(metric), metric);
    }
    for (const metric of [
      "istio_requests_total",
      "istio_request_duration_milliseconds_bucket",
      "istio_response_bytes_sum",
      "istio_agent_scrape_failures_total",
      "nv_inference_request_success",
      "process_cpu_seconds_total",
    ]) {
      assert.ok(!dropped(metric), metric);
    }
  });

  it("read labels of pods under the names of Prometheus", () => {
    assert.equal(podLabelSource("a.b/c-d_e9"), "__meta_kubernetes_pod_label_a_b_c_d_e9");
    assert.deepEqual(fromPodLabel("component", "part"), {
      sourceLabels: ["__meta_kubernetes_pod_label_component"],
      targetLabel: "part",
    });
  });

  it("give every monitor a job, so that none goes by the name of its monitor", () => {
    for (const { name, kind, spec } of monitors) {
      const endpoints = kind === "PodMonitor" ? spec.podMetricsEndpoints : spec.endpoints;
      assert.equal(endpoints.length, 1, name);
      for (const { relabelings } of endpoints) {
        assert.equal(relabelings.filter(({ targetLabel }) => targetLabel === "job").length, 1);
      }
    }
  });
});
