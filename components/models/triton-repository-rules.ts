import { below, type Problem } from "../internal/problems";
import type { TritonModelConfig } from "./triton-model";
import { tritonConfigProblems } from "./triton-rules";
import { entryOf } from "./triton-value-rules";

/**
 * Problems of one model of a repository. One server sees one folder of it, so the models of an ensemble lie beside the
 * ensemble and not beside other models, and none of them can have its name.
 */
export function repositoryModelProblems(name: string, config: TritonModelConfig): Problem[] {
  return [...tritonConfigProblems(config), ...ownNameProblems(name, config)];
}

function ownNameProblems(name: string, { ensemble }: TritonModelConfig): Problem[] {
  if (ensemble === undefined) return [];
  const { models, uploadedModels = [] } = ensemble;
  const reason = `"${name}" is the ensemble itself. Give the model another name.`;
  return below("ensemble", [
    ...(entryOf(models, name) === undefined ? [] : [{ path: `models.${name}`, reason }]),
    ...uploadedModels.flatMap((model, index) =>
      model === name ? [{ path: `uploadedModels[${index}]`, reason }] : [],
    ),
  ]);
}
