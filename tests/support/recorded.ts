import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { recordRefusal, type Recorded } from "./recorder";

/** The one registration of that name. */
export function one(resources: readonly Recorded[], name: string): Recorded {
  const found = resources.filter((resource) => resource.name === name);
  const [first] = found;
  assert.equal(found.length, 1, `${found.length} registrations are named ${name}`);
  assert.ok(first);
  return first;
}

/** Every registration of a type token; an error where there is none, so that no loop runs over nothing. */
export function ofType(resources: readonly Recorded[], type: string): readonly Recorded[] {
  const found = resources.filter((resource) => resource.type === type);
  assert.notEqual(found.length, 0, `no registration of ${type}`);
  return found;
}

/** `type name` of each registration, sorted. */
export function typeNames(resources: readonly Recorded[]): string[] {
  return resources.map(({ type, name }) => `${type} ${name}`).sort();
}

/** `path: reason` of each problem. */
export function said(
  problems: readonly { readonly path: string; readonly reason: string }[],
): string[] {
  return problems.map(({ path, reason }) => `${path}: ${reason}`);
}

/** Asserts that a construction is refused before anything is registered, and gives its message and `path: reason` lines. */
export async function refusal(build: () => unknown): Promise<string[]> {
  const { error, resources } = await recordRefusal(build);
  assert.ok(error instanceof pulumi.InputPropertiesError, String(error));
  assert.deepEqual(typeNames(resources), []);
  return [
    error.message,
    ...error.errors.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`),
  ];
}

/** What lies at `path` below a value, for instance `["spec", "limits", 0]`. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (below, step) =>
      typeof below === "object" && below !== null ? Reflect.get(below, step) : undefined,
    value,
  );
}

/** Every text inside a value, keys of maps included. */
export function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [key, ...texts(below)]);
}
