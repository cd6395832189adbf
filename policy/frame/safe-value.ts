/**
 * Secrets reach a policy in plain text, so a message never repeats a string unless it has a shape
 * that no secret has.
 */
const harmlessShapes: readonly RegExp[] = [
  /^[a-z]{1,3}\d[a-z0-9-]{0,8}\.[a-z0-9-]{1,12}$/,
  /^[0-9a-fA-F:.]{2,45}\/\d{1,3}$/,
  /^-?\d{1,12}(?:\.\d{1,6})?(?:m|k|Ki|M|Mi|G|Gi|T|Ti)?$/,
  /^(?:true|false|Exists|Equal|present)$/,
  /^(?:NO_SCHEDULE|NO_EXECUTE|PREFER_NO_SCHEDULE|NoSchedule|NoExecute|PreferNoSchedule)$/,
  /^(?:AL2|AL2023|BOTTLEROCKET|WINDOWS|CUSTOM)[A-Za-z0-9_]{0,40}$/,
  /^internet-facing$/,
];

/** `value` in quotes where its shape is harmless, else only how long it is. */
export function safeValue(value: string): string {
  return harmlessShapes.some((shape) => shape.test(value))
    ? `"${value}"`
    : `a string of ${value.length} characters`;
}
