import type { Problem } from "./problems";

const dnsLabel = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/**
 * Problems of a name that becomes a Kubernetes object name and a part of a host name.
 *
 * @param longest limit in characters; 63 is the limit of a DNS label (RFC 1123).
 */
export function nameProblems(path: string, name: string, longest = 63): Problem[] {
  if (name.length > longest) {
    return [
      {
        path,
        reason: `"${name}" has ${name.length} characters; at most ${longest} are allowed. Shorten it.`,
      },
    ];
  }
  if (!dnsLabel.test(name)) {
    return [
      {
        path,
        reason: `"${name}" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.`,
      },
    ];
  }
  return [];
}
