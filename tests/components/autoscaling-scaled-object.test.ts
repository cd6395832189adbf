import assert from "node:assert/strict";

import type { KedaTrigger } from "../../components/autoscaling/keda-triggers";
import { planAutoscaler, type ScaledObjectSpec } from "../../components/autoscaling/plan";
import type { AutoscalingRequest } from "../../components/autoscaling/scaling";
import type { Trigger } from "../../components/autoscaling/triggers";
import { at } from "../support/recorded";
import { everyTrigger, loadingSteps, requestRate, withKeda } from "../support/autoscaling";

/**
 * Proves which ScaledObject is planned. Does not prove that KEDA scales by it: the API server checks the objects in the
 * sandbox, where nothing is measured.
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
