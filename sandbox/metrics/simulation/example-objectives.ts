import type { RuleGroup } from "@inference-platform/components/observability/rules/rule";
import { planSloRules } from "@inference-platform/components/observability/slo/slo-plan";
import type { ServiceLevelObjectives } from "@inference-platform/components/observability/slo/slo";

/** What is promised for a model of the example cluster. */
interface PromisedModel {
  readonly namespace: string;
  readonly service: string;
  readonly slo: ServiceLevelObjectives;
}

/** Objectives of the models of the example cluster: over HTTP and gRPC, and up to the first token. */
export const exampleObjectives: readonly PromisedModel[] = [
  {
    namespace: "payments",
    service: "fraud",
    slo: { availability: 99.9, latency: { p95: "100 ms" } },
  },
  { namespace: "search", service: "vision", slo: { availability: 99.5 } },
  {
    namespace: "support",
    service: "assistant",
    slo: { availability: 99, timeToFirstToken: { p95: "2.5 s" } },
  },
];

/** The rules of these objectives. */
export const exampleSloRules: readonly RuleGroup[] = exampleObjectives.map(
  ({ namespace, service, slo }) =>
    planSloRules(slo, { namespace, service, entry: "predictor", multiNode: false }),
);
