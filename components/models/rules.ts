import type { Problem } from "../internal/problems";
import type { TritonModelConfig, TritonTensor } from "./triton-config";

/** Problems of one `config.pbtxt`. */
export function tritonConfigProblems(config: TritonModelConfig): Problem[] {
  return [
    ...tensorListProblems("inputs", config.inputs),
    ...tensorListProblems("outputs", config.outputs),
    ...countProblems(config),
    ...batchingProblems(config),
  ];
}

function countProblems(config: TritonModelConfig): Problem[] {
  const problems: Problem[] = [];
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
  const { versions = 1 } = config;
  if (!Number.isInteger(versions) || versions < 1) {
    problems.push({
      path: "versions",
      reason: `${versions} is not a number of versions. Write a whole number from 1.`,
    });
  }
  return problems;
}

function batchingProblems({
  batchDelayMicroseconds: delay,
  maxBatchSize,
}: TritonModelConfig): Problem[] {
  if (delay === undefined) return [];
  const path = "batchDelayMicroseconds";
  if (!Number.isInteger(delay) || delay < 0) {
    return [{ path, reason: `${delay} is not a time. Write whole microseconds, 0 or more.` }];
  }
  if (maxBatchSize >= 2) return [];
  return [
    {
      path,
      reason: `batches requests, but maxBatchSize is ${maxBatchSize}. Raise maxBatchSize to 2 or more, or remove the delay.`,
    },
  ];
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
