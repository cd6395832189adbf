import { ensembleCase } from "./ensemble";
import { directCase, oldestCase } from "./sequences";
import { orderedCase, simpleCase, type TritonCase } from "./simple";
import { tensorRtCase } from "./tensorrt";

/** Cases that together set every field that a configuration can set. */
export const tritonCases: readonly TritonCase[] = [
  simpleCase,
  orderedCase,
  tensorRtCase,
  directCase,
  oldestCase,
  ensembleCase,
];
