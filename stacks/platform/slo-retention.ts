import type { Problem } from "@inference-platform/components/internal/problems";
import { observabilityDefaults } from "@inference-platform/components/observability/defaults";
import { DEFAULT_ERROR_BUDGET_DAYS } from "@inference-platform/components/observability/slo/slo";
import { errorBudgetProblems } from "@inference-platform/components/observability/slo/slo-rules";

import type { TenantConfig } from "./tenant-config";

/**
 * Problems of error budgets that are longer than metrics are kept. Prometheus would sum what it still has, and call that
 * the whole budget.
 *
 * @param path Of the tenants.
 * @param metricRetentionDays Days; one that is wrong itself is judged elsewhere. Default: that of `Observability`.
 */
export function sloRetentionProblems(
  path: string,
  tenants: Readonly<Record<string, TenantConfig>>,
  metricRetentionDays: number = observabilityDefaults.metricRetentionDays,
): Problem[] {
  if (!(metricRetentionDays >= 1)) return [];
  return Object.entries(tenants).flatMap(([tenant, { models }]) =>
    Object.entries(models).flatMap(([model, { slo }]) => {
      if (slo === undefined || errorBudgetProblems(slo.errorBudgetDays).length > 0) return [];
      const { errorBudgetDays = DEFAULT_ERROR_BUDGET_DAYS } = slo;
      if (errorBudgetDays <= metricRetentionDays) return [];
      const origin = slo.errorBudgetDays === undefined ? " (the default)" : "";
      return [
        {
          path: `${path}.${tenant}.models.${model}.slo.errorBudgetDays`,
          reason: `${errorBudgetDays} days${origin} are more than the ${metricRetentionDays} for which metrics are kept, so the budget would only count those. Write at most ${metricRetentionDays}, or keep metrics for ${errorBudgetDays} days with observability.metricRetentionDays.`,
        },
      ];
    }),
  );
}
