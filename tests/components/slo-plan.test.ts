import assert from "node:assert/strict";

import { burnRates } from "../../components/observability/slo/burn-rates";
import { bucketMatcher, meshLatency } from "../../components/observability/slo/latency-limits";
import { sloGateOf } from "../../components/observability/slo/slo-gate";
import { planSloRules } from "../../components/observability/slo/slo-plan";
import { isAlert, type RecordingRule } from "../../components/observability/rules/rule";

const scorer = {
  namespace: "fraud",
  service: "scorer",
  entry: "predictor",
  multiNode: false,
} as const;

const entry = `reporter="source",destination_service_namespace="fraud",destination_service_name="scorer-predictor"`;
const succeeded = `response_code!~"5..|0",grpc_response_status!~"2|4|12|13|14|15"`;
const total = `sum(rate(istio_requests_total{${entry}}[5m]))`;
const failed = `sum(rate(istio_requests_total{${entry},response_code=~"5..|0"}[5m]) or rate(istio_requests_total{${entry},grpc_response_status=~"2|4|12|13|14|15"}[5m]))`;
const answered = `sum(rate(istio_request_duration_milliseconds_count{${entry},${succeeded}}[5m]))`;

function recorded(slo: Parameters<typeof planSloRules>[0], model = scorer): RecordingRule[] {
  return planSloRules(slo, model).rules.flatMap((rule) => (isAlert(rule) ? [] : [rule]));
}

/** Alerts as name and expression. */
function alerts(slo: Parameters<typeof planSloRules>[0]): Readonly<Record<string, string>> {
  const rules = planSloRules(slo, scorer).rules.flatMap((rule) => (isAlert(rule) ? [rule] : []));
  return Object.fromEntries(rules.map(({ alert, expr }) => [alert, expr]));
}

describe("rules of the objectives of a model", () => {
  it("record requests, failures, ratios of every window and what is left of the budget", () => {
    const labels = { namespace: "fraud", model_service: "scorer" };
    const own = { ...labels, slo: "availability" };
    const all = `{namespace="fraud",model_service="scorer"}`;
    const one = `{namespace="fraud",model_service="scorer",slo="availability"}`;
    const ratio = (series: string, window: string): string =>
      `sum_over_time(slo:errors:rate5m${series}[${window}]) / (sum_over_time(slo:requests:rate5m${series}[${window}]) > 0)`;
    assert.deepEqual(recorded({ availability: 99.9 }), [
      { record: "slo:requests:rate5m", expr: total, labels: own },
      { record: "slo:errors:rate5m", expr: `${failed} or 0 * ${total}`, labels: own },
      { record: "slo:objective:ratio", expr: "vector(0.999)", labels: own },
      {
        record: "slo:error_ratio:rate5m",
        expr: `slo:errors:rate5m${all} / (slo:requests:rate5m${all} > 0)`,
        labels,
      },
      ...["30m", "1h", "2h", "6h", "1d", "3d"].map((window) => ({
        record: `slo:error_ratio:rate${window}`,
        expr: ratio(all, window),
        labels,
      })),
      {
        record: "slo:error_budget_remaining:ratio",
        expr: `1 - ${ratio(one, "30d")} / 0.001`,
        labels: own,
      },
    ]);
  });

  it("measure latency of requests that succeed, at the bucket of the limit", () => {
    const [requests, errors, objective] = recorded({ latency: { p95: "100 ms" } });
    assert.equal(requests?.expr, answered);
    assert.equal(
      errors?.expr,
      `clamp_min(${answered} - sum(rate(istio_request_duration_milliseconds_bucket{${entry},${succeeded},le=~"100|100[.]0"}[5m])), 0)`,
    );
    assert.equal(objective?.expr, "vector(0.95)");
  });

  it("measure first tokens in the seconds of vLLM", () => {
    const model = `namespace="fraud",model_service="scorer"`;
    const [, errors] = recorded({ timeToFirstToken: { p90: "2.5 s" } });
    assert.equal(
      errors?.expr,
      `clamp_min(sum(rate(vllm:time_to_first_token_seconds_count{${model}}[5m])) - sum(rate(vllm:time_to_first_token_seconds_bucket{${model},le="2.5"}[5m])), 0)`,
    );
  });

  it("measure where requests enter: at the container before the model, where there is one", () => {
    const model = { ...scorer, entry: "transformer" } as const;
    const [requests] = planSloRules({ availability: 99 }, model).rules;
    assert.equal(requests?.expr, total.replace("scorer-predictor", "scorer-transformer"));
  });

  it("keep every objective apart by its label", () => {
    const slo = { availability: 99.5, latency: { p99: "1 s", p50: "50 ms" } } as const;
    const labels = recorded(slo)
      .filter(({ record }) => record === "slo:objective:ratio")
      .map(({ expr, labels: { slo: label } = {} }) => [label, expr]);
    assert.deepEqual(labels, [
      ["availability", "vector(0.995)"],
      ["latency_p50", "vector(0.5)"],
      ["latency_p99", "vector(0.99)"],
    ]);
  });

  it("alert on two windows at once, and on no fewer than ten bad requests", () => {
    const series = `{namespace="fraud",model_service="scorer",slo="availability"}`;
    const burn = (long: string, short: string, threshold: number): string =>
      [
        `(slo:error_ratio:rate${long}${series} > ${threshold}`,
        `and slo:error_ratio:rate${short}${series} > ${threshold}`,
        `and sum_over_time(slo:errors:rate5m${series}[${long}]) * 60 >= 10)`,
      ].join("\n");
    const { ModelSloMetricsMissing: missing, ...burns } = alerts({ availability: 99.9 });
    assert.ok(missing);
    assert.deepEqual(burns, {
      ModelErrorBudgetBurnFast: `${burn("1h", "5m", 0.0144)}\nor\n${burn("6h", "30m", 0.006)}`,
      ModelErrorBudgetBurnSlow: `${burn("1d", "2h", 0.003)}\nor\n${burn("3d", "6h", 0.001)}`,
    });
  });

  it("say in an alert what is promised, and to whom it goes", () => {
    const [alert] = planSloRules({ availability: 99.9 }, scorer).rules.filter(isAlert);
    assert.deepEqual(alert && { ...alert, expr: "" }, {
      alert: "ModelErrorBudgetBurnFast",
      expr: "",
      severity: "critical",
      owner: "tenant",
      labels: { namespace: "fraud", model_service: "scorer", slo: "availability" },
      summary:
        "The error budget of {{ $labels.slo }} of {{ $labels.namespace }}/{{ $labels.model_service }} is spent fast",
      description:
        "Promised are 99.9 % of good requests over 30 days; {{ $value | humanizePercentage }} were bad in the window that alerts. At this pace the budget does not last.",
    });
  });
});

describe("burn rates", () => {
  it("are those of the SRE Workbook for 30 days", () => {
    assert.deepEqual(burnRates("critical", 0.001, 30), [
      { long: "1h", short: "5m", rate: 14.4 },
      { long: "6h", short: "30m", rate: 6 },
    ]);
    assert.deepEqual(burnRates("warning", 0.001, 30), [
      { long: "1d", short: "2h", rate: 3 },
      { long: "3d", short: "6h", rate: 1 },
    ]);
  });

  it("keep the share of the budget when its days change, and never fall below 1", () => {
    const rates = (days: number): readonly number[] =>
      (["critical", "warning"] as const).flatMap((severity) =>
        burnRates(severity, 0.001, days).map(({ rate }) => rate),
      );
    assert.deepEqual(rates(90), [43.2, 18, 9, 3]);
    assert.deepEqual(rates(7), [3.36, 1.4, 1, 1]);
    assert.deepEqual(rates(3), [1.44, 1, 1, 1]);
    assert.deepEqual(rates(2), [1, 1, 1], "three days are longer than the budget");
  });

  it("leave out what not even the failure of everything reaches", () => {
    assert.deepEqual(burnRates("critical", 0.1, 30), [{ long: "6h", short: "30m", rate: 6 }]);
    assert.deepEqual(burnRates("critical", 0.5, 30), []);
    assert.deepEqual(burnRates("warning", 0.5, 30), [{ long: "3d", short: "6h", rate: 1 }]);
  });
});

describe("bucket of a limit", () => {
  it("is found as a server writes it, and as Prometheus 3 stores it", () => {
    assert.deepEqual([0.5, 100, 600_000, 1_800_000, 3_600_000].map(bucketMatcher), [
      'le="0.5"',
      'le=~"100|100[.]0"',
      'le=~"600000|600000[.]0"',
      'le=~"1800000|1[.]8e[+]06"',
      'le=~"3600000|3[.]6e[+]06"',
    ]);
    assert.equal(meshLatency.limits.length, 19);
  });
});

describe("gate of the objectives", () => {
  it("asks about a service by its name, each check with a threshold in its unit", () => {
    const canary = { ...scorer, service: "scorer-canary" };
    const own = (query: string): string =>
      query.replaceAll("scorer-predictor", "scorer-canary-predictor").replaceAll("[5m]", "[10m]");
    const slo = {
      availability: 99.9,
      latency: { p95: "2.5 s" },
      timeToFirstToken: { p50: "250 ms" },
    } as const;
    assert.deepEqual(sloGateOf(slo, canary, "10m"), {
      checks: [
        {
          name: "availability",
          slo: "availability",
          query: own(`(${failed} or 0 * ${total}) / (${total} > 0)`),
          threshold: 0.001,
          unit: "ratio",
          comparison: "atMost",
          window: "10m",
        },
        {
          name: "latency-p95",
          slo: "latency_p95",
          query: own(
            `histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${entry},${succeeded}}[5m]))) >= 0`,
          ),
          threshold: 2500,
          unit: "milliseconds",
          comparison: "atMost",
          window: "10m",
        },
        {
          name: "time-to-first-token-p50",
          slo: "time_to_first_token_p50",
          query: `histogram_quantile(0.5, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket{namespace="fraud",model_service="scorer-canary"}[10m]))) >= 0`,
          threshold: 0.25,
          unit: "seconds",
          comparison: "atMost",
          window: "10m",
        },
      ],
    });
  });

  it("looks five minutes back, and has no checks where nothing is promised", () => {
    assert.equal(sloGateOf({ availability: 99 }, scorer).checks[0]?.window, "5m");
    assert.deepEqual(sloGateOf(undefined, scorer), { checks: [] });
  });
});
