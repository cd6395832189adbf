import { prefixProblems } from "../identity/rules";
import { nameProblems } from "../internal/names";
import { below, type Problem } from "../internal/problems";
import type { TritonModelConfig } from "./triton-model";
import { tritonConfigProblems } from "./triton-rules";
import { entryOf } from "./triton-value-rules";

export { tritonConfigProblems } from "./triton-rules";

/** What the rules of a model repository look at. */
export interface ModelRepositoryRuleInput {
  readonly repository: string;
  readonly prefix: string;
  readonly models: Readonly<Record<string, TritonModelConfig>>;
}

/** Problems of a model repository. */
export function modelRepositoryProblems(input: ModelRepositoryRuleInput): Problem[] {
  return [
    ...nameProblems("repository", input.repository),
    ...(input.prefix === ""
      ? [
          {
            path: "prefix",
            reason:
              "is empty: the repository would be the whole bucket. Write for instance tenants/fraud/.",
          },
        ]
      : prefixProblems("prefix", input.prefix)),
    ...Object.entries(input.models).flatMap(([name, config]) => [
      ...nameProblems(`models.${name}`, name),
      ...below(`models.${name}`, repositoryModelProblems(name, config)),
    ]),
  ];
}

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
