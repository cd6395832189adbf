import {
  isAlert,
  prometheusRuleSpec,
  type RecordingRule,
  type RuleGroup,
} from "@inference-platform/components/observability/rules/rule";
import { stringify } from "yaml";

import { loopback } from "../controlplane/ports";
import type { Target } from "../metrics/target";
import { metricsPath } from "./exporter";

/** How Prometheus is set up. */
export interface PrometheusSetup {
  /** Port of the exporter. */
  readonly exporterPort: number;
  /** What it scrapes there. */
  readonly targets: readonly Target[];
  readonly scrapeSeconds: number;
  /** File of the rules. */
  readonly rulesFile: string;
}

/** Configuration of Prometheus: each target under the labels that discovery on a cluster would give it. */
export function configurationText(setup: PrometheusSetup): string {
  const interval = `${setup.scrapeSeconds}s`;
  return stringify({
    global: {
      scrape_interval: interval,
      scrape_timeout: interval,
      evaluation_interval: `${setup.scrapeSeconds * 3}s`,
    },
    rule_files: [setup.rulesFile],
    scrape_configs: setup.targets.map((target) => ({
      job_name: `${target.job}/${target.instance}`,
      honor_labels: target.honorLabels,
      metrics_path: metricsPath(target),
      static_configs: [
        {
          targets: [`${loopback}:${setup.exporterPort}`],
          labels: { job: target.job, instance: target.instance, ...target.labels },
        },
      ],
    })),
  });
}

/** The groups as a file of rules, as the operator would write it. */
export function rulesText(groups: readonly RuleGroup[]): string {
  return stringify(prometheusRuleSpec(groups));
}

/** The recording rules of the groups, in steps: each needs only what the steps before it record. */
export function recordingSteps(
  groups: readonly RuleGroup[],
  namesIn: (expr: string) => readonly string[],
): RecordingRule[][] {
  const steps: RecordingRule[][] = [];
  let left = groups.flatMap((group) =>
    group.rules.filter((rule): rule is RecordingRule => !isAlert(rule)),
  );
  while (left.length > 0) {
    const ready = left.filter(({ record, expr }) =>
      left.every(
        (other) =>
          !namesIn(expr).includes(other.record) ||
          // A rule that extends its own series comes after the rules that begin it.
          (other.record === record && namesIn(other.expr).includes(record)),
      ),
    );
    if (ready.length === 0) {
      const names = [...new Set(left.map(({ record }) => record))];
      throw new Error(`rules record each other in a circle: ${names.join(", ")}`);
    }
    steps.push(ready);
    left = left.filter((rule) => !ready.includes(rule));
  }
  return steps;
}
