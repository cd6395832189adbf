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

describe("replica bounds", () => {
  const cases: [string, Scaling, string[]][] = [
    ["one replica", { min: 1, max: 1 }, []],
    [
      "min above max",
      { min: 4, max: 3 },
      ["scaling.min: 4 is more than max 3. Lower min or raise max."],
    ],
    [
      "min above max with KEDA",
      { ...keda, min: 4 },
      ["scaling.min: 4 is more than max 3. Lower min or raise max."],
    ],
    [
      "max 0",
      { min: 1, max: 0 },
      ["scaling.max: 0 is no limit: KServe reads 0 as unbounded. Write a whole number, 1 or more."],
    ],
    [
      "min -1",
      { min: -1, max: 3 },
      ["scaling.min: -1 is not a number of replicas. Write a whole number, 1 or more."],
    ],
    [
      "fractions",
      { min: 0.5, max: 1.5 },
      [
        "scaling.min: 0.5 is not a number of replicas. Write a whole number, 1 or more.",
        "scaling.max: 1.5 is no limit: KServe reads 0 as unbounded. Write a whole number, 1 or more.",
      ],
    ],
    [
      "min 0 without KEDA",
      { engine: "hpa", min: 0, max: 3 },
      [
        'scaling.min: 0 is not possible with a HorizontalPodAutoscaler: it keeps at least 1 replica, and KServe would silently run 1. Write 1 or more; only scaling with engine: "keda" goes to 0.',
      ],
    ],
    ["min 0 with KEDA", { ...keda, min: 0 }, []],
  ];
  for (const [title, scaling, expected] of cases) {
    it(title, () => {
      assert.deepEqual(scalingProblems(scaling), expected);
    });
  }
});

describe("names, times and addresses of an autoscaler", () => {
  it("leave room for what KEDA puts before the name", () => {
    const service = (length: number): string => "s".repeat(length);
    assert.deepEqual(problems({ service: service(56) }), []);
    assert.deepEqual(problems({ service: service(57) }), [
      `service: "${service(57)}-scaler", the autoscaler of "${service(57)}", has 64 characters; at most 63 are allowed. Shorten the service by 1.`,
    ]);
    assert.deepEqual(problems({ service: service(47), scaling: keda }), []);
    assert.deepEqual(problems({ service: service(49), scaling: keda }), [
      `service: "keda-hpa-${service(49)}-scaler", the autoscaler of "${service(49)}", has 65 characters; at most 63 are allowed. Shorten the service by 2.`,
    ]);
  });

  it("are names, seconds and a URL", () => {
    const name = (path: string, text: string): string =>
      `${path}: "${text}" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.`;
    assert.deepEqual(problems({ namespace: 'a"b', service: "A", startupSeconds: 0 }), [
      name("namespace", 'a"b'),
      name("service", "A"),
      "startupSeconds: 0 is not a time. Write whole seconds from 1 to 3600.",
    ]);
    for (const prometheusAddress of [
      "prometheus:9090",
      "http://prometheus:9090/",
      "http://user:s3cret@prometheus:9090",
      "http://prometheus:9090?token=s3cret",
      "ftp://prometheus",
      "",
    ]) {
      assert.deepEqual(problems({ prometheusAddress }), [
        "prometheusAddress: is not the URL of a Prometheus. Write scheme, host and port without a slash at the end and without credentials, for instance http://prometheus.monitoring.svc:9090.",
      ]);
    }
    for (const prometheusAddress of [
      "http://p",
      "https://p.example.com:9090/select/0/prometheus",
    ]) {
      assert.deepEqual(problems({ prometheusAddress }), []);
    }
  });
});

describe("targets of a HorizontalPodAutoscaler", () => {
  it("are whole percentages and named metrics", () => {
    assert.deepEqual(
      scalingProblems({
        min: 1,
        max: 3,
        cpuPercent: 0,
        memoryPercent: 101,
        podMetrics: [
          { metric: "queue_length", averageValue: 0 },
          { metric: "queue_length", averageValue: 1 },
          { metric: "queue length", averageValue: NaN },
        ],
      }),
      [
        "scaling.cpuPercent: 0 is not a whole percentage. Write a number from 1 to 100.",
        "scaling.memoryPercent: 101 is not a whole percentage. Write a number from 1 to 100.",
        "scaling.podMetrics[0].averageValue: 0 is no target. Write a number from 0.001.",
        'scaling.podMetrics[1].metric: "queue_length" is listed twice. Remove one.',
        'scaling.podMetrics[2].metric: "queue length" is not the name of a metric.',
        "scaling.podMetrics[2].averageValue: NaN is no target. Write a number from 0.001.",
      ],
    );
  });
});

describe("scaling to zero", () => {
  const schedule = {
    name: "day",
    timeZone: "UTC",
    start: "0 8 * * *",
    end: "0 18 * * *",
    replicas: 1,
  };
  const noWake =
    'scaling.min: 0 needs a trigger that can wake the model: without a replica its pods export nothing, and a schedule does not see requests. Add the trigger "requestRate", or write 1.';

  it("needs a trigger that exists without a replica", () => {
    for (const trigger of everyTrigger) {
      const lines = said(
        autoscalingProblems(
          withKeda(
            { min: 0, triggers: [trigger], schedules: [schedule] },
            {
              metrics: trigger.metric.startsWith("vllm") ? "vllm" : "triton",
              gpu: { mig: false },
            },
          ),
        ),
      );
      assert.deepEqual(lines, trigger.metric === "requestRate" ? [] : [noWake], trigger.metric);
    }
    const queue: Trigger = { metric: "promql", query: "sum(a)", threshold: 1, existsAtZero: true };
    assert.deepEqual(kedaProblems({ min: 0, triggers: [queue] }), []);
  });

  it("does not take away a replica that still loads", () => {
    const cooldown = (cooldownSeconds: number, startupSeconds: number): string[] =>
      said(autoscalingProblems(withKeda({ min: 0, cooldownSeconds }, { startupSeconds })));
    assert.deepEqual(cooldown(720, 600), []);
    assert.deepEqual(cooldown(719, 600), [
      "scaling.cooldownSeconds: 719 would take a replica away while it loads: startupSeconds 600 + 120 that queries look back = 720. Write whole seconds from 720, or remove it.",
    ]);
    assert.deepEqual(cooldown(1000.5, 60), [
      "scaling.cooldownSeconds: 1000.5 would take a replica away while it loads: startupSeconds 60 + 120 that queries look back = 180. Write whole seconds from 180, or remove it.",
    ]);
  });

  it("is what polling and cooldown are for", () => {
    assert.deepEqual(kedaProblems({ pollingSeconds: 15, cooldownSeconds: 900 }), [
      "scaling.pollingSeconds: has no effect with min 1: KEDA uses it between 0 and 1 replicas. Remove it, or write min: 0.",
      "scaling.cooldownSeconds: has no effect with min 1: KEDA uses it between 0 and 1 replicas. Remove it, or write min: 0.",
    ]);
    assert.deepEqual(kedaProblems({ min: 0, pollingSeconds: 0 }), [
      "scaling.pollingSeconds: 0 is not a time. Write whole seconds from 1.",
    ]);
  });
});

describe("fallback", () => {
  it("is within the bounds", () => {
    const outside = (replicas: number, from: number): string[] => [
      `scaling.fallbackReplicas: ${replicas} is not a number of replicas that the model may have. Write a whole number from ${from} to 3.`,
    ];
    assert.deepEqual(kedaProblems({ fallbackReplicas: 3 }), []);
    assert.deepEqual(kedaProblems({ fallbackReplicas: 4 }), outside(4, 1));
    assert.deepEqual(kedaProblems({ min: 2, fallbackReplicas: 1 }), outside(1, 2));
    assert.deepEqual(kedaProblems({ min: 0, fallbackReplicas: 0 }), outside(0, 1));
    assert.deepEqual(kedaProblems({ fallbackReplicas: 1.5 }), outside(1.5, 1));
  });

  it("needs a metric that can be lost", () => {
    const triggers: Trigger[] = [
      { metric: "cpuUtilization", thresholdPercent: 70 },
      { metric: "memoryUtilization", thresholdPercent: 80 },
    ];
    assert.deepEqual(kedaProblems({ triggers, fallbackReplicas: 2 }), [
      "scaling.fallbackReplicas: has no effect: KEDA does not fetch CPU, memory or the time itself, so it cannot lose them. Remove it, or add a trigger on another metric.",
    ]);
    assert.deepEqual(
      kedaProblems({ triggers: [...triggers, requestRate], fallbackReplicas: 2 }),
      [],
    );
  });
});

describe("behaviour of an autoscaler", () => {
  it("keeps to the limits of Kubernetes", () => {
    assert.deepEqual(
      scalingProblems({
        min: 1,
        max: 3,
        behavior: {
          scaleUp: { stabilizationSeconds: 3601, policies: [] },
          scaleDown: {
            stabilizationSeconds: -1,
            policies: [
              { type: "pods", value: 0, periodSeconds: 1801 },
              { type: "percent", value: 300, periodSeconds: 1800 },
            ],
          },
        },
      }),
      [
        "scaling.behavior.scaleUp.stabilizationSeconds: 3601 is not possible. Write a whole number from 0 to 3600.",
        "scaling.behavior.scaleUp.policies: lists none. Name at least one, or remove it.",
        "scaling.behavior.scaleDown.stabilizationSeconds: -1 is not possible. Write a whole number from 0 to 3600.",
        "scaling.behavior.scaleDown.policies[0].value: 0 is not possible. Write a whole number from 1.",
        "scaling.behavior.scaleDown.policies[0].periodSeconds: 1801 is not possible. Write a whole number from 1 to 1800.",
      ],
    );
  });
});
