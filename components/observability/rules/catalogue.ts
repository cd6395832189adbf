import type { RuleGroup } from "./rule";

/** Every rule that does not belong to one model. */
export const ruleGroups: readonly RuleGroup[] = [];
