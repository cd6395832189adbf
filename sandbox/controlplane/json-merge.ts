import type { Json } from "../toolchain/manifest-object";

/** A JSON object. */
export interface JsonObject {
  [field: string]: Json;
}

/** Whether the value is a JSON object, neither a list nor a scalar. */
function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a JSON object; an empty one where it is anything else. */
export function asJsonObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** `base` with `changes` on top, as Helm merges values: objects by field, lists and scalars whole. */
export function mergeJson(base: JsonObject, changes: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [field, change] of Object.entries(changes)) {
    const before = merged[field];
    merged[field] =
      isJsonObject(before) && isJsonObject(change) ? mergeJson(before, change) : change;
  }
  return merged;
}
