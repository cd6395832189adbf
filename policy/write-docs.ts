import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { policyDocs } from "./docs";
import { rules } from "./pack";

const directory = join(__dirname, "..", "docs", "policies");
mkdirSync(directory, { recursive: true });
for (const [file, text] of policyDocs(rules)) {
  writeFileSync(join(directory, file), text);
}
