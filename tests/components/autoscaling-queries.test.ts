import assert from "node:assert/strict";

import { parser } from "@prometheus-io/lezer-promql";

import { planAutoscaler } from "../../components/autoscaling/plan";
import { queryProblem } from "../../components/autoscaling/promql";
import { at, texts } from "../support/recorded";
import { everyTrigger, withKeda } from "../support/autoscaling";

/**
 * Proves that every query that is planned is PromQL, gives one element, and names only metrics and labels that were
 * read in the sources of their exporters. Does not prove that Prometheus scrapes them.
 */

/** Transcribed from the exporters: DCGM 4.6.0-4.8.3, Triton 2.71, vLLM 0.32, Istio 1.31. */
const knownMetrics = [
  "DCGM_FI_DEV_GPU_UTIL",
  "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
  "istio_request_duration_milliseconds_bucket",
  "istio_requests_total",
  "nv_inference_pending_request_count",
  "nv_inference_queue_duration_us",
  "nv_inference_request_success",
  "vllm:kv_cache_usage_perc",
  "vllm:num_requests_waiting",
];

/** Labels of these metrics, of Prometheus' targets (`namespace`, `pod`), and what DCGM's become under `honorLabels: false`. */
const knownLabels = [
  "destination_service_name",
  "destination_service_namespace",
  "exported_namespace",
  "exported_pod",
  "le",
  "namespace",
  "pod",
  "reporter",
  "response_code",
  "source_workload_namespace",
];

/** The queries of a model with one trigger of each kind, by the name of the trigger. */
function queries(mig: boolean, min = 1): Record<string, string> {
  const plan = planAutoscaler(withKeda({ min, triggers: everyTrigger }, { gpu: { mig } }));
  assert.equal(plan.kind, "ScaledObject");
  return Object.fromEntries(
    plan.spec.triggers.flatMap(({ name, metadata }) =>
      metadata["query"] === undefined || name === "promql" ? [] : [[name, metadata["query"]]],
    ),
  );
}

/** Texts of the nodes of one kind in a parsed query. */
function named(query: string, kind: string): string[] {
  const found: string[] = [];
  parser.parse(query).iterate({
    enter: ({ name, from, to }) => {
      if (name === kind) found.push(query.slice(from, to));
    },
  });
  return found;
}

describe("queries of triggers", () => {
  const all = [...Object.values(queries(false)), ...Object.values(queries(true))];

  it("are these", () => {
    assert.deepEqual(queries(false), {
      "request-rate":
        'sum(rate(istio_requests_total{reporter="source",destination_service_namespace="fraud",destination_service_name="scorer-predictor"}[120s])) or 0 * count(istio_requests_total{reporter="source",source_workload_namespace="inference-gateway"})',
      "triton-queue-time":
        'sum(rate(nv_inference_queue_duration_us{namespace="fraud",pod=~"scorer-predictor-[a-z0-9]+(-[a-z0-9]+)?"}[120s])) / clamp_min(sum(rate(nv_inference_request_success{namespace="fraud",pod=~"scorer-predictor-[a-z0-9]+(-[a-z0-9]+)?"}[120s])), 0.001) / 1000',
      "triton-pending-requests":
        'sum(nv_inference_pending_request_count{namespace="fraud",pod=~"scorer-predictor-[a-z0-9]+(-[a-z0-9]+)?"})',
      "p95-latency":
        '(histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket{reporter="source",destination_service_namespace="fraud",destination_service_name="scorer-predictor",response_code!~"5.."}[120s]))) >= 0) or 0 * count(istio_requests_total{reporter="source",source_workload_namespace="inference-gateway"})',
      "gpu-utilization":
        'avg(DCGM_FI_DEV_GPU_UTIL{exported_namespace="fraud",exported_pod=~"scorer-predictor-[a-z0-9]+(-[a-z0-9]+)?"})',
      "vllm-waiting-requests":
        'sum(vllm:num_requests_waiting{namespace="fraud",pod=~"scorer-predictor-[a-z0-9]+(-[a-z0-9]+)?"})',
      "vllm-kv-cache-use":
        'avg(vllm:kv_cache_usage_perc{namespace="fraud",pod=~"scorer-predictor-[a-z0-9]+(-[a-z0-9]+)?"}) * 100',
    });
    assert.equal(
      queries(true)["gpu-utilization"],
      'avg(DCGM_FI_PROF_GR_ENGINE_ACTIVE{exported_namespace="fraud",exported_pod=~"scorer-predictor-[a-z0-9]+(-[a-z0-9]+)?"}) * 100',
    );
    assert.deepEqual(queries(false, 0), queries(false));
  });

  it("are PromQL without an error node", () => {
    for (const query of all) {
      const errors: string[] = [];
      parser.parse(query).iterate({
        enter: ({ type, from }) => {
          if (type.isError) errors.push(query.slice(from));
        },
      });
      assert.deepEqual(errors, [], query);
    }
  });

  it("give one element", () => {
    for (const query of all) assert.equal(queryProblem(query), undefined, query);
  });

  it("name the metrics and labels that are exported, and each of them", () => {
    const metrics = all.flatMap((query) => named(query, "Identifier"));
    assert.deepEqual([...new Set(metrics)].sort(), knownMetrics);
    const labels = all.flatMap((query) => named(query, "LabelName"));
    assert.deepEqual([...new Set(labels)].sort(), knownLabels);
  });

  it("find the pods of a model, and not those of another one", () => {
    const query = queries(false)["triton-pending-requests"] ?? "";
    const pattern = /pod=~"([^"]+)"/.exec(query)?.[1] ?? "";
    // Prometheus anchors a pattern at both ends.
    const matches = (pod: string): boolean => new RegExp(`^(?:${pattern})$`).test(pod);
    for (const pod of [
      "scorer-predictor-5d4f8c7b9-x2x7q",
      // Kubernetes cuts a long name into or before its hash.
      "scorer-predictor-5d4f8x2x7q",
    ]) {
      assert.equal(matches(pod), true, pod);
    }
    for (const pod of [
      "scorer-b-predictor-5d4f8c7b9-x2x7q",
      "scorer-predictor-b-predictor-5d4f8c7b9-x2x7q",
      "my-scorer-predictor-5d4f8c7b9-x2x7q",
      "scorer-canary-predictor-5d4f8c7b9-x2x7q",
    ]) {
      assert.equal(matches(pod), false, pod);
    }
  });

  it("are asked where the request says", () => {
    const plan = planAutoscaler(withKeda({}));
    const addresses = texts(at(plan.spec, "triggers")).filter((text) => text.startsWith("http"));
    assert.deepEqual(addresses, ["http://prometheus.example:9090"]);
  });
});

describe("queries of one's own", () => {
  const one = [
    "sum(a)",
    "avg(-a)",
    "vector(1)",
    "hour()",
    "absent(a)",
    "quantile(0.9, a)",
    "(sum(a) > 5) * 2",
    "sum(a) / sum(b)",
    "sum(a) or vector(0)",
    "sum(a) and on () sum(b)",
    "round(sum(a), 0.1)",
    "max_over_time(sum(a)[10m:1m])",
    "sum(a) offset 5m",
    "sum(a) @ end()",
    "histogram_quantile(0.95, sum by (le) (rate(a_bucket[2m])))",
    "histogram_quantile(0.95, sum(rate(a_bucket[2m])) by (le))",
    'sum(a{b=~"x"}) # what waits',
  ];
  for (const query of one) {
    it(`may be ${query}`, () => {
      assert.equal(queryProblem(query), undefined);
    });
  }

  const several = [
    "a",
    "rate(a[1m])",
    "sum(a) / b",
    "sum by (x) (a)",
    "sum(a) by (x)",
    "sum without (x) (a)",
    "topk(1, a)",
    'count_values("x", a)',
    'label_replace(sum(a), "x", "y", "z", "w")',
    "sum(a) * on () group_left () b",
    "histogram_quantile(0.95, rate(a_bucket[2m]))",
    "histogram_quantile(0.95, sum by (le, x) (rate(a_bucket[2m])))",
  ];
  for (const query of several) {
    it(`may not be ${query}, which can give several elements`, () => {
      assert.equal(
        queryProblem(query),
        "may give several elements, and KEDA takes one. Wrap it in sum(), avg() or max(), without by or without.",
      );
    });
  }

  for (const query of ["1", "-1", "1 + 2", "time()", "scalar(sum(a))", '"text"']) {
    it(`may not be ${query}, which is no vector`, () => {
      assert.equal(
        queryProblem(query),
        "gives a bare number, which KEDA cannot read. Wrap it in vector().",
      );
    });
  }

  const broken: [string, number][] = [
    ["", 1],
    ["sum(a", 6],
    ["sum(a))", 7],
    ["foo(sum(a))", 4],
    ["sum(a{b=})", 9],
  ];
  for (const [query, character] of broken) {
    it(`may not be ${JSON.stringify(query)}, which is not PromQL`, () => {
      assert.equal(
        queryProblem(query),
        `is not PromQL: it cannot be read from character ${character} on. Correct it.`,
      );
    });
  }
});
