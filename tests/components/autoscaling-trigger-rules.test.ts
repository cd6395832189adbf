import assert from "node:assert/strict";

import { autoscalingProblems } from "../../components/autoscaling/rules";
import type {
  AutoscalingRequest,
  KedaScaling,
  Scaling,
} from "../../components/autoscaling/scaling";
import type { Trigger } from "../../components/autoscaling/triggers";
import { said } from "../support/recorded";
import { everyTrigger, keda, request, requestRate, withKeda } from "../support/autoscaling";

/** Proves which requests are refused, with which words. */

const problems = (changes: Partial<AutoscalingRequest>): string[] =>
  said(autoscalingProblems({ ...request, ...changes }));
const scalingProblems = (scaling: Scaling): string[] => problems({ scaling });
const kedaProblems = (scaling: Partial<KedaScaling>): string[] =>
  scalingProblems({ ...keda, ...scaling });
const triggerProblems = (trigger: Trigger, changes: Partial<AutoscalingRequest> = {}): string[] =>
  said(autoscalingProblems(withKeda({ triggers: [trigger] }, changes)));

describe("triggers", () => {
  it("are at least one", () => {
    assert.deepEqual(kedaProblems({ triggers: [], fallbackReplicas: 2 }), [
      'scaling.triggers: lists none, so nothing is measured. Name at least one, for instance { metric: "requestRate", thresholdRequestsPerSecondPerReplica: 10 }.',
    ]);
  });

  it("measure what the runtime exports", () => {
    const accepted = (changes: Partial<AutoscalingRequest>): string[] =>
      everyTrigger
        .filter((trigger) => triggerProblems(trigger, changes).length === 0)
        .map(({ metric }) => metric);
    const always = ["requestRate", "p95Latency", "cpuUtilization", "memoryUtilization", "promql"];
    assert.deepEqual(accepted({}), always);
    assert.deepEqual(accepted({ metrics: "triton" }), [
      "requestRate",
      "tritonQueueTime",
      "tritonPendingRequests",
      ...always.slice(1),
    ]);
    assert.deepEqual(accepted({ metrics: "vllm", gpu: { mig: true } }), [
      "requestRate",
      "p95Latency",
      "gpuUtilization",
      "vllmWaitingRequests",
      "vllmKvCacheUse",
      "cpuUtilization",
      "memoryUtilization",
      "promql",
    ]);
  });

  it("say why a measurement does not fit the model", () => {
    const queue: Trigger = { metric: "tritonQueueTime", thresholdMilliseconds: 50 };
    assert.deepEqual(triggerProblems(queue), [
      'scaling.triggers[0].metric: "tritonQueueTime" is measured by triton, and the runtime of this model exports no metrics. Use a metric of the mesh, for instance "requestRate".',
    ]);
    assert.deepEqual(triggerProblems(queue, { metrics: "vllm" }), [
      'scaling.triggers[0].metric: "tritonQueueTime" is measured by triton, and the runtime of this model exports those of vllm. Use a metric of the mesh, for instance "requestRate".',
    ]);
    const gpu: Trigger = { metric: "gpuUtilization", thresholdPercent: 80 };
    assert.deepEqual(triggerProblems(gpu), [
      'scaling.triggers[0].metric: "gpuUtilization" needs a GPU, and the model has none. Use "cpuUtilization" or "requestRate".',
    ]);
    assert.deepEqual(triggerProblems(gpu, { gpu: { mig: false, shared: true } }), [
      'scaling.triggers[0].metric: "gpuUtilization" cannot be measured on shares of a GPU: DCGM does not tell the pods on it apart. Use "requestRate" or a metric of the runtime.',
    ]);
  });

  const thresholds: [Trigger, string[]][] = [
    [
      { metric: "p95Latency", thresholdMilliseconds: 0 },
      [
        "thresholdMilliseconds: 0 is no threshold. Write a number from 0.001; KEDA counts in thousandths.",
      ],
    ],
    [
      { metric: "requestRate", thresholdRequestsPerSecondPerReplica: -1 },
      [
        "thresholdRequestsPerSecondPerReplica: -1 is no threshold. Write a number from 0.001; KEDA counts in thousandths.",
      ],
    ],
    [
      { metric: "promql", query: "sum(a)", threshold: 0.0001 },
      ["threshold: 0.0001 is no threshold. Write a number from 0.001; KEDA counts in thousandths."],
    ],
    [
      { metric: "promql", query: "sum(a)", threshold: Infinity },
      [
        "threshold: Infinity is no threshold. Write a number from 0.001; KEDA counts in thousandths.",
      ],
    ],
    [
      { metric: "gpuUtilization", thresholdPercent: 101 },
      [
        "thresholdPercent: 101 is no threshold. Write a number from 0.001 to 100; KEDA counts in thousandths.",
      ],
    ],
    [
      { metric: "cpuUtilization", thresholdPercent: 70.5 },
      ["thresholdPercent: 70.5 is not a whole percentage. Write a number from 1 to 100."],
    ],
    [
      { metric: "memoryUtilization", thresholdPercent: 0 },
      ["thresholdPercent: 0 is not a whole percentage. Write a number from 1 to 100."],
    ],
    [{ metric: "gpuUtilization", thresholdPercent: 100 }, []],
  ];
  for (const [trigger, expected] of thresholds) {
    it(`have a threshold: ${JSON.stringify(trigger)}`, () => {
      assert.deepEqual(
        triggerProblems(trigger, { gpu: { mig: false } }),
        expected.map((line) => `scaling.triggers[0].${line}`),
      );
    });
  }

  it("are activated only where there can be zero replicas", () => {
    const activated = { ...requestRate, activationRequestsPerSecond: 1 };
    assert.deepEqual(triggerProblems(activated), [
      "scaling.triggers[0].activationRequestsPerSecond: has no effect with min 1: it decides between 0 and 1 replicas. Remove it, or write min: 0.",
    ]);
    assert.deepEqual(kedaProblems({ min: 0, triggers: [activated] }), []);
    assert.deepEqual(
      kedaProblems({ min: 0, triggers: [{ ...activated, activationRequestsPerSecond: -1 }] }),
      [
        "scaling.triggers[0].activationRequestsPerSecond: -1 is no threshold. Write a number from 0.",
      ],
    );
  });

  it("have names of their own", () => {
    const query = { metric: "promql", query: "sum(a)", threshold: 1 } as const;
    const schedule = {
      name: "request-rate",
      timeZone: "UTC",
      start: "0 8 * * *",
      end: "0 9 * * *",
      replicas: 1,
    };
    assert.deepEqual(
      kedaProblems({ triggers: [query, query, requestRate], schedules: [schedule] }),
      [
        'scaling.triggers[1].name: "promql" is the name of another trigger as well. Give each its own.',
        'scaling.schedules[0].name: "request-rate" is the name of another trigger as well. Give each its own.',
      ],
    );
    assert.deepEqual(kedaProblems({ triggers: [query, { ...query, name: "other" }] }), []);
    assert.deepEqual(triggerProblems({ ...query, name: "Big" }), [
      'scaling.triggers[0].name: "Big" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
    ]);
  });

  it("have a query that KEDA can read", () => {
    assert.deepEqual(triggerProblems({ metric: "promql", query: "sum(a", threshold: 1 }), [
      'scaling.triggers[0].query: "sum(a" is not PromQL: it cannot be read from character 6 on. Correct it.',
    ]);
    assert.deepEqual(triggerProblems({ metric: "promql", query: "a", threshold: 1 }), [
      'scaling.triggers[0].query: "a" may give several elements, and KEDA takes one. Wrap it in sum(), avg() or max(), without by or without.',
    ]);
  });
});
