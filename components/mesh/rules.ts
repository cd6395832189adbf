import type { Problem } from "../internal/problems";

const domainPattern = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Problems of the domain below which models get their hosts. */
export function domainProblems(path: string, domain: string): Problem[] {
  if (domain.length <= 190 && domainPattern.test(domain)) return [];
  return [
    {
      path,
      reason: `"${domain}" is not a domain. Write lower-case labels with dots between, at most 190 characters (63 are for the model), for instance models.example.com.`,
    },
  ];
}
