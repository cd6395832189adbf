import assert from "node:assert/strict";

import { ModelService } from "../../components";
import { prometheusRuleSpec } from "../../components/observability/rules/rule";
import { planSloRules } from "../../components/observability/slo/slo-plan";
import { fullest, smallest } from "../../components/serving/example";
import { record } from "../support/recorder";
import { at, one, refusal } from "../support/recorded";

const slo = { availability: 99.9, latency: { p95: "100 ms" } } as const;

/** Proves that rules are registered with the model; what they record, promtool proves in `tests/observability`. */
describe("ModelService with objectives", () => {
  it("registers their rules in the namespace of the tenant, and gives their gate", async () => {
    const args = { ...smallest.ModelService, slo };
    const { resources, result } = await record(() => new ModelService("m", args));
    const rules = one(resources, "m-slo");
    const model = {
      namespace: "fraud",
      service: "scorer",
      entry: "predictor",
      multiNode: false,
    } as const;
    assert.equal(rules.type, "kubernetes:monitoring.coreos.com/v1:PrometheusRule");
    assert.equal(rules.parent, "m");
    assert.deepEqual(rules.inputs, {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: { name: "scorer-slo", namespace: "fraud" },
      spec: JSON.parse(JSON.stringify(prometheusRuleSpec([planSloRules(slo, model)]))) as unknown,
    });
    assert.deepEqual(
      result.sloGate.checks.map(({ name, threshold, unit }) => [name, threshold, unit]),
      [
        ["availability", 0.001, "ratio"],
        ["latency-p95", 100, "milliseconds"],
      ],
    );
  });

  it("tells where the runbooks are read, where the platform says so", async () => {
    const args = {
      ...smallest.ModelService,
      slo,
      target: {
        ...smallest.ModelService.target,
        runbookBaseUrl: "https://git.example.com/runbooks",
      },
    };
    const { resources } = await record(() => new ModelService("m", args));
    const groups = at(one(resources, "m-slo").inputs, "spec", "groups", 0, "rules") as object[];
    assert.deepEqual(
      groups.flatMap((rule) => at(rule, "annotations", "runbook_url") ?? []),
      [
        "https://git.example.com/runbooks/model-error-budget-burn-fast.md",
        "https://git.example.com/runbooks/model-error-budget-burn-slow.md",
        "https://git.example.com/runbooks/model-error-budget-burn-fast.md",
        "https://git.example.com/runbooks/model-error-budget-burn-slow.md",
        "https://git.example.com/runbooks/model-slo-metrics-missing.md",
      ],
    );
  });

  it("registers nothing without them, and gives a gate without checks", async () => {
    const { resources, result } = await record(() => new ModelService("m", smallest.ModelService));
    assert.deepEqual(
      resources.filter(({ type }) => type.endsWith("PrometheusRule")),
      [],
    );
    assert.deepEqual(result.sloGate, { checks: [] });
  });

  it("asks at the container before the model, where there is one", async () => {
    const { result } = await record(() => new ModelService("m", fullest.ModelService));
    assert.equal(result.sloGate.checks.length, 4);
    for (const { query } of result.sloGate.checks) {
      assert.ok(query.includes(`destination_service_name="scorer-transformer"`), query);
    }
  });

  it("refuses what cannot be measured with all other problems, before anything is registered", async () => {
    const args = {
      ...smallest.ModelService,
      startupSeconds: 0,
      slo: { availability: 100, latency: { p95: "120 ms" } },
    } as const;
    assert.deepEqual(await refusal(() => new ModelService("m", args)), [
      'ModelService "m": 3 inputs are wrong',
      "startupSeconds: 0 is not a time. Write whole seconds from 1 to 3600.",
      "slo.availability: 100 leaves no error budget: the first failed request breaks it. Write less, for instance 99.9.",
      'slo.latency.p95: "120 ms" cannot be measured: the mesh counts the requests up to 100 ms and up to 250 ms, and none between. Write "100 ms" or "250 ms".',
    ]);
  });
});
