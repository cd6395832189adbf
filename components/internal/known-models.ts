import { didYouMean, type Problem } from "./problems";

/** Problems of a model that a graph or pipeline names, where the models of its namespace are known. */
export function unknownModelProblems(
  path: string,
  model: string,
  models: readonly string[] | undefined,
): Problem[] {
  if (models === undefined || models.includes(model)) return [];
  const known = models.length === 0 ? "It has none." : `Models: ${models.join(", ")}.`;
  return [
    {
      path,
      reason: `"${model}" is not a model of the namespace.${didYouMean(model, models)} ${known}`,
    },
  ];
}
