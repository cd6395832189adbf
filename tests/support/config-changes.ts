import { project } from "./stack-config";

/** New values by path below the project, for instance `network.availabilityZones.0`; `undefined` takes the key away. */
export type Changes = Readonly<Record<string, unknown>>;

/** The configuration with values changed, as the engine would hand it over. */
export function withChanges(
  config: Readonly<Record<string, string>>,
  changes: Changes,
): Record<string, string> {
  const parsed = new Map(Object.entries(config).map(([key, text]) => [key, parse(text)]));
  for (const [changed, value] of Object.entries(changes)) {
    const [key = "", ...steps] = changed.split(".");
    const fullKey = key.includes(":") ? key : `${project}:${key}`;
    parsed.set(fullKey, changedAt(parsed.get(fullKey), steps, value));
  }
  return Object.fromEntries(
    [...parsed]
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** The structured values of a configuration, by key below the project; `aws:region` stays whole. */
export function structured(config: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, text]) => [key.replace(`${project}:`, ""), parse(text)]),
  );
}

/** The reverse of `structured`. */
export function asEngineConfig(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key.includes(":") ? key : `${project}:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
  );
}

/** The steps to every value below a value, those of maps and lists included. */
export function stepsBelow(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [
    [key],
    ...stepsBelow(below).map((steps) => [key, ...steps]),
  ]);
}

/** A copy with the value at `steps` replaced, or, for `undefined`, taken away. Every key is an own one, `__proto__` too. */
export function changedAt(value: unknown, steps: readonly string[], to: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return to;
  const copy: object = Array.isArray(value) ? Array.from<unknown>(value) : { ...mapOf(value) };
  const below = changedAt(Object.hasOwn(copy, step) ? Reflect.get(copy, step) : {}, rest, to);
  if (below === undefined) Reflect.deleteProperty(copy, step);
  else {
    Object.defineProperty(copy, step, {
      value: below,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return copy;
}

function mapOf(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
