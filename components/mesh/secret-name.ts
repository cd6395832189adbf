import type { Problem } from "../internal/problems";

/** Problems of the name of a Secret: a DNS subdomain (RFC 1123). */
export function secretNameProblems(path: string, name: string): Problem[] {
  if (
    name.length <= 253 &&
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)
  ) {
    return [];
  }
  return [
    {
      path,
      reason: `"${name}" is not the name of a Secret. Use lower-case letters, digits, "-" and ".", at most 253 characters.`,
    },
  ];
}
