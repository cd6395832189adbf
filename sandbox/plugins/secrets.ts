import { runtime } from "@pulumi/pulumi";

import { isProperties, type Properties, type PropertyPath, type PropertyValue } from "./properties";

const { specialSigKey, specialSecretSig } = runtime;

/** Property bag without the secret wrappers of the wire format, and where they were. */
export interface Unwrapped {
  readonly properties: Properties;
  readonly secrets: readonly PropertyPath[];
}

/** Takes the secret wrappers off, so that a plugin reads plain values. */
export function unwrapSecrets(properties: Properties): Unwrapped {
  const secrets: PropertyPath[] = [];
  const visit = (value: PropertyValue, path: PropertyPath): PropertyValue => {
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (!isProperties(value)) return value;
    if (value[specialSigKey] === specialSecretSig) {
      secrets.push(path);
      return visit(value["value"] ?? null, path);
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]),
    );
  };
  return { properties: visit(properties, []) as Properties, secrets };
}

/** Puts secret wrappers around the values at `secrets` that exist in `properties`. */
export function wrapSecrets(properties: Properties, secrets: readonly PropertyPath[]): Properties {
  return mapAt(properties, secrets, (value) => ({
    [specialSigKey]: specialSecretSig,
    value,
  })) as Properties;
}

/** A copy of `value` in which `change` was applied to what lies at each of `paths`. */
export function mapAt(
  value: PropertyValue,
  paths: readonly PropertyPath[],
  change: (value: PropertyValue) => PropertyValue,
): PropertyValue {
  if (paths.some((path) => path.length === 0)) return change(value);
  const below = (key: string | number): PropertyPath[] =>
    paths.filter((path) => path[0] === key).map((path) => path.slice(1));
  if (Array.isArray(value)) {
    return value.map((item, index) => descend(item, below(index), change));
  }
  if (!isProperties(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, descend(item, below(key), change)]),
  );
}

function descend(
  value: PropertyValue,
  paths: readonly PropertyPath[],
  change: (value: PropertyValue) => PropertyValue,
): PropertyValue {
  return paths.length === 0 ? value : mapAt(value, paths, change);
}
