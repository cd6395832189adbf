import { Field } from "../frame/field";
import { defineRule, type RuleContext } from "../frame/rule";
import { taggableTypes } from "./taggable-types";

/** Configuration of `hyg-tags`. */
interface Config {
  readonly required: Readonly<Record<string, string>>;
}

const anything = "^.+$";
const defaults: Config = {
  required: {
    project: anything,
    environment: "^(dev|staging|prod)$",
    owner: anything,
    "cost-center": anything,
    "managed-by": "^pulumi$",
  },
};

/** Every AWS resource can be traced to a project, an owner and a budget. */
export const hygTags = defineRule<Config>({
  id: "hyg-tags",
  group: "hygiene",
  severity: "medium",
  displayName: "AWS resources carry the tags of the company",
  description:
    "Every taggable AWS resource has the required tags, its own or by the defaultTags of the provider.",
  rationale:
    "Cost reports, budgets and clean-up find resources by tag; what has none belongs to nobody.",
  remediationSteps:
    "Set the tags once as defaultTags of the AWS provider of the stack, or on the resource.",
  references: [
    { framework: "AWS EKS best practices", control: "Cost: tagging" },
    { framework: "AWS Foundational Security Best Practices", control: "EKS.6" },
  ],
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  unknownIsMandatoryIn: [],
  resources: taggableTypes,
  findings: {
    missing: "A required tag is not set.",
    value: "A required tag has a value that its pattern does not allow.",
  },
  configSchema: {
    properties: {
      required: {
        type: "object",
        additionalProperties: { type: "string", minLength: 1 },
        minProperties: 1,
        description: "Tag keys and the regular expression that their value matches.",
      },
    },
  },
  defaults: { dev: defaults, staging: defaults, prod: defaults },
  examples: {
    pass: {
      type: "aws:kms/key:Key",
      props: {
        tags: {
          project: "inference-platform",
          environment: "dev",
          owner: "platform-team",
          "cost-center": "4711",
          "managed-by": "pulumi",
        },
      },
    },
    fail: { type: "aws:kms/key:Key", props: { tags: { project: "inference-platform" } } },
  },
  check: (context) => {
    const tags = context.props.at("tags");
    const inherited = defaultTags(context.provider);
    const required = Object.entries(context.config.required);
    if (tags.read().state === "unknown" && required.some(([key]) => !inherited.at(key).isSet())) {
      context.unverifiable(tags);
      return;
    }
    for (const [key, pattern] of required) {
      checkTag(context, tags.at(key).isSet() ? tags.at(key) : inherited.at(key), key, pattern);
    }
  },
});

function checkTag(context: RuleContext<Config>, tag: Field, key: string, pattern: string): void {
  const value = tag.string();
  if (value.state === "unknown") {
    if (pattern !== anything) {
      context.unverifiable(tag);
    }
  } else if (value.state === "absent") {
    context.report({
      finding: "missing",
      what: `the required tag "${key}" is missing`,
      field: context.props.at("tags"),
      fix: `set tag "${key}" in defaultTags of the AWS provider or on the resource`,
    });
  } else if (!new RegExp(pattern, "u").test(value.value)) {
    context.report({
      finding: "value",
      what: `the tag "${key}" does not match ${pattern}`,
      field: tag,
      fix: `set tag "${key}" to a value that matches`,
    });
  }
}

/** The provider's default tags: its inputs reach the engine as JSON text where they are nested. */
function defaultTags(provider: Field): Field {
  const field = provider.at("defaultTags");
  const text = field.string();
  if (text.state !== "known") {
    return field.at("tags");
  }
  const parsed: unknown = JSON.parse(text.value);
  return Field.root(parsed, field.path).at("tags");
}
