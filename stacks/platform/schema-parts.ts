import { didYouMean } from "@inference-platform/components/internal/problems";
import type { Cpu, Memory } from "@inference-platform/components/internal/units";
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

/** Text that the rules of the components look into; `wanted` says what it should be. */
export function text<Text extends string>(wanted: string) {
  return z.custom<Text>((value) => typeof value === "string", {
    error: ({ input }) => `${input === undefined ? "is missing" : "is not text"}. Write ${wanted}.`,
  });
}

export const cpu = text<Cpu>('a CPU quantity in quotes, for instance "500m"');
export const memory = text<Memory>("a memory quantity, for instance 4Gi");
