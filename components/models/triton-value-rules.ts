import type { Problem } from "../internal/problems";

/** Largest number of protobuf's `int32`, which counts and sizes are. */
const largestCount = 2_147_483_647;

/** Problems of a count: `what` is for instance `a number of copies`. */
export function countProblems(
  path: string,
  value: number | undefined,
  what: string,
  smallest: number,
  largest = largestCount,
): Problem[] {
  if (value === undefined) return [];
  if (Number.isInteger(value) && value >= smallest && value <= largest) return [];
  const end = largest < largestCount || value > largest ? ` to ${largest}` : "";
  const allowed = smallest === largest ? String(smallest) : `a whole number from ${smallest}${end}`;
  return [{ path, reason: `${value} is not ${what}. Write ${allowed}.` }];
}

/** Problems of a time in microseconds. */
export function timeProblems(path: string, value: number | undefined): Problem[] {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return [];
  return [{ path, reason: `${value} is not a time. Write whole microseconds, 0 or more.` }];
}

/** Problems of batch sizes of which each has to fit into the largest. */
export function preferredBatchSizeProblems(
  path: string,
  sizes: readonly number[] | undefined,
  maxBatchSize: number,
): Problem[] {
  return (sizes ?? []).flatMap((size, index) => {
    if (Number.isInteger(size) && size >= 1 && size <= maxBatchSize) return [];
    const reason =
      maxBatchSize < 1
        ? `${size} is a batch, but maxBatchSize is ${maxBatchSize}. Raise maxBatchSize, or remove it.`
        : `${size} is not a batch size of the model. Write a whole number from 1 to ${maxBatchSize} (maxBatchSize).`;
    return [{ path: `${path}[${index}]`, reason }];
  });
}

/** Problems of a shape. */
export function shapeProblems(
  path: string,
  shape: readonly number[],
  sizes: "fixed" | "fixedOrVarying",
): Problem[] {
  const varying = sizes === "fixedOrVarying";
  const isSize = (size: number): boolean =>
    (varying && size === -1) || (Number.isSafeInteger(size) && size > 0);
  if (shape.every(isSize)) return [];
  const allowed = varying
    ? "Write sizes above 0, or -1 for one that varies, without the batch dimension."
    : "Write sizes above 0, none of them -1, without the batch dimension.";
  return [{ path, reason: `[${shape.join(", ")}] is not a shape. ${allowed}` }];
}

/** Problems of names that stand for one thing each: none empty, none twice. `paths` has the path of each. */
export function uniqueNameProblems(
  names: readonly { readonly path: string; readonly name: string }[],
  what: string,
): Problem[] {
  return names.flatMap(({ path, name }, index) => {
    if (name === "") return [{ path, reason: `is empty. Write the name of the ${what}.` }];
    const first = names.findIndex((other) => other.name === name);
    if (first === index) return [];
    return [
      {
        path,
        reason: `"${name}" is at ${names[first]?.path ?? ""} too. Name each ${what} once.`,
      },
    ];
  });
}

/** The entry of a record, and nothing of what every object has (`constructor`). */
export function entryOf<Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
