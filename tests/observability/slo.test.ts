import type { WatchedModel } from "../../components/observability/slo/missing-metrics";
import type { ServiceLevelObjectives } from "../../components/observability/slo/slo";
import { runSloRules, type Expectation, type Labels, type Series } from "./slo-rules-run";

const scorer: WatchedModel = {
  namespace: "fraud",
  service: "scorer",
  entry: "predictor",
  multiNode: false,
};
const available: ServiceLevelObjectives = { availability: 99.9 };
const inTime: ServiceLevelObjectives = { latency: { p95: "100 ms" } };

const entry = `reporter="source",destination_service_namespace="fraud",destination_service_name="scorer-predictor"`;

/** Requests at the entry that ended with a status: so many a minute. */
function requests(status: string, values: string, gateway = "a"): Series {
  return [`istio_requests_total{job="gateway",pod="${gateway}",${entry},${status}}`, values];
}

const ok = `response_code="200",request_protocol="http"`;
const unavailable = `response_code="503",request_protocol="http"`;

/** What is there as long as everything is scraped. */
const scraped: readonly Series[] = [
  [`up{job="gateway",namespace="inference-gateway",pod="a"}`, "1x5000"],
  [
    `up{job="models",namespace="fraud",model_service="scorer",component="predictor",pod="s"}`,
    "1x5000",
  ],
  [
    `kube_deployment_status_replicas_ready{namespace="fraud",deployment="scorer-predictor"}`,
    "1x5000",
  ],
];

function fast(slo = "availability"): Labels {
  return {
    namespace: "fraud",
    model_service: "scorer",
    slo,
    severity: "critical",
    owner: "tenant",
  };
}

function slow(slo = "availability"): Labels {
  return { ...fast(slo), severity: "warning" };
}

const missing: Labels = {
  namespace: "fraud",
  model_service: "scorer",
  severity: "warning",
  owner: "platform",
};

/** Exactly these alerts at a time. */
function alertsAt(
  at: string,
  {
    fast: fastOnes = [],
    slow: slowOnes = [],
    missing: missingOnes = [],
  }: Partial<Record<"fast" | "slow" | "missing", readonly Labels[]>>,
): Expectation {
  return {
    at,
    alerts: {
      ModelErrorBudgetBurnFast: fastOnes,
      ModelErrorBudgetBurnSlow: slowOnes,
      ModelSloMetricsMissing: missingOnes,
    },
  };
}

function ratioAt(at: string, window: string, ratio: number | undefined): Expectation {
  const name = `slo:error_ratio:rate${window}`;
  return { at, samples: { [name]: recorded(name, "availability", ratio) } };
}

function recorded(
  name: string,
  slo: string,
  value: number | undefined,
): readonly (readonly [string, number])[] {
  return value === undefined
    ? []
    : [[`${name}{model_service="scorer",namespace="fraud",slo="${slo}"}`, value]];
}

async function check(
  slo: ServiceLevelObjectives,
  series: readonly Series[],
  expected: readonly Expectation[],
  model = scorer,
): Promise<void> {
  await runSloRules({ slo, model, series, expected });
}

/**
 * Proves by the real promtool what the rules of a model's objectives record, and when they alert. Does not prove that
 * proxies and servers write these series.
 */
describe("rules of objectives, run by promtool", function () {
  this.timeout(120_000);

  it("are silent on good traffic, with the whole budget left", async () => {
    await check(
      available,
      [...scraped, requests(ok, "0+600x400")],
      [
        alertsAt("6h", {}),
        ratioAt("6h", "5m", 0),
        ratioAt("6h", "3d", 0),
        {
          at: "6h",
          samples: {
            "slo:objective:ratio": recorded("slo:objective:ratio", "availability", 0.999),
            "slo:error_budget_remaining:ratio": recorded(
              "slo:error_budget_remaining:ratio",
              "availability",
              1,
            ),
          },
        },
      ],
    );
  });

  it("page on 2 % of failures, and stop soon after their end", async () => {
    await check(
      available,
      [
        ...scraped,
        requests(ok, "0+588x120 71148+600x120"),
        requests(unavailable, "0+12x120 1440x120"),
      ],
      [
        ratioAt("65m", "5m", 0.02),
        ratioAt("65m", "1h", 0.02),
        alertsAt("65m", { fast: [fast()], slow: [slow()] }),
        alertsAt("160m", { slow: [slow()] }),
      ],
    );
  });

  it("make a ticket of what the budget of three days does not bear, and page nobody", async () => {
    const failing = (bad: number): Promise<void> =>
      check(
        available,
        [...scraped, requests(ok, `0+${10_000 - bad}x400`), requests(unavailable, `0+${bad}x400`)],
        [ratioAt("6h", "6h", bad / 10_000), alertsAt("6h", { slow: bad > 10 ? [slow()] : [] })],
      );
    for (const bad of [50, 11, 9]) await failing(bad);
  });

  it("count an answer that never came, and failures of gRPC", async () => {
    await check(
      available,
      [
        ...scraped,
        requests(ok, "0+900x70"),
        requests(`response_code="0",request_protocol="http"`, "0+10x70"),
        requests(`response_code="200",request_protocol="grpc",grpc_response_status="0"`, "0+70x70"),
        requests(
          `response_code="200",request_protocol="grpc",grpc_response_status="14"`,
          "0+10x70",
        ),
        requests(
          `response_code="503",request_protocol="grpc",grpc_response_status="14"`,
          "0+10x70",
        ),
        // The caller's own mistakes.
        requests(`response_code="404",request_protocol="http"`, "0+500x70"),
        requests(
          `response_code="200",request_protocol="grpc",grpc_response_status="3"`,
          "0+500x70",
        ),
      ],
      [ratioAt("60m", "1h", 0.015), alertsAt("60m", { fast: [fast()], slow: [slow()] })],
    );
  });

  it("look through restarts of a gateway, whose counters begin anew", async () => {
    await check(
      available,
      [
        ...scraped,
        requests(ok, "0+980x40 0+980x40"),
        requests(unavailable, "0+20x40 0+20x40"),
        requests(ok, "0+980x20 _x60", "b"),
        requests(unavailable, "0+20x20 _x60", "b"),
      ],
      [ratioAt("75m", "1h", 0.02), alertsAt("75m", { fast: [fast()], slow: [slow()] })],
    );
    await check(
      available,
      [...scraped, requests(ok, "0+980x40 0+980x40"), requests(unavailable, "7x80")],
      [ratioAt("75m", "1h", 0), alertsAt("75m", {})],
    );
  });

  it("say nothing of a model that nobody asks: neither good nor bad", async () => {
    const nothing: Expectation = {
      at: "2h",
      samples: {
        "slo:error_ratio:rate5m": [],
        "slo:error_ratio:rate1h": [],
        "slo:error_budget_remaining:ratio": [],
      },
    };
    await check(available, scraped, [nothing, alertsAt("2h", {})]);
    await check(
      available,
      [...scraped, requests(ok, "900x130"), requests(unavailable, "100x130")],
      [nothing, alertsAt("2h", {})],
    );
  });

  it("do not alert on one failure of three, but on a model that fails whatever it is asked", async () => {
    const hourly = (bad: number): Series => requests(unavailable, `0x29 ${bad}x60`);
    await check(
      available,
      [...scraped, requests(ok, "0x29 2x60"), hourly(1)],
      [ratioAt("33m", "5m", 1 / 3), alertsAt("33m", {}), alertsAt("60m", {})],
    );
    await check(
      available,
      [...scraped, requests(unavailable, "0+1x70")],
      [
        ratioAt("30m", "5m", 1),
        alertsAt("8m", {}),
        alertsAt("30m", { fast: [fast()], slow: [slow()] }),
      ],
    );
  });

  for (const le of ["100", "100.0"]) {
    it(`count successful requests above a limit that is stored as ${le}`, async () => {
      const histogram = (suffix: string, status: string, values: string): Series => [
        `istio_request_duration_milliseconds_${suffix.replace("}", `,${entry},${status}}`)}`,
        values,
      ];
      await check(
        inTime,
        [
          ...scraped,
          requests(ok, "0+1000x70"),
          histogram(`bucket{le="${le}"}`, ok, "0+200x70"),
          histogram(`bucket{le="1000"}`, ok, "0+900x70"),
          histogram(`count{pod="a"}`, ok, "0+1000x70"),
          // Failures are for availability.
          histogram(`bucket{le="${le}"}`, unavailable, "0+5000x70"),
          histogram(`count{pod="a"}`, unavailable, "0+5000x70"),
        ],
        [
          {
            at: "65m",
            samples: {
              "slo:error_ratio:rate1h": recorded("slo:error_ratio:rate1h", "latency_p95", 0.8),
              "slo:error_budget_remaining:ratio": recorded(
                "slo:error_budget_remaining:ratio",
                "latency_p95",
                -15,
              ),
            },
          },
          alertsAt("65m", { fast: [fast("latency_p95")], slow: [slow("latency_p95")] }),
        ],
      );
    });
  }

  it("count first tokens of vLLM, on several nodes as well", async () => {
    const model = `job="models",namespace="fraud",model_service="chat"`;
    await check(
      { timeToFirstToken: { p90: "2.5 s" }, errorBudgetDays: 7 },
      [
        [`up{job="gateway",pod="a"}`, "1x100"],
        [`up{${model},component="predictor",pod="chat-0"}`, "1x100"],
        [`kube_pod_status_ready{namespace="fraud",pod="chat-0",condition="true"}`, "1x100"],
        [`vllm:time_to_first_token_seconds_bucket{${model},le="2.5"}`, "0+50x100"],
        [`vllm:time_to_first_token_seconds_count{${model}}`, "0+100x100"],
      ],
      [
        {
          at: "65m",
          samples: {
            "slo:error_ratio:rate1h": [
              [
                `slo:error_ratio:rate1h{model_service="chat",namespace="fraud",slo="time_to_first_token_p90"}`,
                0.5,
              ],
            ],
          },
          alerts: {
            ModelErrorBudgetBurnFast: [
              { ...fast("time_to_first_token_p90"), model_service: "chat" },
            ],
            ModelSloMetricsMissing: [],
          },
        },
      ],
      { namespace: "fraud", service: "chat", entry: "predictor", multiNode: true },
    );
  });

  it("weigh the budget by requests: a fifth of it is spent by one bad hour of five", async () => {
    const remaining = "slo:error_budget_remaining:ratio";
    const labels = `{model_service="scorer",namespace="fraud",slo="availability"}`;
    // 6 000 requests a minute; in the fourth hour 6 of them fail: 360 of 1 800 000 are a fifth of 0.001.
    await check(
      available,
      [
        ...scraped,
        requests(ok, "0+6000x180 1085994+5994x59 1445640+6000x60"),
        requests(unavailable, "0x180 6+6x59 360x60"),
      ],
      [
        { at: "180m", samples: { [remaining]: recorded(remaining, "availability", 1) } },
        { at: "300m", samples: { [`round(${remaining}, 0.001)`]: [[labels, 0.8]] } },
      ],
    );
  });

  describe("tell that an objective is blind", () => {
    const blind: readonly (readonly [string, ServiceLevelObjectives, readonly Series[]])[] = [
      ["because no gateway is scraped", available, scraped.slice(1)],
      [
        "because every gateway is down",
        available,
        [[`up{job="gateway",pod="a"}`, "0x100"], ...scraped.slice(1)],
      ],
      [
        "because ready pods are not scraped",
        available,
        [
          ...scraped.filter(([selector]) => !selector.includes("models")),
          [
            `up{job="models",namespace="fraud",model_service="scorer",component="predictor"}`,
            "0x100",
          ],
        ],
      ],
      [
        "because nobody counts what is answered",
        available,
        [
          ...scraped,
          [
            `istio_requests_total{job="models",${entry.replace("source", "destination")},${ok}}`,
            "0+60x100",
          ],
        ],
      ],
      ["because latencies are not there", inTime, [...scraped, requests(ok, "0+60x100")]],
      [
        "because the bucket is not there",
        inTime,
        [
          ...scraped,
          requests(ok, "0+60x100"),
          [`istio_request_duration_milliseconds_count{${entry},${ok}}`, "0+60x100"],
          [`istio_request_duration_milliseconds_bucket{${entry},${ok},le="90"}`, "0+60x100"],
        ],
      ],
    ];
    for (const [why, slo, series] of blind) {
      it(why, async () => {
        await check(slo, series, [alertsAt("14m", {}), alertsAt("40m", { missing: [missing] })]);
      });
    }

    it("but not of a model without replicas", async () => {
      await check(
        available,
        [
          ...scraped.slice(0, 1),
          [
            `kube_deployment_status_replicas_ready{namespace="fraud",deployment="scorer-predictor"}`,
            "0x100",
          ],
        ],
        [alertsAt("40m", {})],
      );
    });
  });
});
