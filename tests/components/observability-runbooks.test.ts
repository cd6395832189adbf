import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { refuse } from "../../components/internal/problems";
import { ruleGroups } from "../../components/observability/rules/catalogue";
import { isAlert, runbookOf, type RuleGroup } from "../../components/observability/rules/rule";
import { runbookProblems } from "../../components/observability/rules/runbooks";
import { planSloRules } from "../../components/observability/slo/slo-plan";
import { metricsOf, syntaxErrors } from "../support/promql";

/**
 * Proves that every alert has a runbook that agrees with it and asks what can be asked. Does not prove that its advice is
 * good, nor that its commands work on a cluster.
 */

const runbooks = path.join(__dirname, "../../docs/runbooks");
const pages = fs.readdirSync(runbooks).filter((file) => file !== "README.md");
const read = (file: string): string => fs.readFileSync(path.join(runbooks, file), "utf8");

/** The group of a model that promises all that can be promised. */
const objectives = planSloRules(
  { availability: 99.9, latency: { p95: "100 ms" }, timeToFirstToken: { p95: "500 ms" } },
  { namespace: "fraud", service: "chat", entry: "predictor", multiNode: false },
);

const groups = [...ruleGroups, objectives];
const rules = ruleGroups.flatMap((group) => group.rules);
const documented = [
  ...new Map(
    groups.flatMap((group) => group.rules.filter(isAlert)).map((rule) => [rule.alert, rule]),
  ).values(),
];

/** Blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)\\n\`\`\``, "gms"))].map(
    ([, text = ""]) => text,
  );
}

function example(alert: string): RuleGroup {
  const texts = { summary: "It is late", description: "Look at the clock." };
  const rule = { alert, expr: "up == 0", severity: "info", owner: "platform", ...texts } as const;
  return { name: "example", rules: [rule] };
}

describe("Runbooks", () => {
  it("are there for every alert, and for nothing else", () => {
    assert.deepEqual(runbookProblems(groups, new Set(pages)), []);
  });

  it("that are missing or left over are refused, each with its path", () => {
    const problems = runbookProblems([example("ClockLate")], new Set(["clock-fast.md"]));
    assert.deepEqual(problems, [
      {
        path: "example.ClockLate",
        reason:
          "has no runbook. Write docs/runbooks/clock-late.md: what it means, whom it hurts, how to confirm it and what to do.",
      },
      {
        path: "docs/runbooks/clock-fast.md",
        reason: "is the runbook of no alert. Remove it, or rename it after its alert.",
      },
    ]);
    assert.throws(
      () => {
        refuse("Rules", problems);
      },
      (error) => pulumi.InputPropertiesError.isInstance(error) && error.errors.length === 2,
    );
    assert.deepEqual(runbookProblems([example("ClockLate")], new Set(["clock-late.md"])), []);
    const recorded = { name: "example", rules: [{ record: "a:b:c", expr: "up" }] };
    assert.deepEqual(runbookProblems([recorded], new Set()), []);
  });

  it("are named after their alert, abbreviations as one word", () => {
    assert.equal(runbookOf("GpuXidFatal"), "gpu-xid-fatal");
    assert.equal(runbookOf("ModelSLOBroken"), "model-slo-broken");
  });

  it("say the same severity and owner as the alert, on the page and in the index", () => {
    const index = read("README.md");
    for (const { alert, severity, owner } of documented) {
      const file = `${runbookOf(alert)}.md`;
      const head = `# ${alert}\n\n- Severity: \`${severity}\`\n- Owner: \`${owner}\`\n\n`;
      assert.ok(read(file).startsWith(head), `${file} begins otherwise than\n${head}`);
      const row = new RegExp(
        `^\\| \\[${alert}\\]\\(${file}\\) +\\| \`${severity}\` +\\| \`${owner}\` +\\|$`,
        "m",
      );
      assert.match(index, row, alert);
    }
    assert.equal([...index.matchAll(/^\| \[/gm)].length, documented.length);
  });

  it("have the same sections, none of them empty", () => {
    for (const file of pages) {
      const [, ...sections] = read(file).split(/^## /m);
      assert.deepEqual(
        sections.map((section) => section.split("\n")[0]),
        ["What it means", "Impact", "Confirm", "Likely causes", "What to do", "Silence"],
        file,
      );
      for (const section of sections) assert.match(section, /\n\n.{4,}/s, file);
      assert.match(sections[4] ?? "", /^1\. /m, file);
    }
  });

  it("ask what can be parsed, of series that are recorded or that rules read", () => {
    const known = new Set([
      ...rules.flatMap((rule) => [
        ...metricsOf(rule.expr),
        ...(isAlert(rule) ? [] : [rule.record]),
      ]),
      ...["1h", "1d", "5m"].map((window) => `slo:error_ratio:rate${window}`),
      ...["slo:requests:rate5m", "slo:error_budget_remaining:ratio"],
      ...["alertmanager_notifications_total", "prometheus_tsdb_head_series"],
      ...["karpenter_nodepools_limit", "karpenter_nodepools_usage"],
      ...["karpenter_scheduler_unschedulable_pods_count", "vllm:num_preemptions_total"],
    ]);
    for (const file of pages) {
      const queries = blocks(read(file), "promql");
      assert.ok(queries.length > 0, file);
      for (const query of queries) {
        assert.deepEqual(syntaxErrors(query), [], `${file}: ${query}`);
        for (const metric of metricsOf(query)) {
          assert.ok(known.has(metric), `${file}: nobody makes ${metric}`);
        }
      }
    }
  });

  it("lead to pages that are there", () => {
    const files = new Set([...pages, "README.md"]);
    for (const file of files) {
      for (const [, target = ""] of read(file).matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
        assert.ok(files.has(target), `${file}: ${target}`);
      }
    }
  });

  it("silence their own alert and no other", () => {
    for (const { alert } of documented) {
      const commands = blocks(read(`${runbookOf(alert)}.md`), "sh").flatMap((text) =>
        text.split("\n").filter((line) => line.startsWith("silence ")),
      );
      assert.equal(commands.length, 1, alert);
      assert.match(
        commands[0] ?? "",
        new RegExp(`^silence 'alertname=${alert}'( '\\w+=<\\w+>')*$`),
      );
    }
  });
});
