import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { stringify } from "yaml";

import {
  isAlert,
  prometheusRuleSpec,
  type AlertRule,
  type RuleGroup,
} from "../../components/observability/rules/rule";
import { ensureTools } from "../../sandbox/toolchain/ensure";

const run = promisify(execFile);

/** An alert that is firing. */
export interface FiringAlert {
  /** All its labels but `alertname`, `severity`, `owner` and those that the rule adds. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its value as its annotations show it. Default: they show none. */
  readonly value?: string;
}

/** Series and what the rules make of them. */
export interface RuleCase {
  readonly name: string;
  /** Series to values in the notation of promtool: one sample a minute, from minute 0 on. */
  readonly series: Readonly<Record<string, string>>;
  /** When it is looked, from the first sample on, for instance `20m`. */
  readonly at: string;
  /** Alerts that are looked at: exactly these are firing. */
  readonly alerts?: Readonly<Record<string, readonly FiringAlert[]>>;
  /** Recorded series that are looked at: exactly these elements exist, labels to value to a millionth. */
  readonly samples?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Path of the pinned promtool. */
export async function findPromtool(): Promise<string> {
  return (await ensureTools(["promtool"], () => undefined)).promtool;
}

/**
 * Has promtool check the groups and run the cases on them.
 *
 * @throws Error with what promtool says, where a group is refused or a case gives something else.
 */
export async function runRuleCases(
  groups: readonly RuleGroup[],
  cases: readonly RuleCase[],
): Promise<void> {
  await withPromtool(
    { "rules.yaml": prometheusRuleSpec(groups), "cases.yaml": testFile(groups, cases) },
    async (promtool) => {
      await promtool("check", "rules", "--lint=all", "--lint-fatal", "rules.yaml");
      await promtool("test", "rules", "cases.yaml");
    },
  );
}

/**
 * Runs promtool in a folder with some files, written as YAML, that is gone afterwards.
 *
 * @throws Error with what promtool says, where it fails.
 */
export async function withPromtool(
  files: Readonly<Record<string, object>>,
  use: (promtool: (...args: readonly string[]) => Promise<void>) => Promise<void>,
): Promise<void> {
  const promtool = await findPromtool();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "rules-"));
  try {
    for (const [file, content] of Object.entries(files)) {
      await fs.writeFile(path.join(folder, file), stringify(content));
    }
    await use((...args) => promtoolRun(promtool, folder, args));
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

async function promtoolRun(promtool: string, cwd: string, args: readonly string[]): Promise<void> {
  try {
    await run(promtool, [...args], { cwd, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool ${args.join(" ")} fails:\n${stdout}${stderr}`, { cause: error });
  }
}

function testFile(groups: readonly RuleGroup[], cases: readonly RuleCase[]): object {
  const alerts = new Map(
    groups.flatMap(({ rules }) => rules.filter(isAlert).map((rule) => [rule.alert, rule] as const)),
  );
  return {
    rule_files: ["rules.yaml"],
    evaluation_interval: "1m",
    fuzzy_compare: true,
    group_eval_order: groups.map(({ name }) => name),
    tests: cases.map((each) => ({
      name: each.name,
      interval: "1m",
      input_series: Object.entries(each.series).map(([series, values]) => ({ series, values })),
      alert_rule_test: Object.entries(each.alerts ?? {}).map(([alert, firing]) => ({
        eval_time: each.at,
        alertname: alert,
        exp_alerts: firing.map((one) => expectedAlert(knownAlert(alerts, alert), one)),
      })),
      promql_expr_test: Object.entries(each.samples ?? {}).map(([record, elements]) => ({
        // Thirds and rates are not exact in binary; the name goes with the rounding.
        expr: `round(${record}, 1e-6)`,
        eval_time: each.at,
        exp_samples: Object.entries(elements).map(([labels, value]) => ({
          labels,
          value: Math.round(value * 1e6) / 1e6,
        })),
      })),
    })),
  };
}

function knownAlert(alerts: ReadonlyMap<string, AlertRule>, name: string): AlertRule {
  const rule = alerts.get(name);
  if (rule === undefined) throw new Error(`There is no alert ${name}.`);
  return rule;
}

function expectedAlert(rule: AlertRule, { labels, value }: FiringAlert): object {
  const [spec] = prometheusRuleSpec([{ name: "one", rules: [rule] }]).groups;
  const { annotations, labels: added } = spec?.rules[0] as {
    readonly annotations: Readonly<Record<string, string>>;
    readonly labels: Readonly<Record<string, string>>;
  };
  return {
    exp_labels: { ...labels, ...added },
    exp_annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, text]) => [name, rendered(text, labels, value)]),
    ),
  };
}

/** A template of the few forms that the rules use; a label that is not there is empty in Prometheus too. */
function rendered(
  template: string,
  labels: Readonly<Record<string, string>>,
  value: string | undefined,
): string {
  return template
    .replaceAll(/{{ \$labels\.(\w+) }}/g, (_, label: string) => labels[label] ?? "")
    .replaceAll(/{{ \$value[^}]* }}/g, () => {
      if (value === undefined) throw new Error(`The value in "${template}" is not given.`);
      return value;
    });
}
