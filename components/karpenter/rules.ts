import { nameProblems } from "../internal/names";
import type { Problem } from "../internal/problems";

/** What the rules of Karpenter look at. */
export interface KarpenterRuleInput {
  /** Pool of the controller. */
  readonly systemPool?: string;
}

/**
 * Characters of the longest name: an IAM role takes 64, of which `-controller-role-role` has 21 and the suffix that
 * Pulumi adds has 8. Names of EventBridge rules, with the same limit, are shorter.
 */
const longestName = 35;

/** Problems of the arguments of a `Karpenter` of that name. */
export function karpenterProblems(name: string, { systemPool }: KarpenterRuleInput): Problem[] {
  return [
    ...nameProblems("name", name, longestName),
    // The name of a pool, as `NodePool` takes it.
    ...(systemPool === undefined ? [] : nameProblems("systemPool", systemPool, 40)),
  ];
}
