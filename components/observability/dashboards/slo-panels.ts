import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { timeSeries } from "./panels";
import { table } from "./table-panel";
import { modelOfLineLink } from "./links";
import { unit } from "./units";
import { CHOSEN_MODELS, CHOSEN_TENANTS } from "./variables";

/** Windows over which the error ratio of an objective is recorded. */
const windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;

const joined = "on (namespace, model_service, slo)";

/** How many times faster than planned the error budget is used up: 1 uses it up exactly at the end of its period. */
function burnRate(window: (typeof windows)[number]): string {
  return `slo:error_ratio:rate${window}{${CHOSEN_MODELS}} / ${joined} (1 - slo:objective:ratio{${CHOSEN_MODELS}})`;
}

function perObjective(operation: "max" | "min", expr: string): string {
  return `${operation} by (namespace, model_service, slo) (${expr})`;
}

/** Objectives of the chosen models, and how they stand. */
export function objectives(): Panel {
  return table({
    title: "Objectives",
    description:
      "What was promised, what is left of the error budget, and how fast it goes. Empty: the models have no objectives.",
    labels: { namespace: "Tenant", model_service: "Model", slo: "Objective" },
    columns: [
      {
        title: "Burn rate 1 h",
        unit: unit.count,
        expr: perObjective("max", burnRate("1h")),
        limits: { warn: 1, bad: 6 },
      },
      {
        title: "Target",
        unit: unit.ratio,
        expr: perObjective("max", `slo:objective:ratio{${CHOSEN_MODELS}}`),
      },
      {
        title: "Budget left",
        unit: unit.ratio,
        expr: perObjective("min", `slo:error_budget_remaining:ratio{${CHOSEN_MODELS}}`),
        limits: { warn: 0.5, bad: 0.1 },
      },
    ],
  });
}

/** The objectives of all models that are nearest to being broken. */
export function smallestBudgets(): Panel {
  return table({
    title: "Smallest error budgets",
    description:
      "The ten objectives with the least left of their error budgets. Below 0: more failed than was promised. Empty: no model has objectives.",
    labels: { namespace: "Tenant", model_service: "Model", slo: "Objective" },
    columns: [
      {
        title: "Budget left",
        unit: unit.ratio,
        expr: `bottomk(10, ${perObjective("min", `slo:error_budget_remaining:ratio{${CHOSEN_TENANTS}}`)})`,
        limits: { warn: 0.5, bad: 0.1 },
      },
    ],
    smallestFirst: true,
    links: [modelOfLineLink()],
  });
}

/** What is left of the error budgets. */
export function budgetRemaining(): Panel {
  return timeSeries({
    title: "Error budget left",
    description:
      "Share of the failures allowed in the period that has not been used. At 0 the promise is broken.",
    unit: unit.ratio,
    max: 1,
    width: 12,
    queries: [
      {
        expr: perObjective("min", `slo:error_budget_remaining:ratio{${CHOSEN_MODELS}}`),
        legend: "{{model_service}} {{slo}}",
      },
    ],
    limits: { warn: 0.5, bad: 0.1 },
  });
}

/** How fast the budgets go, over each window. */
export function burnRates(): Panel {
  return timeSeries({
    title: "Burn rate by window",
    description:
      "How many times faster than planned the budget goes. 14.4 over an hour uses 2 % of a month's budget and pages somebody; 1 is as planned.",
    unit: unit.count,
    width: 12,
    queries: windows.map((window) => ({
      expr: perObjective("max", burnRate(window)),
      legend: `{{model_service}} {{slo}} ${window}`,
    })),
    limits: { warn: 1, bad: 14.4 },
  });
}
