import type { Cpu, Memory } from "@inference-platform/components/internal/units";
import { z } from "zod";

/** Text that the rules of the components look into; `wanted` says what it should be. */
export function text<Text extends string>(wanted: string) {
  return z.custom<Text>((value) => typeof value === "string", {
    error: ({ input }) => `${input === undefined ? "is missing" : "is not text"}. Write ${wanted}.`,
  });
}

export const cpu = text<Cpu>('a CPU quantity in quotes, for instance "500m"');
export const memory = text<Memory>("a memory quantity, for instance 4Gi");
