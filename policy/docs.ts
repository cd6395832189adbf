import { environments } from "./frame/environment";
import { describeSelector } from "./frame/resource-type";
import type { Example, Group, PackRule } from "./frame/rule";

const groupTitles: Readonly<Record<Group, string>> = {
  cluster: "Cluster",
  cost: "Cost",
  gpu: "GPU scheduling",
  hygiene: "Hygiene",
  network: "Network",
};

/** Documentation of the pack: file name under `docs/policies/` and text, one page per rule and an index. */
export function policyDocs(rules: readonly PackRule[]): ReadonlyMap<string, string> {
  return new Map([
    ["README.md", indexPage(rules)],
    ...rules.map((rule): [string, string] => [`${rule.id}.md`, rulePage(rule)]),
  ]);
}

function indexPage(rules: readonly PackRule[]): string {
  const groups = [...new Set(rules.map(({ group }) => group))].sort();
  return page([
    "# Policies",
    "Made from the declarations in `policy/`. The environment of a stack is the configuration `inference-platform:environment`, else the name of the stack; anything but dev, staging and prod counts as prod.",
    ...groups.flatMap((group) => [
      `## ${groupTitles[group]}`,
      list(
        rules
          .filter((rule) => rule.group === group)
          .map((rule) => `[${rule.id}](${rule.id}.md) (${rule.severity}): ${rule.description}`),
      ),
    ]),
    "## Findings of every policy",
    list([
      "`[unverifiable]`: preview does not know a value that decides the policy.",
      "`[config]`: the policy configuration has a key that the policy does not have.",
      "`policy-internal-error`: a policy failed; the others went on.",
    ]),
  ]);
}

function rulePage(rule: PackRule): string {
  return page([
    `# ${rule.displayName}`,
    `\`${rule.id}\`, severity ${rule.severity}. ${rule.description}`,
    rule.rationale,
    "## Enforcement",
    list(environments.map((environment) => `${environment}: ${rule.levels[environment]}`)),
    rule.unknownIsMandatoryIn.length === 0
      ? "A value that preview does not know is reported as advice."
      : `A value that preview does not know is as bad as a violation in ${rule.unknownIsMandatoryIn.join(", ")}, elsewhere advice.`,
    "## Resources",
    list(rule.resources.map((selector) => `\`${describeSelector(selector)}\``)),
    "## Findings",
    list(
      Object.entries(rule.findings).map(([finding, text]) => `\`${rule.id}[${finding}]\`: ${text}`),
    ),
    "## Remediation",
    rule.remediationSteps,
    "## Configuration",
    ...configuration(rule),
    "## Examples",
    "Passes:",
    example(rule.examples.pass),
    "Fails:",
    example(rule.examples.fail),
    "## References",
    list(rule.references.map(({ framework, control }) => `${framework}: ${control}`)),
  ]);
}

function configuration(rule: PackRule): readonly string[] {
  const properties = Object.entries(rule.configSchema.properties);
  if (properties.length === 0) {
    return ["None besides `enforcementLevel`."];
  }
  return properties.flatMap(([key, schema]) => [
    `\`${key}\`: ${schema.description ?? ""} Default per environment:`,
    list(
      environments.map((environment) => {
        const defaults: Readonly<Record<string, unknown>> = { ...rule.defaults[environment] };
        return `${environment}: \`${JSON.stringify(defaults[key])}\``;
      }),
    ),
  ]);
}

function example({ type, props }: Example): string {
  return ["```text", JSON.stringify({ type, props }, null, 2), "```"].join("\n");
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

function page(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}
