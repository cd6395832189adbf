import { unknownModelProblems } from "../internal/known-models";
import { nameProblems } from "../internal/names";
import type { Problem } from "../internal/problems";
import type { GraphModel } from "./graph-plan";

/** Name of a model of the namespace. */
export function modelName(model: string | GraphModel): string {
  return typeof model === "string" ? model : model.service;
}

/**
 * Problems of a model that a step goes to: KServe calls InferenceServices only, and waits without end for one that is none.
 *
 * @param models models of the namespace; `undefined` where they are not known.
 */
export function stepModelProblems(
  path: string,
  name: string,
  models: readonly (string | GraphModel)[] | undefined,
): Problem[] {
  const problems = nameProblems(path, name);
  if (problems.length > 0) return problems;
  const callable = models?.filter((model) => !isOnSeveralNodes(model)).map(modelName);
  if (models?.some((model) => modelName(model) === name && isOnSeveralNodes(model)) !== true) {
    return unknownModelProblems(path, name, callable);
  }
  const allowed = callable?.join(", ") ?? "";
  return [
    {
      path,
      reason: `"${name}" runs on several nodes (vllmMultiNode): it is a LeaderWorkerSet, and a graph of KServe calls InferenceServices only and would never be ready. ${allowed === "" ? "No model of the namespace is one." : `Allowed: ${allowed}.`} Serve it on one node (runtime vllm), or let callers ask it at its own host.`,
    },
  ];
}

function isOnSeveralNodes(model: string | GraphModel): boolean {
  return typeof model !== "string" && model.runtime.name === "vllmMultiNode";
}
