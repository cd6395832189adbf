import assert from "node:assert/strict";

import { ruleGroups } from "../../components/observability/rules/catalogue";
import { isAlert, prometheusRuleSpec, runbookOf } from "../../components/observability/rules/rule";
import { thresholds } from "../../components/observability/rules/thresholds";
import { metricsOf, syntaxErrors } from "../support/promql";

/**
 * Proves that rules are PromQL in an order that works, and that alerts have labels and texts. Does not prove what they give:
 * that is `tests/observability/rules` with promtool.
 */

const rules = ruleGroups.flatMap((group) => group.rules);
const alerts = rules.filter(isAlert);

describe("Rules of the platform", () => {
  it("are PromQL", () => {
    for (const { expr, ...rule } of rules) {
      assert.deepEqual(syntaxErrors(expr), [], JSON.stringify(rule));
    }
    assert.notDeepEqual(syntaxErrors("sum("), []);
  });

  it("have names of their form, groups and alerts each once", () => {
    const names = ruleGroups.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    assert.equal(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
    for (const rule of rules) {
      if (isAlert(rule)) assert.match(rule.alert, /^([A-Z][a-z]+)+$/);
      else assert.match(rule.record, /^[a-z]+(_[a-z]+)*:[a-z0-9_]+(:[a-z0-9_]+)?$/);
    }
  });

  it("read only recorded series that a rule makes", () => {
    const made = new Set(rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record])));
    const byObjectives = "slo:objective:ratio";
    const used = rules.flatMap(({ expr }) =>
      metricsOf(expr).filter((name) => /^(?!vllm:).+:/.test(name)),
    );
    assert.deepEqual(
      [...new Set(used)].filter((name) => !made.has(name)),
      [byObjectives],
    );
  });

  it("are recorded before they are read", () => {
    const made = new Map<string, number>();
    for (const [index, rule] of rules.entries()) {
      if (!isAlert(rule) && !made.has(rule.record)) made.set(rule.record, index);
    }
    for (const [index, { expr }] of rules.entries()) {
      for (const name of metricsOf(expr)) {
        assert.ok((made.get(name) ?? -1) < index, `${name} is read before it is recorded`);
      }
    }
  });

  it("give Prometheus' operator the labels and annotations of every alert", () => {
    const spec = prometheusRuleSpec(ruleGroups, "https://git.example.com/runbooks");
    const written = spec.groups.flatMap((group) => group.rules).filter((rule) => "alert" in rule);
    assert.equal(written.length, alerts.length);
    for (const [index, rule] of alerts.entries()) {
      const { labels, annotations } = written[index] ?? assert.fail();
      assert.deepEqual(labels, { ...rule.labels, severity: rule.severity, owner: rule.owner });
      assert.deepEqual(annotations, {
        summary: rule.summary,
        description: rule.description,
        runbook_url: `https://git.example.com/runbooks/${runbookOf(rule.alert)}.md`,
      });
    }
  });

  it("say in one line what is wrong, and in sentences what to look at", () => {
    for (const { alert, summary, description } of alerts) {
      assert.match(summary.replaceAll(/{{.+?}}/g, "x"), /^[^\n]{10,80}[^.\n]$/, alert);
      assert.match(description, /^[^\n]{20,}\.$/, alert);
    }
  });

  it("that page at night hold for no longer than it takes to act, others wait out a hiccup", () => {
    const instant = alerts.filter(({ for: hold }) => hold === undefined);
    assert.deepEqual(
      instant.map(({ alert }) => alert),
      [
        "GpuXidFatal",
        "GpuXidApplication",
        "GpuXidOther",
        "GpuRowRemapFailed",
        "GpuMemoryRowsRemapped",
        "ModelLoaderFailed",
        "ModelColdStartLong",
        "SpotInterruptionsFrequent",
        "MetricsDatabaseFailing",
      ],
    );
    for (const { alert, severity, for: hold } of alerts) {
      if (severity !== "critical" || hold === undefined) continue;
      const [, minutes = ""] = /^(\d+)m$/.exec(hold) ?? assert.fail(`${alert} holds ${hold}`);
      assert.ok(Number(minutes) <= 20, `${alert} holds ${hold}`);
    }
  });
});

describe("Alerts that the platform promises", () => {
  const promised = [
    ["TritonQueueDeep", "nv_inference_pending_request_count", "> 32"],
    ["VllmQueueDeep", "vllm:num_requests_waiting", "> 10"],
    ["GpuMemoryHigh", "gpu:memory_used:ratio", "> 0.95"],
    ["ModelErrorRatioHigh", "model_service:request_error_ratio:rate5m", "> 0.01"],
    ["ModelLatencyHigh", "model_service:request_duration_milliseconds:p99_rate5m", "> 500"],
  ] as const;

  for (const [name, series, limit] of promised) {
    it(`are there: ${name}, ${series} ${limit}`, () => {
      const { expr } = alerts.find(({ alert }) => alert === name) ?? assert.fail();
      assert.ok(metricsOf(expr).includes(series), expr);
      assert.ok(new RegExp(`${limit}\\b`).test(expr), expr);
    });
  }

  it("have the latency limit on a bucket of Istio, and that of the first token on one of vLLM", () => {
    const istio = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];
    assert.ok(istio.includes(thresholds.latencyMilliseconds));
    const vllm = [0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    assert.ok(vllm.includes(thresholds.firstTokenSeconds));
  });
});
