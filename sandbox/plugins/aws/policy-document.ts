import {
  asList,
  asProperties,
  asString,
  asStrings,
  type Properties,
  type PropertyValue,
} from "../properties";

/** Renders the arguments of `aws.iam.getPolicyDocument` as the JSON that IAM takes. */
export function policyDocument(args: Properties): Properties {
  const document = {
    Version: asString(args["version"]) ?? "2012-10-17",
    ...optional("Id", args["policyId"]),
    Statement: asList(args["statements"]).map(asProperties).map(statement),
  };
  const json = JSON.stringify(document, null, 2);
  return { ...args, id: "policy-document", json, minifiedJson: JSON.stringify(document) };
}

function statement(given: Properties): Properties {
  return {
    ...optional("Sid", given["sid"]),
    Effect: asString(given["effect"]) ?? "Allow",
    ...list("Action", given["actions"]),
    ...list("NotAction", given["notActions"]),
    ...list("Resource", given["resources"]),
    ...list("NotResource", given["notResources"]),
    ...principals("Principal", given["principals"]),
    ...principals("NotPrincipal", given["notPrincipals"]),
    ...conditions(given["conditions"]),
  };
}

function principals(key: string, value: PropertyValue | undefined): Properties {
  const given = asList(value).map(asProperties);
  if (given.length === 0) return {};
  const everyone = given.some(({ type, identifiers }) => {
    return type === "*" && asStrings(identifiers).includes("*");
  });
  if (everyone) return { [key]: "*" };
  const byType = new Map<string, string[]>();
  for (const { type, identifiers } of given) {
    const name = asString(type) ?? "";
    byType.set(name, [...(byType.get(name) ?? []), ...asStrings(identifiers)]);
  }
  return { [key]: Object.fromEntries([...byType].map(([name, all]) => [name, oneOrMany(all)])) };
}

function conditions(value: PropertyValue | undefined): Properties {
  const given = asList(value).map(asProperties);
  if (given.length === 0) return {};
  const byTest: Record<string, Properties> = {};
  for (const { test, variable, values } of given) {
    const name = asString(test) ?? "";
    byTest[name] = { ...byTest[name], [asString(variable) ?? ""]: oneOrMany(asStrings(values)) };
  }
  return { Condition: byTest };
}

function list(key: string, value: PropertyValue | undefined): Properties {
  const items = asStrings(value);
  return items.length === 0 ? {} : { [key]: oneOrMany(items) };
}

function optional(key: string, value: PropertyValue | undefined): Properties {
  const text = asString(value);
  return text === undefined || text === "" ? {} : { [key]: text };
}

function oneOrMany(items: string[]): PropertyValue {
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : items;
}
