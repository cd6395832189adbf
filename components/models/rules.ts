import { prefixProblems } from "../identity/rules";
import { nameProblems } from "../internal/names";
import { below, type Problem } from "../internal/problems";
import type { TritonModelConfig, TritonTensor } from "./triton-config";

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
      ...below(`models.${name}`, tritonConfigProblems(config)),
    ]),
  ];
}

/** Problems of one `config.pbtxt`. */
export function tritonConfigProblems(config: TritonModelConfig): Problem[] {
  const problems: Problem[] = [
    ...tensorListProblems("inputs", config.inputs),
    ...tensorListProblems("outputs", config.outputs),
  ];
  if (!Number.isInteger(config.maxBatchSize) || config.maxBatchSize < 0) {
    problems.push({
      path: "maxBatchSize",
      reason: `${config.maxBatchSize} is not a batch size. Write a whole number; 0 for a model without a batch dimension.`,
    });
  }
  if (!Number.isInteger(config.instances.count) || config.instances.count < 1) {
    problems.push({
      path: "instances.count",
      reason: `${config.instances.count} is not a number of copies. Write a whole number from 1.`,
    });
  }
  if (config.batchDelayMicroseconds !== undefined && config.maxBatchSize < 2) {
    problems.push({
      path: "batchDelayMicroseconds",
      reason: `batches requests, but maxBatchSize is ${config.maxBatchSize}. Raise maxBatchSize to 2 or more, or remove the delay.`,
    });
  }
  return problems;
}

function tensorListProblems(path: string, tensors: readonly TritonTensor[]): Problem[] {
  if (tensors.length === 0) {
    return [{ path, reason: "is empty. Name at least one tensor." }];
  }
  return tensors.flatMap((tensor, index) =>
    tensor.dims.length > 0 &&
    tensor.dims.every((size) => size === -1 || (Number.isInteger(size) && size > 0))
      ? []
      : [
          {
            path: `${path}[${index}].dims`,
            reason: `[${tensor.dims.join(", ")}] is not a shape. Write sizes above 0, or -1 for one that varies, without the batch dimension.`,
          },
        ],
  );
}
