import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { policyDocs } from "../../policy/docs";
import { resolveEnvironment } from "../../policy/frame/environment";
import { defineRule, type PackRule } from "../../policy/frame/rule";
import { taggableTypes } from "../../policy/hygiene/taggable-types";
import { rules } from "../../policy/pack";
import { runPack } from "../support/policy";

const root = join(__dirname, "..", "..");

describe("environment of the policies", () => {
  it("is the configuration, else the name of the stack", () => {
    assert.deepEqual(resolveEnvironment("dev", "anything"), { environment: "dev" });
    assert.deepEqual(resolveEnvironment(undefined, "staging"), { environment: "staging" });
  });

  it("is prod where nothing known is named, and says so", () => {
    assert.deepEqual(resolveEnvironment("production", "dev"), {
      environment: "prod",
      note: 'configuration inference-platform:environment "production" is not one of dev, staging, prod: the prod profile applies. Fix: pulumi config set inference-platform:environment <dev|staging|prod>.',
    });
    assert.deepEqual(resolveEnvironment(undefined, "alice"), {
      environment: "prod",
      note: 'stack name "alice" is not one of dev, staging, prod: the prod profile applies. Fix: pulumi config set inference-platform:environment <dev|staging|prod>.',
    });
  });
});

describe("rule declarations", () => {
  it("are in alphabetical order and unique", () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });

  for (const rule of rules) {
    it(`${rule.id} is complete`, () => {
      assert.match(rule.id, /^[a-z]+(?:-[a-z]+)+$/);
      assert.ok(rule.references.length > 0, "no reference");
      assert.ok(Object.keys(rule.findings).length > 0, "no findings");
      for (const text of [rule.description, rule.rationale, rule.remediationSteps]) {
        assert.match(text, /^[A-Z].+\.$/);
      }
      const keys = Object.keys(rule.configSchema.properties);
      for (const defaults of Object.values(rule.defaults)) {
        assert.deepEqual(Object.keys(defaults).sort(), [...keys].sort());
      }
      for (const schema of Object.values(rule.configSchema.properties)) {
        assert.ok(schema.description, "a configuration key without description");
      }
    });
  }
});

describe("frame", () => {
  const broken: PackRule = defineRule({
    ...declarationOf("gpu-broken"),
    check: () => {
      throw new TypeError("the value hf_secret broke it");
    },
  });
  const resource = { type: "aws:ec2/vpc:Vpc", name: "vpc", props: {} };

  it("turns a rule that throws into a finding, and goes on", () => {
    const rulesWithBroken = [broken, { ...broken, id: "gpu-other" }];
    const said = runPack([resource], "prod", { rules: rulesWithBroken });
    assert.deepEqual(
      said.map(({ level, message }) => `${level} ${message.replace(/:\d+:\d+\./, ".")}`),
      ["gpu-broken", "gpu-other"].map(
        (id) =>
          `mandatory policy-internal-error: rule ${id} failed with TypeError on a resource of type aws:ec2/vpc:Vpc at frame.test.ts. ` +
          `Fix: report it with the type and the program; until then disable ${id} in the policy configuration.`,
      ),
    );
    assert.deepEqual(
      runPack([resource], "dev", { rules: [broken] }).map(({ level }) => level),
      ["advisory"],
    );
  });

  it("reports an unknown as advice, and at the level of the rule where the rule asks", () => {
    const open = defineRule({
      ...declarationOf("gpu-open"),
      unknownIsMandatoryIn: ["prod"],
      check: ({ props, unverifiable }) => {
        unverifiable(props.at("cidrBlock"));
      },
    });
    const levels = (environment: "dev" | "prod"): readonly string[] =>
      runPack([resource], environment, { rules: [open] }).map(({ level }) => level);
    assert.deepEqual([levels("dev"), levels("prod")], [["advisory"], ["mandatory"]]);
  });

  it("says a mistaken configuration key once per run", () => {
    const config = { "hyg-tags": { requird: {} } };
    const messages = runPack([resource], "prod", { config }).filter(
      ({ finding }) => finding === "hyg-tags[config]",
    );
    assert.deepEqual(
      messages.map(({ message }) => message),
      [
        'hyg-tags[config]: the policy has no configuration key "requird". Fix: use one of required.',
      ],
    );
  });

  it("leaves out rules that are disabled in the environment", () => {
    const off: PackRule = { ...broken, levels: { ...broken.levels, dev: "disabled" } };
    assert.deepEqual(runPack([resource], "dev", { rules: [off] }), []);
  });
});

describe("taggable types", () => {
  for (const type of taggableTypes) {
    it(`${type} takes tags`, () => {
      const [, module = ""] = type.split(":");
      const file = join(root, "node_modules", "@pulumi", "aws", `${module}.d.ts`);
      assert.match(readFileSync(file, "utf8"), /^ {4}tags\?: pulumi\.Input<\{/m);
    });
  }
});

describe("documentation of the policies", () => {
  const directory = join(root, "docs", "policies");

  it("is what the declarations say: node --import tsx policy/write-docs.ts", () => {
    const pages = policyDocs(rules);
    assert.deepEqual(readdirSync(directory).sort(), [...pages.keys()].sort());
    for (const [file, text] of pages) {
      assert.equal(readFileSync(join(directory, file), "utf8"), text, file);
    }
  });

  it("is where the urls of the policies point", () => {
    for (const rule of rules) {
      assert.ok(existsSync(join(root, "docs", "policies", `${rule.id}.md`)));
    }
  });
});

function declarationOf(id: string): Omit<Parameters<typeof defineRule>[0], "check"> {
  return {
    id,
    group: "gpu",
    severity: "low",
    displayName: id,
    description: "",
    rationale: "",
    remediationSteps: "",
    references: [],
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    unknownIsMandatoryIn: [],
    resources: ["aws:ec2/vpc:Vpc"],
    findings: {},
    configSchema: { properties: {} },
    defaults: { dev: {}, staging: {}, prod: {} },
    examples: {
      pass: { type: "aws:ec2/vpc:Vpc", props: {} },
      fail: { type: "aws:ec2/vpc:Vpc", props: {} },
    },
  };
}
