import assert from "node:assert/strict";

import { Autoscaler } from "../../components";
import { fullest, smallest } from "../../components/autoscaling/example";
import { planAutoscaler } from "../../components/autoscaling/plan";
import type { AutoscalingRequest } from "../../components/autoscaling/scaling";
import { record, resolved } from "../support/recorder";
import { at, one, refusal, typeNames } from "../support/recorded";
import { loadingSteps, request, requestRate } from "../support/autoscaling";

/**
 * Proves which owner is planned and registered with which fields. Does not prove that KEDA or Kubernetes scale by it:
 * the API server checks the objects in the sandbox, where nothing is measured.
 */

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
        'scaling.min: 0 is not possible with a HorizontalPodAutoscaler: it keeps at least 1 replica, and KServe would silently run 1. Write 1 or more; only scaling with engine: "keda" goes to 0.',
        "scaling.max: 0 is no limit: KServe reads 0 as unbounded. Write a whole number, 1 or more.",
      ],
    );
  });
});
