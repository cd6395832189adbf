import assert from "node:assert/strict";

import { queryOf, type QueriedMetric } from "../../components/autoscaling/queries";
import { dashboards } from "../../components/observability/dashboards/catalogue";
import { dashboardQueries } from "../../components/observability/dashboards/queries";
import { ruleGroups } from "../../components/observability/rules/catalogue";
import { isAlert } from "../../components/observability/rules/rule";
import { sloGateOf } from "../../components/observability/slo/slo-gate";
import { substituted } from "../../sandbox/dashboard/variables";
import {
  exampleObjectives,
  exampleSloRules,
} from "../../sandbox/metrics/simulation/example-objectives";
import type { PrometheusClient } from "../../sandbox/prometheus/client";
import { episodeNames } from "./episodes";
import { otherAlerts, quietPanels, quietRecords } from "./expectations";
import { ObservedPlatform, valueOf } from "./observed-platform";

const groups = [...ruleGroups, ...exampleSloRules];
const rules = groups.flatMap((group) => group.rules);
const recorded = [...new Set(rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record])))];

/**
 * Proves with a real Prometheus, which scrapes simulated exporters under the names and labels of their sources, that every
 * query of a dashboard, rule, objective, rollout and autoscaler has data where it should and none where it should not. The
 * history is what the same exporters said on platforms that failed, were idle or were not scraped, and what the same
 * rules recorded of it. Does not prove that the exporters' sources were read rightly, nor how long an alert waits: that is
 * `rules/`.
 */
describe("a real Prometheus", () => {
  let platform: ObservedPlatform;
  let client: PrometheusClient;

  before("is built, has its history and scrapes", async () => {
    platform = await ObservedPlatform.start(groups);
    ({ client } = platform);
  });

  after("is stopped", () => platform.stop());

  it("reaches every target", async () => {
    const states = await client.query("up == 1");
    assert.equal(states.length, platform.known.healthy.targets.length);
    const gpus = await client.query("count(group by (UUID) (DCGM_FI_DEV_GPU_TEMP))");
    assert.equal(valueOf(gpus), 4);
    const versions = await client.query(
      "count by (model) (group by (model, version) (nv_inference_count))",
    );
    assert.deepEqual(versions.map((series) => [series.labels["model"], valueOf([series])]).sort(), [
      ["fraud", 2],
      ["resnet50", 2],
    ]);
  });

  for (const definition of dashboards) {
    const dashboard = definition.build();
    const queries = dashboardQueries(dashboard).filter(
      ({ datasource }) => datasource === "prometheus",
    );
    if (queries.length === 0) continue;

    it(`has data for every query of the dashboard ${definition.uid}`, async () => {
      const missing: string[] = [];
      const excused = new Set<string>();
      for (const query of queries) {
        const name = `${query.dashboard} | ${query.panel}`;
        const exception = quietPanels[name];
        const where = exception === undefined ? (["healthy"] as const) : exception.in;
        if (exception !== undefined) {
          excused.add(name);
          if (await platform.panelHasData(query, "healthy"))
            missing.push(`${name} has data when healthy`);
        }
        for (const episode of where) {
          if (!(await platform.panelHasData(query, episode))) {
            missing.push(`${name} (${query.refId}), ${episode}: ${query.expr}`);
          }
        }
      }
      assert.deepEqual(missing, []);
      const listed = Object.keys(quietPanels).filter((name) =>
        name.startsWith(`${definition.uid} `),
      );
      assert.deepEqual([...excused].sort(), listed.sort(), "a panel is excused that is not there");
    });

    it(`has values for every choice of the dashboard ${definition.uid}`, async () => {
      const choices = (dashboard.templating.list ?? []).flatMap(({ query }) =>
        typeof query === "string" && query.startsWith("label_values(") ? [query] : [],
      );
      const empty: string[] = [];
      for (const query of choices) {
        const [, selector = "", label = ""] = /^label_values\((.+), (\w+)\)$/s.exec(query) ?? [];
        const since = Date.now() / 1000 - 3600;
        const range = { from: since, to: since + 3600 };
        const found = await client.series(substituted(selector, range), since);
        if (!found.some((labels) => (labels[label] ?? "") !== "")) empty.push(query);
      }
      assert.deepEqual(empty, []);
    });
  }

  it("records every series on a healthy platform", async () => {
    const missing: string[] = [];
    for (const record of recorded) {
      const exception = quietRecords[record];
      const now = await client.query(record);
      if ((now.length === 0) !== (exception !== undefined)) missing.push(record);
      for (const episode of exception?.in ?? []) {
        if ((await platform.during(record, episode)).length === 0)
          missing.push(`${record}, ${episode}`);
      }
    }
    assert.deepEqual(missing, []);
  });

  for (const group of groups.filter((one) => one.rules.some(isAlert))) {
    it(`raises the alerts of ${group.name} where they should be, and nowhere else`, async () => {
      const wrong: string[] = [];
      for (const { alert, expr } of group.rules.filter(isAlert)) {
        const expected = otherAlerts[alert]?.in ?? ["failing"];
        for (const episode of episodeNames) {
          const raised = (await platform.during(expr, episode)).length > 0;
          if (raised !== expected.includes(episode)) {
            wrong.push(`${alert} is ${raised ? "raised" : "silent"}: ${episode}`);
          }
        }
        const now = (await client.query(expr)).length > 0;
        if (now !== expected.includes("healthy")) wrong.push(`${alert}: now`);
      }
      assert.deepEqual(wrong, []);
    });
  }

  it("knows no ratio, quantile or mean of models that nobody asks", async () => {
    const ofModels = recorded.filter((record) =>
      /^(model_service|triton_model|vllm_model|slo):/.test(record),
    );
    const judged = ofModels.filter((record) =>
      /error_ratio|failure_ratio|hit_ratio|:p\d\d_|:mean5m/.test(record),
    );
    assert.ok(judged.length > 25, `only ${judged.length} series are looked at`);
    assert.deepEqual(await platform.withData(judged, "unused"), []);
    const counted = ofModels.filter((record) => /requests:rate5m$/.test(record));
    assert.deepEqual(
      await platform.withData(counted, "unused"),
      counted,
      "a rate of nothing is 0, not unknown",
    );
  });

  it("knows nothing of models and GPUs that it does not scrape", async () => {
    const measured = recorded.filter((record) =>
      /^(model_service:re|triton_model:|vllm_model:|gpu:|slo:(requests|errors|error_))|:used$/.test(
        record,
      ),
    );
    assert.ok(measured.length > 50, `only ${measured.length} series are looked at`);
    assert.deepEqual(await platform.withData(measured, "blind"), []);
  });

  it("records what the exporters say", async () => {
    const at = platform.known.failing.to;
    const fraud = '{namespace="payments",model_service="fraud"}';
    const expected: readonly (readonly [expr: string, value: number, at?: number])[] = [
      [`model_service:request_error_ratio:rate5m${fraud}`, 0.0005],
      [`model_service:request_error_ratio:rate5m${fraud}`, 0.6, at],
      ['model_service:request_error_ratio:rate5m{model_service="vision"}', 0.6, at],
      ['triton_model:batch_size:mean5m{model="fraud",version="2"}', 3.4],
      [
        'triton_model:requests:rate5m{version="2"} / ignoring (version) triton_model:requests:rate5m{version="1"}',
        2,
      ],
      [
        'sum(triton_model:requests:rate5m{model="fraud"}) / sum(rate(nv_inference_request_success{model="fraud"}[5m]))',
        // Six of ten requests fail.
        2.5,
        at,
      ],
      ["sum(node:gpus_allocatable:sum)", 10],
      ["sum(node:gpus_requested:sum)", 5],
      ['sum(tenant:gpus_requested:sum{namespace="search"})', 2],
      [
        `slo:error_ratio:rate1h{slo="availability",namespace="payments",model_service="fraud"}`,
        0.0005,
      ],
      ["max(gpu:memory_used:ratio)", 0.98, at],
    ];
    for (const [expr, value, time] of expected) {
      const got = valueOf(await client.query(expr, time));
      const close = Math.abs(got - value) <= 0.03 * value;
      assert.ok(close, `${expr} is ${got} and not ${value}`);
    }
  });

  it("answers the checks of rollouts: good on a healthy platform, bad on a failing one", async () => {
    for (const { namespace, service, slo } of exampleObjectives) {
      const { checks } = sloGateOf(slo, { namespace, service, entry: "predictor" });
      for (const { name, query, threshold } of checks) {
        const good = valueOf(await client.query(query));
        assert.ok(good <= threshold, `${service}, ${name}: ${good} is above ${threshold}`);
        const bad = valueOf(await client.query(query, platform.known.failing.to));
        assert.ok(bad > threshold, `${service}, ${name}: ${bad} is not above ${threshold}`);
        assert.deepEqual(
          await client.query(query, platform.known.unused.to),
          [],
          `${service}, ${name}`,
        );
      }
    }
  });

  it("answers the queries of autoscalers", async () => {
    const triton = { namespace: "payments", service: "fraud" };
    const vllm = { namespace: "support", service: "assistant" };
    const queries: readonly (readonly [QueriedMetric, typeof triton])[] = [
      ["tritonQueueTime", triton],
      ["tritonPendingRequests", triton],
      ["requestRate", triton],
      ["p95Latency", triton],
      ["gpuUtilization", triton],
      ["vllmWaitingRequests", vllm],
      ["vllmKvCacheUse", vllm],
    ];
    for (const [metric, target] of queries) {
      assert.equal((await client.query(queryOf(metric, target))).length, 1, metric);
    }
    const idle = await client.query(queryOf("requestRate", triton), platform.known.unused.to);
    assert.equal(valueOf(idle), 0, "no load is 0");
    for (const [metric, target] of queries) {
      const unseen = await client.query(queryOf(metric, target), platform.known.blind.to);
      assert.deepEqual(unseen, [], `${metric} is not known where nothing is scraped`);
    }
  });
});
