import { writeFileSync } from "node:fs";

import { stacks } from "../support/stack-config";
import { goldenFile, goldenText } from "./golden-file";

/**
 * Writes `golden/<stack>.txt` anew for every stack: `npm run golden`, after a change of what is registered. The
 * difference shows in review what would be made, and a name that changes shows what would be replaced.
 */
async function writeGolden(): Promise<void> {
  for (const stack of stacks) writeFileSync(goldenFile(stack), await goldenText(stack));
}

void writeGolden();
