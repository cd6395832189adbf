import { below, didYouMean, type Problem } from "../internal/problems";
import type { TritonWarmup, TritonWarmupInput } from "./triton-execution";
import type { TritonBackendModel } from "./triton-model";
import type { TritonInput } from "./triton-tensors";
import { countProblems, entryOf, shapeProblems } from "./triton-value-rules";

/**
 * Problems of warm-up requests. Triton refuses a size of -1 or unknown; an input of another type or shape than the
 * model has; and a request that lacks an input which is not optional (`GenerateWarmupData`,
 * `InferenceRequest::PrepareForInference`). A name that it does not know it hands to the backend.
 */
export function warmupProblems(config: TritonBackendModel): Problem[] {
  return (config.warmup ?? []).flatMap((sample, index) =>
    below(`warmup[${index}]`, sampleProblems(sample, config)),
  );
}

function sampleProblems(sample: TritonWarmup, config: TritonBackendModel): Problem[] {
  const { maxBatchSize } = config;
  const missing = config.inputs.filter(
    ({ name, optional = false }) => !optional && entryOf(sample.inputs, name) === undefined,
  );
  return [
    ...countProblems(
      "batchSize",
      sample.batchSize,
      "a batch size of the model",
      1,
      Math.max(maxBatchSize, 1),
    ),
    ...countProblems("count", sample.count, "a number of executions", 1),
    ...missing.map(({ name }) => ({
      path: `inputs.${name}`,
      reason: "is missing, and the input is not optional. Add it, {} for zeros.",
    })),
    ...Object.entries(sample.inputs).flatMap(([name, input]) =>
      below(`inputs.${name}`, inputProblems(name, input, config)),
    ),
  ];
}

function inputProblems(
  name: string,
  input: TritonWarmupInput,
  config: TritonBackendModel,
): Problem[] {
  const modelInput = config.inputs.find((candidate) => candidate.name === name);
  const bothData =
    input.data !== undefined && input.dataFile !== undefined
      ? [{ path: "data", reason: "stands beside dataFile. Keep one of them." }]
      : [];
  if (modelInput === undefined) return [...bothData, ...otherTensorProblems(name, input, config)];
  return [...bothData, ...typeProblems(input, modelInput), ...dimsProblems(input, modelInput)];
}

/** Tensors that Triton gives the model in a sequence are no inputs of the model, and nothing is known of them here. */
function otherTensorProblems(
  name: string,
  { dataType, dims }: TritonWarmupInput,
  { inputs, sequenceBatching }: TritonBackendModel,
): Problem[] {
  const ofSequences = [
    ...(sequenceBatching?.controls ?? []).map(({ tensor }) => tensor),
    ...(sequenceBatching?.states ?? []).map(({ input }) => input),
  ];
  const known = [...inputs.map((input) => input.name), ...ofSequences];
  if (!ofSequences.includes(name)) {
    return [
      {
        path: "",
        reason: `is not an input of the model.${didYouMean(name, known)} Write one of ${known.join(", ")}.`,
      },
    ];
  }
  return [
    ...(dataType === undefined
      ? [{ path: "dataType", reason: "is missing: the tensor is none of the inputs. Add it." }]
      : []),
    ...(dims === undefined
      ? [{ path: "dims", reason: "is missing: the tensor is none of the inputs. Add it." }]
      : shapeProblems("dims", dims, "fixed")),
  ];
}

function typeProblems({ dataType }: TritonWarmupInput, modelInput: TritonInput): Problem[] {
  if (dataType === undefined || dataType === modelInput.dataType) return [];
  return [
    {
      path: "dataType",
      reason: `${dataType} is not the type of the input, ${modelInput.dataType}. Remove it.`,
    },
  ];
}

function dimsProblems({ dims }: TritonWarmupInput, modelInput: TritonInput): Problem[] {
  const path = "dims";
  const allowed = `[${modelInput.dims.join(", ")}]`;
  if (dims === undefined) {
    if (!modelInput.dims.includes(-1)) return [];
    return [
      {
        path,
        reason: `is missing, and dims ${allowed} of the input vary. Write the sizes of the request.`,
      },
    ];
  }
  const wrong = shapeProblems(path, dims, "fixed");
  const fits =
    dims.length === modelInput.dims.length &&
    modelInput.dims.every((size, index) => size === -1 || size === dims[index]);
  if (wrong.length > 0 || fits) return wrong;
  return [
    {
      path,
      reason: `[${dims.join(", ")}] is not one of the shapes ${allowed} of the input. Write sizes that fit.`,
    },
  ];
}
