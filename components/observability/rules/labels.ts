/** The expression with the value of one label under the name of another, where it is not empty. */
export function copyLabel(expr: string, source: string, target: string): string {
  return extractLabel(expr, source, "(.+)", target);
}

/**
 * The expression with a label that is taken out of another by a regular expression.
 *
 * @param pattern RE2 that the whole value has to match.
 * @param value What the label becomes; `$1` is the first group.
 */
export function extractLabel(
  expr: string,
  source: string,
  pattern: string,
  target: string,
  value = "$1",
): string {
  return `label_replace(${expr}, "${target}", "${value}", "${source}", "${pattern}")`;
}
