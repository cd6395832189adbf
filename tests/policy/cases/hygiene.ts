import { unknownValue } from "../../support/policy";
import { failing, passing, unverifiable, type RuleCases } from "./rule-cases";

const key = "aws:kms/key:Key";
const notRead = { type: "kubernetes:core/v1:ConfigMap", name: "settings", props: {} };
const tags = {
  project: "inference-platform",
  environment: "prod",
  owner: "platform-team",
  "cost-center": "4711",
  "managed-by": "pulumi",
};
const withoutOwner = Object.fromEntries(Object.entries(tags).filter(([name]) => name !== "owner"));
const providerTags = { defaultTags: JSON.stringify({ tags: { owner: "platform-team" } }) };

/** Cases of policy/hygiene/tags.ts. */
export const tagged: RuleCases = {
  id: "hyg-tags",
  pass: [
    passing("own tags", key, { tags }),
    {
      title: "one tag from the provider, as JSON text",
      resource: {
        type: key,
        name: "subject",
        props: { tags: withoutOwner },
        provider: providerTags,
      },
      messages: [],
    },
    {
      title: "all tags from the provider, as an object",
      resource: { type: key, name: "subject", props: {}, provider: { defaultTags: { tags } } },
      messages: [],
    },
    passing("an owner that comes later", key, { tags: { ...tags, owner: unknownValue } }),
  ],
  fail: [
    failing("no owner", key, { tags: withoutOwner }, [
      'hyg-tags[missing]: the required tag "owner" is missing at tags. Fix: set tag "owner" in defaultTags of the AWS provider or on the resource.',
    ]),
    failing("a value outside its pattern", key, { tags: { ...tags, environment: "production" } }, [
      'hyg-tags[value]: the tag "environment" does not match ^(dev|staging|prod)$ at tags.environment. Fix: set tag "environment" to a value that matches.',
    ]),
  ],
  unknown: [
    failing("unknown tags", key, { tags: unknownValue }, [unverifiable("hyg-tags", "tags")]),
    failing(
      "an unknown value does not hide a missing tag",
      key,
      { tags: { ...withoutOwner, environment: unknownValue } },
      [
        unverifiable("hyg-tags", "tags.environment"),
        'hyg-tags[missing]: the required tag "owner" is missing at tags. Fix: set tag "owner" in defaultTags of the AWS provider or on the resource.',
      ],
    ),
  ],
  notApplicable: notRead,
  config: [
    {
      ...failing("a list of the company", key, { tags }, [
        'hyg-tags[missing]: the required tag "data-class" is missing at tags. Fix: set tag "data-class" in defaultTags of the AWS provider or on the resource.',
      ]),
      config: { required: { "data-class": "^(public|internal)$" } },
      messagesByDefault: [],
    },
  ],
};
