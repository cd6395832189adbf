import type { Problem } from "../internal/problems";
import { isCpu, isMemory } from "../internal/units";
import type { ContainerResources } from "./request";

/** Problems of what a container gets. */
export function resourceProblems(path: string, { cpu, memory }: ContainerResources): Problem[] {
  const problems: Problem[] = [];
  if (!isCpu(cpu)) {
    problems.push({
      path: `${path}.cpu`,
      reason: `"${cpu}" is not a CPU quantity. Write cores or thousandths, for instance "2" or "500m".`,
    });
  }
  if (!isMemory(memory)) {
    problems.push({
      path: `${path}.memory`,
      reason: `"${memory}" is not a memory quantity. Write for instance "4Gi".`,
    });
  }
  return problems;
}
