import { runtime } from "@pulumi/pulumi";

/** A property value as the engine sends it, with secrets unwrapped. Unknown values are {@link unknownValue}. */
export type PropertyValue =
  null | boolean | number | string | PropertyValue[] | { [key: string]: PropertyValue };

/** The inputs or outputs of one resource. */
export interface Properties {
  [key: string]: PropertyValue;
}

/** Keys and indexes from the top of a property bag to a value in it. */
export type PropertyPath = readonly (string | number)[];

/** One difference between two property bags. */
export interface PropertyChange {
  readonly path: PropertyPath;
  readonly kind: "add" | "delete" | "update";
}

/** What the engine sends during a preview in place of a value that does not exist yet. */
export const unknownValue: string = runtime.unknownValue;

/** Whether `value` is a map of properties, and neither a list nor a scalar. */
export function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` as a map of properties; an empty one where it is anything else. */
export function asProperties(value: PropertyValue | undefined): Properties {
  return isProperties(value) ? value : {};
}

/** `value` as a list; an empty one where it is anything else. */
export function asList(value: PropertyValue | undefined): PropertyValue[] {
  return Array.isArray(value) ? value : [];
}

/** The strings of a list of properties; unknown values and others are left out. */
export function asStrings(value: PropertyValue | undefined): string[] {
  return asList(value).filter(
    (item): item is string => typeof item === "string" && item !== unknownValue,
  );
}

/** `value` where it is a known string. */
export function asString(value: PropertyValue | undefined): string | undefined {
  return typeof value === "string" && value !== unknownValue ? value : undefined;
}

/** The string-to-string part of a map, for instance tags or labels. */
export function asStringMap(value: PropertyValue | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asProperties(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

/** Whether anything in `value` is unknown until the update runs. */
export function containsUnknown(value: PropertyValue | undefined): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isProperties(value) && Object.values(value).some(containsUnknown);
}

/** The value at `path`, or `undefined` where there is none. */
export function valueAt(
  value: PropertyValue | undefined,
  path: PropertyPath,
): PropertyValue | undefined {
  return path.reduce<PropertyValue | undefined>((current, key) => {
    if (typeof key === "number") return Array.isArray(current) ? current[key] : undefined;
    return isProperties(current) ? current[key] : undefined;
  }, value);
}

/** Whether two values are the same, key order aside. */
export function sameValue(
  left: PropertyValue | undefined,
  right: PropertyValue | undefined,
): boolean {
  return changesBetween(left, right).length === 0;
}

/** Every place where `next` differs from `previous`, outermost difference only. */
export function changesBetween(
  previous: PropertyValue | undefined,
  next: PropertyValue | undefined,
  path: PropertyPath = [],
): PropertyChange[] {
  if (previous === next) return [];
  if (previous === undefined || next === undefined) {
    return [{ path, kind: previous === undefined ? "add" : "delete" }];
  }
  if (Array.isArray(previous) && Array.isArray(next)) {
    const length = Math.max(previous.length, next.length);
    return Array.from({ length }, (_, index) =>
      changesBetween(previous[index], next[index], [...path, index]),
    ).flat();
  }
  if (isProperties(previous) && isProperties(next)) {
    const keys = new Set([...Object.keys(previous), ...Object.keys(next)]);
    return [...keys].flatMap((key) => changesBetween(previous[key], next[key], [...path, key]));
  }
  return [{ path, kind: "update" }];
}

/** `path` as the engine prints it: `spec.containers[0].image`, `labels["app.kubernetes.io/name"]`. */
export function formatPath(path: PropertyPath): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `["${key.replaceAll('"', '\\"')}"]`;
      return index === 0 ? key : `.${key}`;
    })
    .join("");
}

/** A copy of `map` without the given keys. */
export function without<Value>(
  map: Readonly<Record<string, Value>>,
  ...keys: readonly string[]
): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** `value` for messages: text as it is, anything else as JSON. */
export function shown(value: PropertyValue | undefined): string {
  if (typeof value === "string") return value;
  return value === undefined ? "absent" : JSON.stringify(value);
}

/** `value` as plain JSON: the wire format has no `undefined`. */
export function plain(value: object): Properties {
  return JSON.parse(JSON.stringify(value)) as Properties;
}
