import { derivedHex } from "../naming";
import { isProperties, type Properties, type PropertyValue } from "../properties";
import { text } from "./ids";
import { AwsError, type ResourceTypes } from "./resource-type";
import type { AwsService } from "./service";

/** Roles, policies and identity providers. IAM is global: its ARNs have no region. */
export const iam: ResourceTypes = {
  "aws:iam/role:Role": {
    required: ["assumeRolePolicy"],
    replaceOn: ["name", "namePrefix", "path"],
    nameProperty: "name",
    id: (inputs) => text(inputs, "name"),
    validate: ({ assumeRolePolicy }) => {
      requirePolicyDocument(assumeRolePolicy, "assumeRolePolicy");
    },
    computed: ({ id, inputs, createdAt }, aws) => ({
      arn: aws.arn("iam", `role${pathOf(inputs)}${id}`, ""),
      createDate: createdAt,
      uniqueId: `AROA${derivedHex(id, 17).toUpperCase()}`,
    }),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    required: ["policy", "role"],
    replaceOn: ["name", "namePrefix", "role"],
    nameProperty: "name",
    id: (inputs) => `${text(inputs, "role")}:${text(inputs, "name")}`,
    validate: ({ policy, role }, aws) => {
      requirePolicyDocument(policy, "policy");
      requireRole(role, aws);
    },
    computed: () => ({}),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    required: ["policyArn", "role"],
    replaceOn: ["policyArn", "role"],
    id: (inputs) => `${text(inputs, "role")}/${text(inputs, "policyArn")}`,
    validate: ({ role }, aws) => {
      requireRole(role, aws);
    },
    computed: () => ({}),
  },
  "aws:iam/policy:Policy": {
    required: ["policy"],
    replaceOn: ["description", "name", "namePrefix", "path"],
    nameProperty: "name",
    id: (inputs, aws) => aws.arn("iam", `policy${pathOf(inputs)}${text(inputs, "name")}`, ""),
    validate: ({ policy }) => {
      requirePolicyDocument(policy, "policy");
    },
    computed: ({ id }) => ({
      arn: id,
      policyId: `ANPA${derivedHex(id, 17).toUpperCase()}`,
      attachmentCount: 0,
    }),
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    required: ["clientIdLists", "url"],
    replaceOn: ["url"],
    id: (inputs, aws) => aws.arn("iam", `oidc-provider/${host(text(inputs, "url"))}`, ""),
    computed: ({ id }) => ({ arn: id }),
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    required: [],
    replaceOn: ["name", "namePrefix", "path"],
    nameProperty: "name",
    id: (inputs) => text(inputs, "name"),
    computed: ({ id, inputs, createdAt }, aws) => ({
      arn: aws.arn("iam", `instance-profile${pathOf(inputs)}${id}`, ""),
      createDate: createdAt,
      uniqueId: `AIPA${derivedHex(id, 17).toUpperCase()}`,
    }),
  },
};

/** Policies refer to a role by its name. */
function requireRole(role: PropertyValue | undefined, aws: AwsService): void {
  const name = typeof role === "string" ? role : "";
  if (aws.find("aws:iam/role:Role", name) !== undefined) return;
  throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`);
}

function requirePolicyDocument(policy: PropertyValue | undefined, property: string): void {
  if (isProperties(policy)) return;
  try {
    if (typeof policy === "string" && isProperties(JSON.parse(policy))) return;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError("MalformedPolicyDocument", `${property} is no JSON policy document.`);
}

function pathOf(inputs: Properties): string {
  return text(inputs, "path") || "/";
}

function host(url: string): string {
  return url.replace(/^https:\/\//, "");
}
