import { didYouMean } from "@inference-platform/components/internal/problems";
import { z } from "zod";

/** An object that refuses keys it does not know, with the nearest one that it does. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? unknownKeys(issue.keys, Object.keys(shape)) : undefined,
  });
}

function unknownKeys(unknown: readonly string[], known: readonly string[]): string {
  return unknown
    .map(
      (key) =>
        `"${key}" is not a key here.${didYouMean(key, known)} Allowed: ${known.join(", ")}. Remove or rename it.`,
    )
    .join(" ");
}
