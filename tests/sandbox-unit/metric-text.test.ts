import assert from "node:assert/strict";

import { valueText } from "../../sandbox/dashboard/value-text";
import { stepOf, substituted } from "../../sandbox/dashboard/variables";
import { exposition } from "../../sandbox/metrics/exposition";
import { SampleMaker } from "../../sandbox/metrics/sample";
import { scrapedLabels, type Target } from "../../sandbox/metrics/target";
import { recordingSteps } from "../../sandbox/prometheus/configuration";
import { metricNamesIn } from "../../sandbox/prometheus/metric-names";

const target: Target = {
  job: "models",
  instance: "a:15020",
  labels: { namespace: "fraud", pod: "a" },
  honorLabels: false,
  up: true,
  sources: [],
  samples: () => [],
};

describe("metrics as text", () => {
  it("are written with their types, the series of one metric together", () => {
    const vllm = new SampleMaker("vllm");
    const labels = { model_name: 'a "b"\\', engine: "0" };
    const text = exposition([
      vllm.sample("vllm:num_requests_running", labels, 2),
      ...vllm.histogram("vllm:e2e_request_latency_seconds", labels, {
        count: 3,
        sum: 4.5,
        steps: [[1, 2]],
      }),
    ]);
    const written = 'model_name="a \\"b\\"\\\\",engine="0"';
    assert.equal(
      text,
      [
        "# TYPE vllm:num_requests_running gauge",
        `vllm:num_requests_running{${written}} 2`,
        "# TYPE vllm:e2e_request_latency_seconds histogram",
        `vllm:e2e_request_latency_seconds_bucket{${written},le="1"} 2`,
        `vllm:e2e_request_latency_seconds_bucket{${written},le="+Inf"} 3`,
        `vllm:e2e_request_latency_seconds_sum{${written}} 4.5`,
        `vllm:e2e_request_latency_seconds_count{${written}} 3`,
        "",
      ].join("\n"),
    );
  });

  it("keep a label that the target has too as exported, unless it is honoured", () => {
    const own = { namespace: "search", gpu: "0" };
    assert.deepEqual(scrapedLabels(own, target), {
      exported_namespace: "search",
      gpu: "0",
      job: "models",
      instance: "a:15020",
      namespace: "fraud",
      pod: "a",
    });
    assert.deepEqual(scrapedLabels(own, { ...target, honorLabels: true }), {
      namespace: "search",
      gpu: "0",
      job: "models",
      instance: "a:15020",
      pod: "a",
    });
  });
});

describe("steps in which a history is recorded", () => {
  const steps = (rules: Readonly<Record<string, string>>): string[][] =>
    recordingSteps(
      [{ name: "a", rules: Object.entries(rules).map(([record, expr]) => ({ record, expr })) }],
      metricNamesIn,
    ).map((step) => step.map(({ record }) => record));

  it("put a rule after those whose series it reads", () => {
    assert.deepEqual(steps({ "c:c": "a:a / b:b", "a:a": "up", "b:b": "rate(a:a[5m])" }), [
      ["a:a"],
      ["b:b"],
      ["c:c"],
    ]);
  });

  it("refuse rules that need each other", () => {
    assert.throws(() => steps({ "a:a": "b:b", "b:b": "a:a" }), /circle: a:a, b:b/);
  });
});

describe("queries and values of dashboards", () => {
  it("are sent with everything chosen, unless something is", () => {
    const range = { from: 0, to: 3600 };
    const expr = 'rate(a{b=~"$b",c=~"${c}"}[$__rate_interval]) * $__range_s';
    assert.equal(stepOf(range), 15);
    assert.equal(substituted(expr, range), 'rate(a{b=~".*",c=~".*"}[300s]) * 3600');
    assert.equal(substituted(expr, range, { b: "x" }), 'rate(a{b=~"x",c=~".*"}[300s]) * 3600');
  });

  for (const [value, unit, text] of [
    [0.0005, "percentunit", "0.05 %"],
    [1, "percentunit", "100 %"],
    [0.0003, "cps", "0.0003/s"],
    [92.34, "ms", "92.3 ms"],
    [2400, "ms", "2.4 s"],
    [0, "s", "0 s"],
    [300, "s", "5 min"],
    [1536, "bytes", "1.5 KiB"],
    [1234, "reqps", "1.23 k req/s"],
    [0.805, "currencyUSD", "$0.81"],
    [12, "suffix: GPU h", "12 GPU h"],
    [NaN, "short", "NaN"],
    [Infinity, "ms", "∞"],
  ] as const) {
    it(`shows ${value} in ${unit} as ${text}`, () => {
      assert.equal(valueText(value, unit), text);
    });
  }
});
