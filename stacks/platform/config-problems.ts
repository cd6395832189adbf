import { below, type Problem } from "@inference-platform/components/internal/problems";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

/**
 * The configuration of the stack cannot work. The message names every problem as `path: what is wrong. What to do.`; it
 * is thrown before any resource is registered.
 */
export class PlatformConfigError extends pulumi.RunError {
  constructor(readonly problems: readonly Problem[]) {
    super(
      [
        `The configuration has ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}; nothing was registered.`,
        ...problems.map(({ path, reason }) => `  ${path}: ${reason}`),
      ].join("\n"),
    );
  }
}

/** A parsed part of the configuration, or what is wrong with it. */
export interface Parsed<Value> {
  /** `undefined` where the part has another shape than it should. */
  readonly value?: Value;
  readonly problems: readonly Problem[];
}

/** Checks the shape of one part, and then its rules, if it has that shape but for keys that are not known. */
export function parsePart<Value>(
  path: string,
  raw: unknown,
  schema: z.ZodType<Value>,
  rules: (value: Value) => readonly Problem[] = () => [],
): Parsed<Value> {
  const parsed = schema.safeParse(raw, { error: describe });
  if (parsed.success) {
    return { value: parsed.data, problems: below(path, rules(parsed.data)) };
  }
  const { issues } = parsed.error;
  const problems = issues.map((issue) => ({
    path: joinPath(path, issue.path),
    reason: issue.message,
  }));
  if (issues.some(({ code }) => code !== "unrecognized_keys")) return { problems };
  const rest = parsePart(path, withoutUnknownKeys(raw, issues), schema, rules);
  return { ...rest, problems: [...problems, ...rest.problems] };
}

function withoutUnknownKeys(raw: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy = structuredClone(raw);
  for (const issue of issues) {
    if (issue.code !== "unrecognized_keys") continue;
    const holder = issue.path.reduce<unknown>(
      (value, step) => (value as Record<PropertyKey, unknown>)[step],
      copy,
    );
    for (const key of issue.keys) Reflect.deleteProperty(holder as object, key);
  }
  return copy;
}

/** `a.b[0].c` */
function joinPath(start: string, steps: readonly PropertyKey[]): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === "number" ? `${path}[${step}]` : `${path}.${String(step)}`),
    start,
  );
}

/** The issue in the words of this project; `undefined` leaves it to the schema. */
export function describe(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "too_small") return "is empty. Write text.";
  if (issue.code === "invalid_type") {
    // JSON has numbers that are too large for JavaScript.
    if (issue.expected === "number" && typeof issue.input === "number")
      return "is too large a number. Write a smaller one.";
    return issue.input === undefined
      ? `is missing. Write ${article(issue.expected)}.`
      : `is ${article(typeName(issue.input))}, not ${article(issue.expected)}. Write ${article(issue.expected)}.`;
  }
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String).join(", ");
    return issue.input === undefined
      ? `is missing. Write one of ${allowed}.`
      : `${JSON.stringify(issue.input)} is not allowed. Write one of ${allowed}.`;
  }
  return undefined;
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function article(type: string): string {
  const names: Record<string, string> = {
    string: "text",
    array: "a list",
    object: "a map",
    record: "a map",
    boolean: "true or false",
    null: "nothing",
  };
  return names[type] ?? `a ${type}`;
}

/** Whether a value is a map or a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
