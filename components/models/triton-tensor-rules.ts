import { below, didYouMean, type Problem } from "../internal/problems";
import type { TritonModelConfig, TritonModelSettings } from "./triton-model";
import type { TritonInput, TritonOutput, TritonTensor } from "./triton-tensors";
import { shapeProblems, uniqueNameProblems } from "./triton-value-rules";

/**
 * Problems of inputs and outputs. Triton refuses: no name, no dims, a size of 0; a reshape with another number of
 * elements, with other products between the sizes of -1, or to a scalar without a batch; an image format without three
 * dims; a shape tensor or a format that is not linear outside TensorRT; a label file outside the model
 * (`ValidateModelIOConfig`, `Model::Init`). Of two inputs with one name it knows one, and waits for both.
 */
export function tensorProblems(config: TritonModelConfig): Problem[] {
  const { inputs, outputs } = config;
  return [
    ...listProblems("inputs", inputs, config),
    ...inputs.flatMap((input, index) => below(`inputs[${index}]`, formatProblems(input))),
    ...listProblems("outputs", outputs, config),
    ...outputs.flatMap((output, index) => below(`outputs[${index}]`, labelProblems(output))),
  ];
}

function listProblems(
  path: string,
  tensors: readonly TritonTensor[],
  config: TritonModelConfig,
): Problem[] {
  if (tensors.length === 0) return [{ path, reason: "is empty. Name at least one tensor." }];
  const names = tensors.map(({ name }, index) => ({ path: `${path}[${index}].name`, name }));
  return [
    ...uniqueNameProblems(names, "tensor"),
    ...tensors.flatMap((tensor, index) =>
      below(`${path}[${index}]`, [
        ...dimsProblems(tensor),
        ...reshapeProblems(tensor, config.maxBatchSize),
        ...tensorRtProblems(tensor, config),
      ]),
    ),
  ];
}

function dimsProblems({ dims }: TritonTensor): Problem[] {
  if (dims.length > 0) return shapeProblems("dims", dims, "fixedOrVarying");
  return [
    {
      path: "dims",
      reason:
        "[] is not a shape. Write sizes above 0, or -1 for one that varies, without the batch dimension.",
    },
  ];
}

function reshapeProblems({ dims, reshape }: TritonTensor, maxBatchSize: number): Problem[] {
  if (reshape === undefined) return [];
  const path = "reshape";
  const wrong = shapeProblems(path, reshape, "fixedOrVarying");
  if (wrong.length > 0) return wrong;
  if (reshape.length === 0 && maxBatchSize === 0) {
    return [
      {
        path,
        reason:
          "[] is a scalar, which a model without a batch dimension (maxBatchSize 0) cannot have. Write [1], or remove it.",
      },
    ];
  }
  const products = productsBetweenVarying(dims);
  if (products.join() === productsBetweenVarying(reshape).join()) return [];
  return [
    {
      path,
      reason: `[${reshape.join(", ")}] has another number of elements than dims [${dims.join(", ")}]. Write sizes with the same product, and with the same products between sizes of -1.`,
    },
  ];
}

/** `[2, 4, -1, 6]` and `[8, -1, 1, 6]` both have 8 and 6. */
function productsBetweenVarying(shape: readonly number[]): number[] {
  return shape.reduce<number[]>(
    (products, size) =>
      size === -1 ? [...products, 1] : [...products.slice(0, -1), (products.at(-1) ?? 1) * size],
    [1],
  );
}

function tensorRtProblems(
  { dims, shapeTensor = false, nonLinearFormat = false }: TritonTensor,
  config: TritonModelConfig,
): Problem[] {
  const set = [
    ...(shapeTensor ? ["shapeTensor"] : []),
    ...(nonLinearFormat ? ["nonLinearFormat"] : []),
  ];
  if (config.ensemble !== undefined || config.backend !== "tensorrt") {
    return set.map((path) => ({ path, reason: "is for the backend tensorrt only. Remove it." }));
  }
  return nonLinearFormat ? threeDimsProblems("nonLinearFormat", dims) : [];
}

function formatProblems({ dims, format }: TritonInput): Problem[] {
  return format === undefined ? [] : threeDimsProblems("format", dims);
}

function threeDimsProblems(path: string, dims: readonly number[]): Problem[] {
  if (dims.length === 3) return [];
  return [
    {
      path,
      reason: `needs three dims, without the batch dimension, and there are ${dims.length}. Write three, or remove it.`,
    },
  ];
}

function labelProblems({ labelFilename }: TritonOutput): Problem[] {
  if (labelFilename?.split("/").includes("..") !== true) return [];
  return [
    {
      path: "labelFilename",
      reason: `"${labelFilename}" leads out of the folder of the model. Write a path below it.`,
    },
  ];
}

/**
 * Problems of batch inputs and batch outputs. Triton refuses a source that is no input, a target that is no output,
 * and a target twice in one batch output (`ValidateBatchIO`).
 */
export function batchTensorProblems(config: TritonModelSettings): Problem[] {
  const inputs = config.inputs.map(({ name }) => name);
  const outputs = config.outputs.map(({ name }) => name);
  return [
    ...(config.batchInputs ?? []).flatMap(({ source, targets }, index) =>
      below(`batchInputs[${index}]`, [
        ...knownNameProblems("source", source, inputs, "an input"),
        ...targetProblems(targets),
      ]),
    ),
    ...(config.batchOutputs ?? []).flatMap(({ source, targets }, index) =>
      below(`batchOutputs[${index}]`, [
        ...knownNameProblems("source", source, inputs, "an input"),
        ...targetProblems(targets),
        ...targets.flatMap((target, position) =>
          target === ""
            ? []
            : knownNameProblems(`targets[${position}]`, target, outputs, "an output"),
        ),
      ]),
    ),
  ];
}

function targetProblems(targets: readonly string[]): Problem[] {
  if (targets.length === 0) return [{ path: "targets", reason: "is empty. Name a tensor." }];
  return uniqueNameProblems(
    targets.map((name, index) => ({ path: `targets[${index}]`, name })),
    "tensor",
  );
}

function knownNameProblems(
  path: string,
  name: string,
  known: readonly string[],
  what: string,
): Problem[] {
  if (known.includes(name)) return [];
  return [
    {
      path,
      reason: `"${name}" is not ${what} of the model.${didYouMean(name, known)} Write one of ${known.join(", ")}.`,
    },
  ];
}
