import path from "node:path";

import { recordStack, type StackName } from "../support/stack-config";
import { typeNames } from "../support/recorded";

/** The file that lists what a stack registers. */
export function goldenFile(stack: StackName): string {
  return path.join(__dirname, "golden", `${stack}.txt`);
}

/** What a stack registers now, as its golden file has it: one `type name` a line, sorted. */
export async function goldenText(stack: StackName): Promise<string> {
  const { resources } = await recordStack(stack);
  return `${typeNames(resources).join("\n")}\n`;
}
