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

/** Every path of a configuration, those of maps and lists included. */
export function pathsOf(config: Readonly<Record<string, string>>): string[] {
  return Object.entries(config).flatMap(([key, text]) =>
    paths(key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key, parse(text)),
  );
}

function paths(start: string, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [start];
  return [
    start,
    ...Object.entries(value).flatMap(([key, below]) => paths(`${start}.${key}`, below)),
  ];
}

function changedAt(value: unknown, steps: readonly string[], to: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return to;
  const copy: object = Array.isArray(value) ? Array.from<unknown>(value) : { ...mapOf(value) };
  const below = changedAt(Reflect.get(copy, step), rest, to);
  if (below === undefined) Reflect.deleteProperty(copy, step);
  else Reflect.set(copy, step, below);
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
