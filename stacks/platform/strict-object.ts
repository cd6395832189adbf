import { didYouMean } from "@inference-platform/components/internal/problems";
import { z } from "zod";

/**
 * An object that refuses keys it does not know, with the nearest one that it does.
 *
 * @param refused keys that somebody may expect here, with why there are none.
 */
export function object<Shape extends z.ZodRawShape>(
  shape: Shape,
  refused: Readonly<Record<string, string>> = {},
) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? unknownKeys(issue.keys, Object.keys(shape), refused)
        : undefined,
  });
}

function unknownKeys(
  unknown: readonly string[],
  known: readonly string[],
  refused: Readonly<Record<string, string>>,
): string {
  return unknown
    .map((key) => {
      const reason = Object.hasOwn(refused, key) ? refused[key] : undefined;
      return reason === undefined
        ? `"${key}" is not a key here.${didYouMean(key, known)} Allowed: ${known.join(", ")}. Remove or rename it.`
        : `"${key}" ${reason}`;
    })
    .join(" ");
}
