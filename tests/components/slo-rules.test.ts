import assert from "node:assert/strict";

import fc from "fast-check";

import {
  firstTokenLatency,
  durationText,
  meshLatency,
  millisecondsOf,
} from "../../components/observability/slo/latency-limits";
import type { ServiceLevelObjectives } from "../../components/observability/slo/slo";
import { sloProblems } from "../../components/observability/slo/slo-rules";
import { modelServiceProblems } from "../../components/serving/rules";
import { modelRequest, wholeL4 } from "../support/model-requests";
import { said } from "../support/recorded";

const chat = {
  runtime: { name: "vllm" },
  gpu: { name: "l4" },
  gpuOffers: [wholeL4("gpu")],
} as const;

/** What is wrong with these objectives, as callers without a compiler may write them. */
function problems(slo: object, change: Parameters<typeof modelRequest>[0] = {}): string[] {
  return said(modelServiceProblems(modelRequest({ slo, ...change })));
}

type Cases = readonly (readonly [
  string,
  object,
  readonly string[],
  Parameters<typeof modelRequest>[0]?,
])[];

function refuse(cases: Cases): void {
  for (const [title, slo, expected, change] of cases) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(problems(slo, change), expected);
    });
  }
}

describe("rules of objectives", () => {
  it("accept what can be measured", () => {
    const sound: readonly ServiceLevelObjectives[] = [
      { availability: 1 },
      { availability: 99.999, errorBudgetDays: 1 },
      { latency: { p50: "0.5 ms", p90: "25 ms", p95: "25 ms", p99: "2.5 s" }, errorBudgetDays: 90 },
      { latency: { p99: "30000 ms" } },
    ];
    for (const slo of sound) assert.deepEqual(problems(slo), []);
    const streamed: ServiceLevelObjectives = { timeToFirstToken: { p95: "750 ms", p99: "7.5 s" } };
    assert.deepEqual(problems(streamed, chat), []);
    const joined = { runtime: { name: "tensorflow" }, source: "s3://models/ranker/" } as const;
    const batcher = { maxBatchSize: 32, maxLatencyMilliseconds: 50 };
    assert.deepEqual(problems({ latency: { p95: "250 ms" } }, { ...joined, batcher }), []);
  });

  refuse([
    [
      "nothing",
      { latency: {}, errorBudgetDays: 7 },
      [
        'slo: promises nothing. Write for instance availability: 99.9 or latency: { p95: "100 ms" }, or remove it.',
      ],
    ],
    [
      "all of it",
      { availability: 100 },
      [
        "slo.availability: 100 leaves no error budget: the first failed request breaks it. Write less, for instance 99.9.",
      ],
    ],
    ...[0, -1, 100.1, NaN].map(
      (availability) =>
        [
          `${availability} percent`,
          { availability },
          [
            `slo.availability: ${availability} is not between 0 and 100 percent. Write for instance 99.9.`,
          ],
        ] as const,
    ),
    [
      "a ratio",
      { availability: 0.999 },
      [
        "slo.availability: 0.999 is less than one percent. Write percent and not a ratio, for instance 99.9.",
      ],
    ],
    [
      "what nobody can see broken",
      { availability: 99.9999 },
      [
        "slo.availability: 99.9999 is stricter than can be measured: fewer than one request in 100 000 may fail. Write 99.999 or less.",
      ],
    ],
    [
      "other percentiles, texts that are no durations, and no days",
      {
        latency: { p97: "100 ms", p50: "100ms", p90: "-1 s", p99: "1 min" },
        errorBudgetDays: 1.5,
      },
      [
        "slo.latency.p97: is not a percentile that can be promised. Write one of p50, p90, p95, p99.",
        'slo.latency.p50: "100ms" is not a duration. Write a number, a space and the unit, for instance "100 ms" or "2.5 s".',
        'slo.latency.p90: "-1 s" is not a duration. Write a number, a space and the unit, for instance "100 ms" or "2.5 s".',
        'slo.latency.p99: "1 min" is not a duration. Write a number, a space and the unit, for instance "100 ms" or "2.5 s".',
        "slo.errorBudgetDays: 1.5 is not a number of days. Write a whole number from 1 to 90.",
      ],
    ],
    ...[0, 91].map(
      (errorBudgetDays) =>
        [
          `a budget of ${errorBudgetDays} days`,
          { availability: 99, errorBudgetDays },
          [
            `slo.errorBudgetDays: ${errorBudgetDays} is not a number of days. Write a whole number from 1 to 90.`,
          ],
        ] as const,
    ),
    [
      "latencies that no bucket measures",
      { latency: { p50: "0 ms", p90: "120 ms", p95: "2 s" } },
      [
        'slo.latency.p50: "0 ms" cannot be measured: the mesh counts the requests up to 0.5 ms at the least. Write "0.5 ms".',
        'slo.latency.p90: "120 ms" cannot be measured: the mesh counts the requests up to 100 ms and up to 250 ms, and none between. Write "100 ms" or "250 ms".',
        'slo.latency.p95: "2 s" cannot be measured: the mesh counts the requests up to 1 s and up to 2.5 s, and none between. Write "1 s" or "2.5 s".',
      ],
    ],
    [
      "a first token that no bucket of vLLM measures",
      { timeToFirstToken: { p95: "2 s" } },
      [
        'slo.timeToFirstToken.p95: "2 s" cannot be measured: vLLM counts the requests up to 1 s and up to 2.5 s, and none between. Write "1 s" or "2.5 s".',
      ],
      chat,
    ],
    [
      "first tokens of what has none",
      { timeToFirstToken: { p95: "1 s" } },
      [
        "slo.timeToFirstToken: is measured by vLLM only, and this model is served by triton. Remove it, or write latency.",
      ],
    ],
    [
      "more time for fewer requests",
      { latency: { p50: "500 ms", p95: "250 ms", p99: "100 ms" } },
      [
        'slo.latency.p50: "500 ms" is more than the "250 ms" of p95, which covers more requests. Lower it, or raise p95.',
        'slo.latency.p95: "250 ms" is more than the "100 ms" of p99, which covers more requests. Lower it, or raise p99.',
      ],
    ],
    [
      "what the timeout makes true",
      { latency: { p95: "10 s", p99: "30 s" } },
      [
        'slo.latency.p95: "10 s" can never be missed: a request is given up after 10 s. Write less, or raise requestTimeoutSeconds.',
        'slo.latency.p99: "30 s" can never be missed: a request is given up after 10 s. Write less, or raise requestTimeoutSeconds.',
      ],
      { requestTimeoutSeconds: 10 },
    ],
    [
      "a wrong timeout, without calling the objective wrong",
      { latency: { p95: "100 ms" } },
      ["requestTimeoutSeconds: 0 is not a time. Write whole seconds from 1 to 3600."],
      { requestTimeoutSeconds: 0 },
    ],
  ]);

  it("accept every limit of a histogram, and name two of its limits for any other time", () => {
    for (const [kind, { limits }] of [
      ["latency", meshLatency],
      ["timeToFirstToken", firstTokenLatency],
    ] as const) {
      const judge = (text: string): string[] =>
        sloProblems(
          { [kind]: { p95: text } },
          {
            runtime: "vllm",
            requestTimeoutSeconds: Infinity,
          },
        ).map(({ reason }) => reason);
      for (const limit of limits) assert.deepEqual(judge(durationText(limit)), []);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 5_000_000 }), (milliseconds) => {
          fc.pre(!limits.includes(milliseconds));
          const [reason = ""] = judge(`${milliseconds} ms`);
          const written = reason.slice(reason.indexOf("Write "));
          const named = [...written.matchAll(/"([^"]+)"/g)].map(([, text = ""]) =>
            millisecondsOf(text),
          );
          assert.ok(named.length >= 1 && named.length <= 2, reason);
          for (const limit of named) assert.ok(limits.includes(limit ?? 0), reason);
        }),
      );
    }
  });
});
