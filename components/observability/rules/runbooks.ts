import type { Problem } from "../../internal/problems";
import { isAlert, runbookOf, type RuleGroup } from "./rule";

/**
 * What is wrong between alerts and runbooks: an alert without a page, and a page without an alert. Who is paged at night
 * finds a page, and no page tells of what is gone.
 *
 * @param pages File names of the pages, with their ending.
 * @returns A problem for each, at the path of the alert below its group (`gpu-alerts.GpuHot`) or of the page.
 */
export function runbookProblems(
  groups: readonly RuleGroup[],
  pages: ReadonlySet<string>,
): Problem[] {
  const alerts = groups.flatMap(({ name, rules }) =>
    rules.filter(isAlert).map(({ alert }) => ({
      path: `${name}.${alert}`,
      page: `${runbookOf(alert)}.md`,
    })),
  );
  const wanted = new Set(alerts.map(({ page }) => page));
  return [
    ...alerts
      .filter(({ page }) => !pages.has(page))
      .map(({ path, page }) => ({
        path,
        reason: `has no runbook. Write docs/runbooks/${page}: what it means, whom it hurts, how to confirm it and what to do.`,
      })),
    ...[...pages]
      .filter((page) => !wanted.has(page))
      .map((page) => ({
        path: `docs/runbooks/${page}`,
        reason: "is the runbook of no alert. Remove it, or rename it after its alert.",
      })),
  ];
}
