import { z } from "zod";

import { describe, isRecord } from "./config-problems";

/** A value whose form says which schema it is for; its problems are then those of that schema. */
export function chosen<Schema extends z.ZodType>(choose: (value: unknown) => Schema) {
  return z.unknown().transform((value, context): z.output<Schema> => {
    const parsed = choose(value).safeParse(value, { error: describe });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.issues.push(issue as z.core.$ZodRawIssue);
    return z.NEVER;
  });
}

/** Error of a discriminated union: the key that tells its objects apart has no value of theirs. */
export function wrongChoice(key: string, allowed: readonly string[]) {
  return {
    error: ({ input }: { readonly input?: unknown }) => {
      const written = isRecord(input) ? input[key] : undefined;
      return `${written === undefined ? "is missing" : `${JSON.stringify(written)} is not allowed`}. Write one of ${allowed.join(", ")}.`;
    },
  };
}
