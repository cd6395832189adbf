import * as sdk from "@pulumi/policy";

/**
 * Whether `error` is what the policy SDK throws when a property is read that preview does not know.
 * The SDK exports the class at run time, but not in its types.
 */
export function isUnknownValueError(error: unknown): boolean {
  const unknownValueError: unknown = Reflect.get(sdk, "UnknownValueError");
  return typeof unknownValueError === "function" && error instanceof unknownValueError;
}
