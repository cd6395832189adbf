import assert from "node:assert/strict";

import { Autoscaler } from "../../components";
import { fullest, smallest } from "../../components/autoscaling/example";
import type { KedaTrigger } from "../../components/autoscaling/keda-triggers";
import { planAutoscaler, type ScaledObjectSpec } from "../../components/autoscaling/plan";
import type { AutoscalingRequest } from "../../components/autoscaling/scaling";
import type { Trigger } from "../../components/autoscaling/triggers";
import { record, resolved } from "../support/recorder";
import { at, one, refusal, typeNames } from "../support/recorded";
import { everyTrigger, request, requestRate, withKeda } from "../support/autoscaling";

/**
 * Proves which owner is planned and registered with which fields. Does not prove that KEDA or Kubernetes scale by it:
 * the API server checks the objects in the sandbox, where nothing is measured.
 */

function scaledObject(planned: AutoscalingRequest): ScaledObjectSpec {
  const plan = planAutoscaler(planned);
  assert.equal(plan.kind, "ScaledObject");
  return plan.spec;
}

function triggerOf(trigger: Trigger, changes: { min?: number; mig?: boolean } = {}): KedaTrigger {
  const { min = 1, mig = false } = changes;
  const [planned] = scaledObject(withKeda({ min, triggers: [trigger] }, { gpu: { mig } })).triggers;
  assert.ok(planned);
  return planned;
}

const loadingSteps = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max",
    policies: [
      { type: "Percent", value: 100, periodSeconds: 300 },
      { type: "Pods", value: 2, periodSeconds: 300 },
    ],
  },
  scaleDown: {
    stabilizationWindowSeconds: 300,
    selectPolicy: "Max",
    policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
  },
};

describe("HorizontalPodAutoscaler of a model", () => {
  it("scales KServe's Deployment on the CPU of the model container", () => {
    assert.deepEqual(planAutoscaler(request), {
      kind: "HorizontalPodAutoscaler",
      metadata: {
        name: "scorer-scaler",
        namespace: "fraud",
        annotations: { "validations.keda.sh/hpa-ownership": "false" },
      },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "scorer-predictor" },
        minReplicas: 1,
        maxReplicas: 3,
        metrics: [
          {
            type: "ContainerResource",
            containerResource: {
              name: "cpu",
              container: "kserve-container",
              target: { type: "Utilization", averageUtilization: 70 },
            },
          },
        ],
        behavior: loadingSteps,
      },
    });
  });

  it("takes memory and metrics of pods as well", () => {
    const { spec } = planAutoscaler({
      ...request,
      scaling: {
        engine: "hpa",
        min: 2,
        max: 9,
        cpuPercent: 50,
        memoryPercent: 80,
        podMetrics: [
          { metric: "queue_length", averageValue: 4 },
          { metric: "share", averageValue: 0.25 },
        ],
      },
    });
    const resource = (name: string, averageUtilization: number): object => ({
      type: "ContainerResource",
      containerResource: {
        name,
        container: "kserve-container",
        target: { type: "Utilization", averageUtilization },
      },
    });
    const pods = (name: string, averageValue: string): object => ({
      type: "Pods",
      pods: { metric: { name }, target: { type: "AverageValue", averageValue } },
    });
    assert.deepEqual(at(spec, "metrics"), [
      resource("cpu", 50),
      resource("memory", 80),
      pods("queue_length", "4"),
      pods("share", "250m"),
    ]);
  });
});

describe("ScaledObject of a model", () => {
  it("scales KServe's Deployment between min and max", () => {
    const plan = planAutoscaler(withKeda({}));
    assert.deepEqual(
      { ...plan, spec: { ...plan.spec, triggers: [] } },
      {
        kind: "ScaledObject",
        metadata: { name: "scorer-scaler", namespace: "fraud" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "scorer-predictor" },
          minReplicaCount: 1,
          maxReplicaCount: 3,
          advanced: { horizontalPodAutoscalerConfig: { behavior: loadingSteps } },
          triggers: [],
        },
      },
    );
  });

  it("divides totals by the replicas, and compares ratios and times as they are", () => {
    const types = everyTrigger.map((trigger) => [trigger.metric, triggerOf(trigger).metricType]);
    assert.deepEqual(Object.fromEntries(types), {
      requestRate: "AverageValue",
      tritonPendingRequests: "AverageValue",
      vllmWaitingRequests: "AverageValue",
      promql: "AverageValue",
      tritonQueueTime: "Value",
      p95Latency: "Value",
      gpuUtilization: "Value",
      vllmKvCacheUse: "Value",
      cpuUtilization: "Utilization",
      memoryUtilization: "Utilization",
    });
    const ratio: Trigger = {
      metric: "promql",
      query: "avg(a)",
      threshold: 0.5,
      metricType: "Value",
    };
    assert.equal(triggerOf(ratio).metricType, "Value");
  });

  it("calls a missing series a fault, but for series of pods that may be gone at zero", () => {
    const absent = (min: number): Record<string, unknown> =>
      Object.fromEntries(
        everyTrigger.flatMap((trigger) => {
          const { ignoreNullValues } = triggerOf(trigger, { min }).metadata;
          return ignoreNullValues === undefined ? [] : [[trigger.metric, ignoreNullValues]];
        }),
      );
    const faults = {
      requestRate: "false",
      tritonQueueTime: "false",
      tritonPendingRequests: "false",
      p95Latency: "false",
      gpuUtilization: "false",
      vllmWaitingRequests: "false",
      vllmKvCacheUse: "false",
      promql: "false",
    };
    assert.deepEqual(absent(1), faults);
    assert.deepEqual(absent(0), {
      ...faults,
      tritonQueueTime: "true",
      tritonPendingRequests: "true",
      gpuUtilization: "true",
      vllmWaitingRequests: "true",
      vllmKvCacheUse: "true",
      promql: "true",
    });
    const queue: Trigger = {
      metric: "promql",
      query: "sum(a)",
      threshold: 1,
      existsAtZero: true,
    };
    assert.equal(triggerOf(queue, { min: 0 }).metadata["ignoreNullValues"], "false");
  });

  it("writes numbers as texts, with the threshold of activation", () => {
    const { metadata } = triggerOf(
      {
        metric: "requestRate",
        thresholdRequestsPerSecondPerReplica: 12.5,
        activationRequestsPerSecond: 0.1,
      },
      { min: 0 },
    );
    assert.deepEqual(
      [metadata["threshold"], metadata["activationThreshold"], metadata["serverAddress"]],
      ["12.5", "0.1", "http://prometheus.example:9090"],
    );
    assert.equal(triggerOf(requestRate).metadata["activationThreshold"], "0");
  });

  it("scales on CPU and memory of the model container alone", () => {
    assert.deepEqual(triggerOf({ metric: "cpuUtilization", thresholdPercent: 60 }), {
      type: "cpu",
      name: "cpu-utilization",
      metricType: "Utilization",
      metadata: { value: "60", containerName: "kserve-container" },
    });
    assert.deepEqual(
      triggerOf({ metric: "memoryUtilization", thresholdPercent: 80, name: "ram" }),
      {
        type: "memory",
        name: "ram",
        metricType: "Utilization",
        metadata: { value: "80", containerName: "kserve-container" },
      },
    );
  });

  it("follows the clock", () => {
    const schedule = {
      name: "office-hours",
      timeZone: "Europe/Berlin",
      start: "30 7 * * 1-5",
      end: "0 19 * * 1-5",
      replicas: 2,
    };
    assert.deepEqual(scaledObject(withKeda({ schedules: [schedule] })).triggers[1], {
      type: "cron",
      name: "office-hours",
      metadata: {
        timezone: "Europe/Berlin",
        start: "30 7 * * 1-5",
        end: "0 19 * * 1-5",
        desiredReplicas: "2",
      },
    });
  });

  it("leaves a replica the time to load before it takes the last one away", () => {
    const times = (changes: Parameters<typeof withKeda>, startupSeconds: number): unknown[] => {
      const spec = scaledObject(withKeda({ min: 0, ...changes[0] }, { startupSeconds }));
      return [spec.pollingInterval, spec.cooldownPeriod, spec.initialCooldownPeriod];
    };
    assert.deepEqual(times([{}], 60), [30, 300, 300]);
    assert.deepEqual(times([{}], 600), [30, 720, 720]);
    assert.deepEqual(times([{ pollingSeconds: 10, cooldownSeconds: 900 }], 600), [10, 900, 900]);
    assert.deepEqual(times([{ min: 1 }], 600), [undefined, undefined, undefined]);
  });

  it("falls back only after the time in which a loading replica has no metrics", () => {
    const fallback = (scaling: Parameters<typeof withKeda>[0], startupSeconds: number): unknown =>
      scaledObject(withKeda({ fallbackReplicas: 2, ...scaling }, { startupSeconds })).fallback;
    // 420 seconds; KEDA looks every 30, the HorizontalPodAutoscaler every 15.
    assert.deepEqual(fallback({}, 300), {
      failureThreshold: 42,
      replicas: 2,
      behavior: "currentReplicasIfHigher",
    });
    assert.equal(at(fallback({ min: 0, pollingSeconds: 10 }, 600), "failureThreshold"), 120);
    assert.equal(scaledObject(withKeda({})).fallback, undefined);
  });
});

describe("behaviour of a model's replicas", () => {
  const behavior = (changes: Partial<AutoscalingRequest>): unknown =>
    at(planAutoscaler({ ...request, ...changes }).spec, "behavior");

  it("follows the time that the model takes to load, within the limits of Kubernetes", () => {
    const slow = behavior({ startupSeconds: 3600 });
    assert.equal(at(slow, "scaleUp", "policies", 0, "periodSeconds"), 1800);
    assert.equal(at(slow, "scaleUp", "policies", 1, "periodSeconds"), 1800);
    assert.equal(at(slow, "scaleDown", "stabilizationWindowSeconds"), 3600);
    const quick = behavior({ startupSeconds: 20 });
    assert.equal(at(quick, "scaleUp", "policies", 0, "periodSeconds"), 20);
    assert.equal(at(quick, "scaleDown", "stabilizationWindowSeconds"), 300);
  });

  it("is what a caller says, part by part", () => {
    const scaling = {
      min: 1,
      max: 3,
      behavior: {
        scaleUp: { stabilizationSeconds: 60 },
        scaleDown: { policies: [{ type: "percent", value: 10, periodSeconds: 120 } as const] },
      },
    };
    assert.deepEqual(behavior({ scaling }), {
      scaleUp: { ...loadingSteps.scaleUp, stabilizationWindowSeconds: 60 },
      scaleDown: {
        ...loadingSteps.scaleDown,
        policies: [{ type: "Percent", value: 10, periodSeconds: 120 }],
      },
    });
  });
});

describe("Autoscaler", () => {
  it("registers a HorizontalPodAutoscaler and nothing else", async () => {
    const { resources, result } = await record(() => new Autoscaler("a", smallest.Autoscaler));
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:Autoscaler a",
      "kubernetes:autoscaling/v2:HorizontalPodAutoscaler a-horizontal-pod-autoscaler",
    ]);
    const { metadata, spec } = planAutoscaler(request);
    const { inputs } = one(resources, "a-horizontal-pod-autoscaler");
    assert.deepEqual([inputs.metadata, inputs.spec], [metadata, spec]);
    assert.equal(result.ownerKind, "HorizontalPodAutoscaler");
    assert.equal(await resolved(result.ownerName), "scorer-scaler");
  });

  it("registers a ScaledObject and nothing else", async () => {
    const { resources, result } = await record(() => new Autoscaler("a", fullest.Autoscaler));
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:Autoscaler a",
      "kubernetes:keda.sh/v1alpha1:ScaledObject a-scaled-object",
    ]);
    assert.equal(result.ownerKind, "ScaledObject");
    assert.equal(await resolved(result.ownerName), "scorer-scaler");
    const { inputs } = one(resources, "a-scaled-object");
    assert.equal(at(inputs, "spec", "cooldownPeriod"), 900);
    assert.equal(at(inputs, "spec", "triggers", 4, "type"), "cron");
  });

  it("asks the Prometheus of the platform, and waits as long as a model service, unless told", async () => {
    const { resources } = await record(
      () =>
        new Autoscaler("a", {
          ...smallest.Autoscaler,
          scaling: { engine: "keda", min: 0, max: 2, triggers: [requestRate] },
        }),
    );
    const { spec } = one(resources, "a-scaled-object").inputs;
    assert.equal(
      at(spec, "triggers", 0, "metadata", "serverAddress"),
      "http://prometheus-prometheus.monitoring.svc.cluster.local:9090",
    );
    assert.equal(at(spec, "cooldownPeriod"), 420);
  });

  it("is refused whole", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new Autoscaler("a", {
            namespace: "Fraud",
            service: "scorer",
            scaling: { min: 0, max: 0 },
          }),
      ),
      [
        'Autoscaler "a": 3 inputs are wrong',
        'namespace: "Fraud" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'scaling.min: 0 is not possible with a HorizontalPodAutoscaler: it keeps at least 1 replica, and KServe would silently run 1. Write 1 or more, or engine: "keda".',
        "scaling.max: 0 is no limit: KServe reads 0 as unbounded. Write a whole number, 1 or more.",
      ],
    );
  });
});
