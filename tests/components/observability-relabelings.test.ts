import assert from "node:assert/strict";

import { monitors } from "../../components/observability/monitors/create-monitors";
import {
  fromPodLabel,
  podLabelSource,
  type Relabeling,
} from "../../components/observability/monitors/monitor";
import {
  sidecarEndpoint,
  withoutNoise,
} from "../../components/observability/monitors/proxy-endpoint";

const [toAgent] = sidecarEndpoint([]).relabelings;
const [noise] = withoutNoise;
const leader = monitors
  .flatMap(({ kind, spec }) => (kind === "PodMonitor" ? spec.podMetricsEndpoints : []))
  .flatMap(({ relabelings }) => relabelings)
  .find(({ targetLabel, regex }) => targetLabel === "model_service" && regex !== undefined);

/** What Prometheus sets the label to; it anchors expressions at both ends. `undefined` where nothing matches. */
function replaced(relabeling: Relabeling | undefined, value: string): string | undefined {
  assert.ok(relabeling?.regex !== undefined);
  const match = new RegExp(`^(?:${relabeling.regex})$`).exec(value);
  return match ? (relabeling.replacement ?? "$1").replace("$1", match[1] ?? "") : undefined;
}

describe("relabelings of monitors", () => {
  it("move a target to the agent, at any kind of address", () => {
    for (const [from, to] of [
      ["10.0.3.7:15090", "10.0.3.7:15020"],
      ["[fd00::7]:15090", "[fd00::7]:15020"],
    ] as const) {
      assert.equal(replaced(toAgent, from), to);
    }
  });

  it("find the service of a leader, and no pod of another LeaderWorkerSet", () => {
    const service = (app: string): string | undefined => replaced(leader, app);
    assert.equal(service("isvc.llama-predictor"), "llama");
    assert.equal(service("isvc.my-predictor-predictor"), "my-predictor");
    assert.equal(service("llama"), undefined);
    assert.equal(service("isvc.llama-transformer"), undefined);
  });

  it("drop what nobody asks for, and keep what is asked for", () => {
    const dropped = (metric: string): boolean => replaced(noise, metric) !== undefined;
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
