import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { customResource } from "../../internal/custom-resource";
import { prometheusRuleSpec } from "../rules/rule";
import type { WatchedModel } from "./missing-metrics";
import type { ServiceLevelObjectives } from "./slo";
import { planSloRules } from "./slo-plan";

/** Registers the rules of the objectives of a model, in its namespace, where they go with it. */
export function createSloRules(
  name: string,
  slo: ServiceLevelObjectives,
  model: WatchedModel,
  runbookBaseUrl: string | undefined,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
  return customResource(
    name,
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: { name: `${model.service}-slo`, namespace: model.namespace },
      spec: prometheusRuleSpec([planSloRules(slo, model)], runbookBaseUrl),
    },
    opts,
  );
}
