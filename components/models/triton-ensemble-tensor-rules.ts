import { didYouMean, type Problem } from "../internal/problems";
import type { TritonBackendModel, TritonEnsembleModel, TritonEnsembleStep } from "./triton-model";
import type { TritonDataType, TritonTensor } from "./triton-tensors";
import { entryOf } from "./triton-value-rules";

/**
 * Problems between an ensemble and the models that it carries; nothing is known of uploaded ones. Triton refuses: a
 * smaller largest batch than that of the ensemble; a tensor that the model does not have; an input of the model that is
 * neither mapped nor optional; a version that is not served; and one tensor with two types or two shapes
 * (`ValidateEnsembleConfig`). It refuses steps that meet after different decoupled models too, which is not checked here.
 */
export function ensembleTensorProblems(config: TritonEnsembleModel): Problem[] {
  const steps = config.ensemble.steps.flatMap((step, index) => {
    const model = entryOf(config.ensemble.models, step.model);
    return model === undefined ? [] : [{ step, model, path: `ensemble.steps[${index}]` }];
  });
  return [
    ...steps.flatMap((known) => [
      ...batchProblems(known, config.maxBatchSize),
      ...versionProblems(known),
      ...mappingProblems(known),
    ]),
    ...consistencyProblems([
      ...config.inputs.map((tensor, index) => ({
        ...factOf(config, tensor),
        path: `inputs[${index}]`,
        tensor: tensor.name,
      })),
      ...config.outputs.map((tensor, index) => ({
        ...factOf(config, tensor),
        path: `outputs[${index}]`,
        tensor: tensor.name,
      })),
      ...steps.flatMap(factsOfStep),
    ]),
  ];
}

interface KnownStep {
  readonly step: TritonEnsembleStep;
  readonly model: TritonBackendModel;
  readonly path: string;
}

function batchProblems({ step, model, path }: KnownStep, largest: number): Problem[] {
  const { maxBatchSize } = model;
  if (maxBatchSize === 0 || maxBatchSize >= largest) return [];
  return [
    {
      path: `${path}.model`,
      reason: `"${step.model}" takes batches of ${maxBatchSize}, and the ensemble of ${largest} (maxBatchSize). Raise the one, or lower the other.`,
    },
  ];
}

function versionProblems({ step, model, path }: KnownStep): Problem[] {
  const { version = -1 } = step;
  const { versions } = model;
  if (version === -1 || typeof versions !== "object" || versions.includes(version)) return [];
  return [
    {
      path: `${path}.version`,
      reason: `${version} is not served by "${step.model}". Write one of ${versions.join(", ")}, or remove it.`,
    },
  ];
}

function mappingProblems({ step, model, path }: KnownStep): Problem[] {
  const unknown = (["inputs", "outputs"] as const).flatMap((side) => {
    const known = model[side].map(({ name }) => name);
    return Object.keys(step[side])
      .filter((name) => !known.includes(name))
      .map((name) => ({
        path: `${path}.${side}.${name}`,
        reason: `is not one of the ${side} of "${step.model}".${didYouMean(name, known)} Write one of ${known.join(", ")}.`,
      }));
  });
  const missing = model.inputs
    .filter(({ name, optional = false }) => !optional && entryOf(step.inputs, name) === undefined)
    .map(({ name }) => ({
      path: `${path}.inputs.${name}`,
      reason: `is missing, and "${step.model}" needs it. Name the tensor that it takes.`,
    }));
  return [...unknown, ...missing];
}

/** What one place says of a tensor of the ensemble. */
interface TensorFact {
  readonly path: string;
  readonly tensor: string;
  readonly dataType: TritonDataType;
  readonly dims: readonly number[];
  /** With the batch dimension, where the model has one. */
  readonly fullDims: readonly number[];
}

function factOf(
  { maxBatchSize }: { readonly maxBatchSize: number },
  { dataType, dims }: TritonTensor,
): Pick<TensorFact, "dataType" | "dims" | "fullDims"> {
  return { dataType, dims, fullDims: maxBatchSize > 0 ? [-1, ...dims] : dims };
}

function factsOfStep({ step, model, path }: KnownStep): TensorFact[] {
  return (["inputs", "outputs"] as const).flatMap((side) =>
    model[side].flatMap((modelTensor) => {
      const tensor = entryOf(step[side], modelTensor.name);
      if (tensor === undefined) return [];
      return [
        { ...factOf(model, modelTensor), path: `${path}.${side}.${modelTensor.name}`, tensor },
      ];
    }),
  );
}

/** All places have to agree with the first that names the tensor. */
function consistencyProblems(facts: readonly TensorFact[]): Problem[] {
  return facts.flatMap((fact) => {
    const first = facts.find(({ tensor }) => tensor === fact.tensor);
    if (first === undefined || first === fact) return [];
    const differences = [
      ...(first.dataType === fact.dataType
        ? []
        : [`is ${fact.dataType}, and ${first.dataType} at ${first.path}`]),
      ...(sameShape(first.dims, fact.dims) || sameShape(first.fullDims, fact.fullDims)
        ? []
        : [`has dims [${fact.dims.join(", ")}], and [${first.dims.join(", ")}] at ${first.path}`]),
    ];
    return differences.map((difference) => ({
      path: fact.path,
      reason: `"${fact.tensor}" ${difference}. Make them the same.`,
    }));
  });
}

function sameShape(one: readonly number[], other: readonly number[]): boolean {
  return (
    one.length === other.length &&
    one.every((size, index) => size === -1 || other[index] === -1 || size === other[index])
  );
}
