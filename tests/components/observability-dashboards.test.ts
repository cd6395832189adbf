import assert from "node:assert/strict";

import { parser as logql } from "@grafana/lezer-logql";
import { parser as promql } from "@prometheus-io/lezer-promql";

import { dashboards } from "../../components/observability/dashboards/catalogue";
import {
  dashboardQueries,
  panelsOf,
  type DashboardQuery,
} from "../../components/observability/dashboards/queries";

/**
 * Proves that every dashboard can be built, and that its queries are PromQL or LogQL over series that somebody makes.
 * Does not prove that they have data, nor how Grafana draws them.
 */

const built = dashboards.map((definition) => definition.build());
const queries = built.flatMap(dashboardQueries);
const ofKind = (kind: DashboardQuery["datasource"]): readonly DashboardQuery[] =>
  queries.filter(({ datasource }) => datasource === kind);

/** A query as Grafana sends it, with everything chosen. */
function substituted(expr: string): string {
  return expr
    .replaceAll(/\$__(rate_interval|interval)\b/g, "5m")
    .replaceAll(/\$__range\b/g, "6h")
    .replaceAll(/\$[a-z_]+/g, ".*");
}

function where({ dashboard, panel, refId }: DashboardQuery): string {
  return `${dashboard}: ${panel} (${refId})`;
}

/** A parser of either language. */
interface Parser {
  parse(expr: string): {
    iterate(spec: {
      enter: (node: {
        readonly name: string;
        readonly type: { readonly isError: boolean };
        readonly from: number;
        readonly to: number;
      }) => void;
    }): void;
  };
}

/** Texts of the nodes of one kind; `error` are the places that cannot be read. */
function nodes(parser: Parser, expr: string, kind: string): string[] {
  const found: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, type, from, to }) => {
      if (kind === "error" ? type.isError : name === kind) found.push(expr.slice(from, to));
    },
  });
  return found;
}

/** The metrics that a PromQL query names. */
function metrics(expr: string): string[] {
  return nodes(promql, substituted(expr), "Identifier");
}

/** Series that rules record, of all models. */
const recorded = [
  ...["requests:rate5m", "request_errors:rate5m", "request_error_ratio:rate5m"],
  ...["p50", "p95", "p99"].map((quantile) => `request_duration_milliseconds:${quantile}_rate5m`),
  ...["gpu_hourly_cost_dollars:sum", "gpu_hourly_cost_dollars:used"],
]
  .map((series) => `model_service:${series}`)
  .concat(
    [
      ...["requests:rate5m", "request_failures:rate5m", "request_failure_ratio:rate5m"],
      ...["inferences:rate5m", "batch_size:mean5m", "pending_requests:sum"],
      ...["request", "queue", "compute"].map((part) => `${part}_duration_milliseconds:mean5m`),
      ...["p50", "p95", "p99"].map((quantile) => `request_duration_milliseconds:${quantile}_max`),
      "queue_duration_milliseconds:p95_max",
    ].map((series) => `triton_model:${series}`),
    [
      ...["requests:rate5m", "prompt_tokens:rate5m", "generation_tokens:rate5m"],
      ...["p50", "p95", "p99"].flatMap((quantile) => [
        `time_to_first_token_seconds:${quantile}_rate5m`,
        `inter_token_latency_seconds:${quantile}_rate5m`,
      ]),
      ...["e2e_request_latency_seconds:p95_rate5m", "queue_time_seconds:p95_rate5m"],
      ...["waiting_requests:sum", "running_requests:sum", "kv_cache_usage:max"],
      "prefix_cache_hit_ratio:rate5m",
    ].map((series) => `vllm_model:${series}`),
    ["gpu:utilization:ratio", "gpu:memory_used:ratio", "gpu:memory_used_bytes:sum"],
    [
      "gpu:power_watts:sum",
      "gpu:xid_code:last",
      "node:gpus_allocatable:sum",
      "node:gpus_requested:sum",
    ],
    ["node:hourly_cost_dollars:sum", "tenant:gpus_requested:sum"],
    ["pod:gpus_requested:sum", "pod:model_service:info"],
    ["pod:gpu_hourly_cost_dollars:sum", "pod:gpu_hourly_cost_dollars:used"],
    ["tenant:gpu_hourly_cost_dollars:sum", "tenant:gpu_hourly_cost_dollars:used"],
    ["5m", "30m", "1h", "2h", "6h", "1d", "3d"].map((window) => `slo:error_ratio:rate${window}`),
    ["slo:objective:ratio", "slo:error_budget_remaining:ratio"],
  );

/**
 * Metrics as their exporters give them: DCGM 4.8, Triton 2.71, vLLM 0.32, Istio 1.31 and its Envoy, KEDA 2.21,
 * Karpenter 1.15, Flagger 1.36, kube-state-metrics, and Prometheus' own alerts.
 */
const exported = [
  "ALERTS",
  "DCGM_FI_DEV_GPU_TEMP",
  "DCGM_FI_DEV_POWER_VIOLATION",
  "DCGM_FI_DEV_THERMAL_VIOLATION",
  "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
  "citadel_server_root_cert_expiry_timestamp",
  "container_cpu_usage_seconds_total",
  "container_memory_working_set_bytes",
  "envoy_server_total_connections",
  "flagger_canary_metric_analysis",
  "flagger_canary_status",
  "flagger_canary_weight",
  "istio_request_duration_milliseconds_bucket",
  "istio_requests_total",
  "istio_tcp_connections_opened_total",
  "karpenter_cloudprovider_instance_launch_failures_total",
  "karpenter_interruption_received_messages_total",
  "karpenter_nodeclaims_created_total",
  "karpenter_nodeclaims_disrupted_total",
  "karpenter_nodeclaims_terminated_total",
  "karpenter_nodepools_limit",
  "karpenter_nodepools_usage",
  "karpenter_scheduler_queue_depth",
  "karpenter_scheduler_unschedulable_pods_count",
  "keda_scaled_object_errors_total",
  "keda_scaler_active",
  "keda_scaler_detail_errors_total",
  "keda_scaler_empty_upstream_responses_total",
  "keda_scaler_metrics_latency_seconds",
  "keda_scaler_metrics_value",
  "kube_deployment_spec_replicas",
  "kube_deployment_status_replicas_available",
  "kube_horizontalpodautoscaler_spec_max_replicas",
  "kube_horizontalpodautoscaler_spec_min_replicas",
  "kube_horizontalpodautoscaler_spec_target_metric",
  "kube_horizontalpodautoscaler_status_condition",
  "kube_horizontalpodautoscaler_status_current_replicas",
  "kube_horizontalpodautoscaler_status_desired_replicas",
  "kube_horizontalpodautoscaler_status_target_metric",
  "kube_node_labels",
  "kube_pod_container_resource_limits",
  "kube_pod_container_status_restarts_total",
  "kube_pod_status_phase",
  "kube_resourcequota",
  "nv_cache_num_hits_per_model",
  "nv_cache_num_misses_per_model",
  "nv_inference_request_failure",
  "pilot_proxy_convergence_time_bucket",
  "pilot_total_xds_internal_errors",
  "pilot_total_xds_rejects",
  "pilot_xds",
  "pilot_xds_pushes",
  "vllm:num_preemptions_total",
  "vllm:request_generation_tokens_bucket",
  "vllm:request_prompt_tokens_bucket",
  "vllm:request_success_total",
];

describe("Dashboards", () => {
  it("are the ten of the platform, each found by its uid, title and tag", () => {
    assert.deepEqual(
      built.map(({ uid }) => uid),
      [
        "platform-overview",
        "model-service",
        "triton",
        "vllm",
        "gpu-fleet",
        "gateway-and-mesh",
        "autoscaling",
        "rollouts",
        "tenants-and-cost",
        "logs",
      ],
    );
    for (const [index, dashboard] of built.entries()) {
      const { uid, title, description } = dashboards[index] ?? assert.fail();
      assert.deepEqual([dashboard.uid, dashboard.title], [uid, title]);
      assert.deepEqual(dashboard.description, description);
      assert.match(uid, /^[a-z]+(-[a-z]+)*$/);
      assert.deepEqual(dashboard.tags, ["inference-platform"]);
      assert.deepEqual(
        [dashboard.editable, dashboard.refresh, dashboard.timezone],
        [false, "1m", "browser"],
      );
      assert.equal(dashboard.schemaVersion, 42);
    }
    assert.equal(new Set(built.map(({ title }) => title)).size, built.length);
  });

  it("lead to each other by a menu that keeps the choices and the time", () => {
    for (const { uid, links } of built) {
      const menu = links?.[0];
      assert.deepEqual(
        [menu?.type, menu?.tags, menu?.asDropdown, menu?.includeVars, menu?.keepTime],
        ["dashboards", ["inference-platform"], true, true, true],
        uid,
      );
      for (const { placement } of links ?? []) assert.equal(placement, undefined, uid);
    }
  });

  it("lead to the logs and traces of what is chosen on them", () => {
    const titles: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
      built.map(({ uid = "", links = [] }) => [uid, links.slice(1).map(({ title }) => title)]),
    );
    const both = ["Logs", "Traces"];
    assert.deepEqual(titles, {
      "platform-overview": ["Logs"],
      "model-service": both,
      triton: both,
      vllm: both,
      "gpu-fleet": ["Logs"],
      "gateway-and-mesh": ["Logs of the gateway", "Traces of the gateway"],
      autoscaling: ["Logs"],
      rollouts: both,
      "tenants-and-cost": [],
      logs: ["Traces"],
    });
    const gateway = built.find(({ uid }) => uid === "gateway-and-mesh")?.links ?? [];
    assert.deepEqual(
      gateway.slice(1).map(({ url = "" }) => decodeURIComponent(url).split("&orgId")[0]),
      [
        "/d/logs/logs?var-namespace=inference-gateway&${__url_time_range}",
        '/explore?schemaVersion=1&panes={"traces":{"datasource":"tempo","queries":[{"refId":"A","datasource":{"type":"tempo","uid":"tempo"},"queryType":"traceql","query":"{resource.service.name=~\\"inference.*\\"}","limit":20}],"range":{"from":"${__from}","to":"${__to}"}}}',
      ],
    );
  });

  it("are made anew each time, and always the same", () => {
    for (const definition of dashboards) {
      assert.notEqual(definition.build(), definition.build());
      assert.equal(JSON.stringify(definition.build()), JSON.stringify(definition.build()));
    }
  });

  it("choose the data source first, and then from values that are there, at first all", () => {
    for (const { uid, templating } of built) {
      const [datasource, ...choices] = templating.list ?? [];
      assert.deepEqual(
        [datasource?.name, datasource?.query, datasource?.current?.value],
        ["datasource", "prometheus", "prometheus"],
        uid,
      );
      for (const choice of choices) {
        assert.deepEqual(
          [choice.includeAll, choice.allValue, choice.current?.value],
          [true, ".*", "$__all"],
          `${uid}: ${choice.name}`,
        );
        if (typeof choice.query !== "string") {
          assert.equal(choice.query?.["label"], choice.name);
          continue;
        }
        const [, selector = "", label] = /^label_values\((.+), (\w+)\)$/.exec(choice.query) ?? [];
        assert.equal(label, choice.name, choice.query);
        assert.deepEqual(nodes(promql, substituted(selector), "error"), [], choice.query);
      }
    }
  });

  it("use no variable that they do not have", () => {
    for (const dashboard of built) {
      const known = new Set((dashboard.templating.list ?? []).map(({ name }) => name));
      const named = JSON.stringify(dashboard).matchAll(/\$\{?([a-z_]+)/g);
      for (const [, name = ""] of named) {
        assert.ok(known.has(name) || name.startsWith("__"), `${dashboard.uid ?? ""}: ${name}`);
      }
    }
  });
});

describe("Panels", () => {
  for (const dashboard of built) {
    const panels = panelsOf(dashboard);
    const uid = dashboard.uid ?? "";

    it(`of ${uid} say what they show, in which unit and how to read it`, () => {
      assert.ok(panels.length > 2 && panels.length <= 24, `${panels.length} panels`);
      for (const { title = "", description = "", fieldConfig, targets = [] } of panels) {
        assert.ok(title.length > 1 && title.length <= 40, title);
        assert.match(description, /^[A-Z0-9].{20,}\.$/, title);
        assert.ok(fieldConfig?.defaults.unit, title);
        assert.ok(targets.length > 0, title);
      }
    });

    it(`of ${uid} have ids of their own and cover no other one`, () => {
      const all = dashboard.panels ?? [];
      assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
      const cells = new Set<string>();
      for (const { title, gridPos } of all) {
        const { x, y, w, h } = gridPos ?? assert.fail(title);
        assert.ok([4, 6, 8, 12, 24].includes(w) && x + w <= 24, title);
        for (let column = x; column < x + w; column++) {
          for (let row = y; row < y + h; row++) {
            assert.ok(!cells.has(`${column} ${row}`), `${title ?? ""} covers another panel`);
            cells.add(`${column} ${row}`);
          }
        }
      }
    });
  }

  it("of tables name the labels by which their columns join", () => {
    for (const dashboard of built) {
      for (const { type, title, targets = [], transformations = [] } of panelsOf(dashboard)) {
        if (type !== "table") continue;
        const { renameByName, indexByName } = transformations[1]?.options as {
          readonly renameByName: Record<string, string>;
          readonly indexByName: Record<string, number>;
        };
        const names = Object.keys(indexByName);
        const labels = names.filter((name) => !name.startsWith("Value"));
        assert.deepEqual(Object.keys(renameByName).sort(), [...names].sort(), title);
        assert.equal(names.length, labels.length + targets.length, title);
        const columns = dashboardQueries(dashboard).filter(({ panel }) => panel === title);
        for (const { expr } of columns) {
          assert.match(expr, new RegExp(`\\bby \\(${labels.join(", ")}\\)`), title);
        }
      }
    }
  });
});

describe("Queries of dashboards", () => {
  it("are listed with their panel, letter and kind", () => {
    const [overview] = built;
    assert.ok(overview);
    assert.deepEqual(
      dashboardQueries(overview).find(({ panel }) => panel === "Cost per hour"),
      {
        dashboard: "platform-overview",
        panel: "Cost per hour",
        panelId: 8,
        refId: "A",
        datasource: "prometheus",
        expr: "sum(node:hourly_cost_dollars:sum)",
        instant: true,
      },
    );
    const targets = built.flatMap(panelsOf).flatMap((panel) => panel.targets ?? []);
    assert.equal(queries.length, targets.length);
    const keys = queries.map(({ dashboard, panelId, refId }) => `${dashboard} ${panelId} ${refId}`);
    assert.equal(new Set(keys).size, keys.length);
    for (const query of queries) assert.match(query.refId, /^[A-G]$/, where(query));
  });

  it("are PromQL, once Grafana has put in the values", () => {
    assert.ok(ofKind("prometheus").length > 100);
    for (const query of ofKind("prometheus")) {
      assert.doesNotMatch(substituted(query.expr), /\$/, where(query));
      assert.deepEqual(nodes(promql, substituted(query.expr), "error"), [], where(query));
    }
  });

  it("are LogQL, with a selector that Loki takes although everything is chosen", () => {
    assert.ok(ofKind("loki").length > 3);
    for (const query of ofKind("loki")) {
      const expr = substituted(query.expr);
      assert.deepEqual(nodes(logql, expr, "error"), [], where(query));
      assert.match(expr, /\{[^}]*(="[^"]+"|=~"\.\+")[^}]*\}/, where(query));
    }
  });

  it("name only series that a rule records or an exporter gives", () => {
    const known = new Set([...recorded, ...exported]);
    const used = new Set(ofKind("prometheus").flatMap(({ expr }) => metrics(expr)));
    assert.deepEqual(
      [...used].filter((metric) => !known.has(metric)),
      [],
    );
    assert.deepEqual(
      exported.filter((metric) => !used.has(metric)),
      [],
    );
  });

  it("take rates over the interval that fits the zoom, and only of counters and histograms", () => {
    for (const query of ofKind("prometheus")) {
      for (const call of query.expr.matchAll(/\brate\((\w[\w:]*)\{[^}]*\}\[([^\]]+)\]/g)) {
        assert.equal(call[2], "$__rate_interval", where(query));
        assert.match(call[1] ?? "", /(_total|_bucket|_VIOLATION|^nv_|^pilot_)/, where(query));
      }
    }
  });

  it("name no metric that its exporter has given up", () => {
    const gone =
      /vllm:(gpu_cache_usage_perc|cpu_cache_usage_perc|num_requests_swapped|gpu_prefix_cache_|time_per_output_token_seconds|time_in_queue_requests)|revision_request_|queue_(requests|average)_|nv_inference_\w+_total/;
    for (const query of queries) assert.doesNotMatch(query.expr, gone, where(query));
  });

  it("count a request to the mesh on one side only", () => {
    for (const query of ofKind("prometheus")) {
      for (const [selector] of query.expr.matchAll(/\bistio_\w+\{[^}]*\}/g)) {
        assert.match(selector, /reporter="(source|destination)"/, where(query));
      }
    }
  });
});
