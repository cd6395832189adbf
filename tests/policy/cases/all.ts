import { cloudCases } from "./cloud";
import { costCases } from "./cost";
import { nodesTainted } from "./gpu-nodes";
import { requestTolerated, taintReserved } from "./gpu-pods";
import { requestValid } from "./gpu-requests";
import { tagged } from "./hygiene";
import type { RuleCases } from "./rule-cases";

/** The cases of every rule: one entry each, as in policy/pack.ts. */
export const allCases: readonly RuleCases[] = [
  ...cloudCases,
  ...costCases,
  nodesTainted,
  requestTolerated,
  requestValid,
  tagged,
  taintReserved,
];
