import assert from "node:assert/strict";

import { queryOf, type QueriedMetric } from "../../components/autoscaling/queries";
import { dashboards } from "../../components/observability/dashboards/catalogue";
import { dashboardQueries } from "../../components/observability/dashboards/queries";
import { ruleGroups } from "../../components/observability/rules/catalogue";
import { isAlert } from "../../components/observability/rules/rule";
import { sloGateOf } from "../../components/observability/slo/slo-gate";
import { substituted } from "../../sandbox/dashboard/variables";
import { metricFamilies } from "../../sandbox/metrics/catalogue/catalogue";
import { seriesNames } from "../../sandbox/metrics/family";
import { SampleMaker } from "../../sandbox/metrics/sample";
import {
  exampleObjectives,
  exampleSloRules,
} from "../../sandbox/metrics/simulation/example-objectives";
import { metricNamesIn } from "../../sandbox/prometheus/metric-names";

/** Any range: only the names of a query are looked at. */
const range = { from: 0, to: 3600 };

/** Every query of the platform, by where it is. */
const queries: readonly (readonly [where: string, expr: string])[] = [
  ...[...ruleGroups, ...exampleSloRules].flatMap(({ name, rules }) =>
    rules.map(
      (rule) => [`${name}: ${isAlert(rule) ? rule.alert : rule.record}`, rule.expr] as const,
    ),
  ),
  ...dashboards.flatMap((definition) =>
    dashboardQueries(definition.build())
      .filter(({ datasource }) => datasource === "prometheus")
      .map(
        ({ dashboard, panel, expr }) =>
          [`${dashboard}: ${panel}`, substituted(expr, range)] as const,
      ),
  ),
  ...exampleObjectives.flatMap(({ namespace, service, slo }) =>
    sloGateOf(slo, { namespace, service, entry: "predictor" }).checks.map(
      ({ name, query }) => [`check ${service} ${name}`, query] as const,
    ),
  ),
  ...(
    [
      "tritonQueueTime",
      "tritonPendingRequests",
      "vllmWaitingRequests",
      "vllmKvCacheUse",
      "gpuUtilization",
      "requestRate",
      "p95Latency",
    ] as const satisfies readonly QueriedMetric[]
  ).map((metric) => [metric, queryOf(metric, { namespace: "a", service: "b" })] as const),
];

/**
 * Proves that every series that a query selects by name is one of an exporter's source or one that a rule records. Does
 * not prove that it has data: that is `tests/observability`.
 */
describe("catalogue of metrics", () => {
  const exported = new Set(metricFamilies.flatMap((family) => Object.keys(seriesNames(family))));
  const recorded = new Set(
    [...ruleGroups, ...exampleSloRules].flatMap(({ rules }) =>
      rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record])),
    ),
  );

  it("has every metric that a query names", () => {
    const unknown = queries.flatMap(([where, expr]) =>
      metricNamesIn(expr)
        .filter((name) => !exported.has(name) && !recorded.has(name))
        .map((name) => `${where}: ${name}`),
    );
    assert.deepEqual(unknown, []);
  });

  it("is asked by queries that name something", () => {
    // Prices are constants; the collector's counters are selected by a pattern of their names.
    const nameless = queries
      .filter(([, expr]) => metricNamesIn(expr).length === 0)
      .map(([where]) => where)
      .filter((where) => !/^prices: |^slo-.*: slo:objective:ratio$/.test(where));
    assert.deepEqual(nameless, ["log-alerts: TracesLost"]);
  });

  it("lists no name twice in one source", () => {
    const names = metricFamilies.map(({ source, name }) => `${source} ${name}`);
    assert.equal(new Set(names).size, names.length);
  });

  it("lets the simulation say only what an exporter can", () => {
    const triton = new SampleMaker("triton");
    const labels = { model: "fraud", version: "1" };
    assert.throws(() => triton.sample("nv_inference_request_total", labels, 1), /has no series/);
    assert.throws(
      () => triton.sample("nv_inference_request_success", { ...labels, pod: "a" }, 1),
      /has no label pod/,
    );
    assert.throws(() => new SampleMaker("tritn"), /no exporter is named tritn/);
  });
});
