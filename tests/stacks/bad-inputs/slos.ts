import type { BadInput } from "./bad-input";

const scorer = "inference-platform:tenants.fraud.models.scorer";
const slo = `${scorer}.slo`;

/** The scorer of dev, where metrics are kept for 3 days, with these objectives. */
function promised(objectives: unknown): Readonly<Record<string, unknown>> {
  return { "tenants.fraud.models.scorer.slo": objectives };
}

/** Objectives that cannot be promised, or not be measured. */
export const sloInputs: readonly BadInput[] = [
  [
    "an objective below 0 percent",
    promised({ availability: -1, errorBudgetDays: 3 }),
    [`${slo}.availability: -1 is not between 0 and 100 percent. Write for instance 99.9.`],
  ],
  [
    "an objective above 100 percent",
    promised({ availability: 100.1, errorBudgetDays: 3 }),
    [`${slo}.availability: 100.1 is not between 0 and 100 percent. Write for instance 99.9.`],
  ],
  [
    "an objective of 100 percent",
    promised({ availability: 100, errorBudgetDays: 3 }),
    [
      `${slo}.availability: 100 leaves no error budget: the first failed request breaks it. Write less, for instance 99.9.`,
    ],
  ],
  [
    "an objective that is a ratio",
    promised({ availability: 0.999, errorBudgetDays: 3 }),
    [
      `${slo}.availability: 0.999 is less than one percent. Write percent and not a ratio, for instance 99.9.`,
    ],
  ],
  [
    "latencies that no bucket measures",
    promised({ latency: { p50: "0.2 ms", p95: "120 ms", p99: "700 ms" }, errorBudgetDays: 3 }),
    [
      `${slo}.latency.p50: "0.2 ms" cannot be measured: the mesh counts the requests up to 0.5 ms at the least. Write "0.5 ms".`,
      `${slo}.latency.p95: "120 ms" cannot be measured: the mesh counts the requests up to 100 ms and up to 250 ms, and none between. Write "100 ms" or "250 ms".`,
      `${slo}.latency.p99: "700 ms" cannot be measured: the mesh counts the requests up to 500 ms and up to 1 s, and none between. Write "500 ms" or "1 s".`,
    ],
  ],
  [
    "a latency as long as a request may take",
    promised({ latency: { p99: "60 s" }, errorBudgetDays: 3 }),
    [
      `${slo}.latency.p99: "60 s" can never be missed: a request is given up after 60 s. Write less, or raise requestTimeoutSeconds.`,
    ],
  ],
  [
    "a latency that is a number",
    promised({ latency: { p95: 100 }, errorBudgetDays: 3 }),
    [`${slo}.latency.p95: is not text. Write a duration in quotes, for instance "100 ms".`],
  ],
  [
    "a latency without a unit",
    promised({ latency: { p95: "100" }, errorBudgetDays: 3 }),
    [
      `${slo}.latency.p95: "100" is not a duration. Write a number, a space and the unit, for instance "100 ms" or "2.5 s".`,
    ],
  ],
  [
    "a percentile that is none",
    promised({ latency: { p75: "50 ms", p95: "100 ms" }, errorBudgetDays: 3 }),
    [
      `${slo}.latency: "p75" is not a key here. Did you mean "p95"? Allowed: p50, p90, p95, p99. Remove or rename it.`,
    ],
  ],
  [
    "first tokens of a model that has none",
    promised({ timeToFirstToken: { p95: "500 ms" }, errorBudgetDays: 3 }),
    [
      `${slo}.timeToFirstToken: is measured by vLLM only, and this model is served by triton. Remove it, or write latency.`,
    ],
  ],
  [
    "objectives that promise nothing",
    promised({ errorBudgetDays: 3 }),
    [
      `${slo}: promises nothing. Write for instance availability: 99.9 or latency: { p95: "100 ms" }, or remove it.`,
    ],
  ],
  [
    "an error budget of no days",
    promised({ availability: 99.9, errorBudgetDays: 0 }),
    [`${slo}.errorBudgetDays: 0 is not a number of days. Write a whole number from 1 to 90.`],
  ],
  [
    "an error budget of more days than a quarter has",
    promised({ availability: 99.9, errorBudgetDays: 91 }),
    [`${slo}.errorBudgetDays: 91 is not a number of days. Write a whole number from 1 to 90.`],
  ],
  [
    "an error budget that is longer than metrics are kept",
    promised({ availability: 99.9, errorBudgetDays: 7 }),
    [
      `${slo}.errorBudgetDays: 7 days are more than the 3 for which metrics are kept, so the budget would only count those. Write at most 3, or keep metrics for 7 days with observability.metricRetentionDays.`,
    ],
  ],
  [
    "an error budget that is longer than metrics are kept where neither is said",
    { ...promised({ availability: 99.9 }), "observability.metricRetentionDays": undefined },
    [
      `${slo}.errorBudgetDays: 30 days (the default) are more than the 15 for which metrics are kept, so the budget would only count those. Write at most 15, or keep metrics for 30 days with observability.metricRetentionDays.`,
    ],
  ],
];
