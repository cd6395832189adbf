import { below, didYouMean, type Problem } from "../internal/problems";
import { nameProblems } from "../internal/names";
import { ensembleTensorProblems } from "./triton-ensemble-tensor-rules";
import type { TritonEnsemble, TritonEnsembleModel, TritonEnsembleStep } from "./triton-model";
import { countProblems, entryOf } from "./triton-value-rules";

/**
 * Problems of an ensemble, but for those of its models. Triton refuses: instances, optimization or warm-up; no step; a step without a model, inputs or
 * outputs; a tensor that two outputs write; a tensor that nothing gives or that waits for itself; an input, an output or
 * a tensor between steps that is not used (`ValidateEnsembleSchedulingConfig`); a model that is not in the repository;
 * and what `ensembleTensorProblems` says.
 */
export function ensembleProblems(config: TritonEnsembleModel): Problem[] {
  const { ensemble } = config;
  return [
    ...foreignKeyProblems(config),
    ...below("ensemble", [
      ...modelNameProblems(ensemble),
      ...countProblems(
        "maxInflightRequests",
        ensemble.maxInflightRequests,
        "a number of requests",
        0,
      ),
      ...(ensemble.steps.length === 0
        ? [{ path: "steps", reason: "is empty. Name at least one step." }]
        : ensemble.steps.flatMap((step, index) =>
            below(`steps[${index}]`, stepProblems(step, ensemble)),
          )),
    ]),
    ...(ensemble.steps.length === 0 ? [] : flowProblems(config)),
    ...ensembleTensorProblems(config),
  ];
}

const ensembleKeys: readonly string[] = [
  "maxBatchSize",
  "inputs",
  "outputs",
  "responseCache",
  "parameters",
  "metricTags",
  "ensemble",
] satisfies (keyof TritonEnsembleModel)[];

/** The compiler lets a key of the other kind pass where an object is spread. */
function foreignKeyProblems(config: TritonEnsembleModel): Problem[] {
  return Object.entries(config)
    .filter(([key, value]) => value !== undefined && !ensembleKeys.includes(key))
    .map(([path]) => ({
      path,
      reason: `is not for an ensemble. Remove it, or write it for a model of ensemble.models.`,
    }));
}

function modelNameProblems({ models, uploadedModels = [] }: TritonEnsemble): Problem[] {
  return [
    ...Object.keys(models).flatMap((name) => nameProblems(`models.${name}`, name)),
    ...uploadedModels.flatMap((name, index) => {
      const path = `uploadedModels[${index}]`;
      const [wrong] = nameProblems(path, name);
      if (wrong !== undefined) return [wrong];
      if (entryOf(models, name) === undefined) return [];
      return [{ path, reason: `"${name}" is one of models too. Keep it in one of them.` }];
    }),
  ];
}

function stepProblems(step: TritonEnsembleStep, ensemble: TritonEnsemble): Problem[] {
  const { version = -1 } = step;
  return [
    ...stepModelProblems(step.model, ensemble),
    ...(version === -1 ? [] : countProblems("version", version, "a version", 1)),
    ...(["inputs", "outputs"] as const)
      .filter((path) => Object.keys(step[path]).length === 0)
      .map((path) => ({ path, reason: `is empty. Name at least one of the ${path}.` })),
  ];
}

function stepModelProblems(
  model: string,
  { models, uploadedModels = [] }: TritonEnsemble,
): Problem[] {
  const known = [...Object.keys(models), ...uploadedModels];
  if (known.includes(model)) return [];
  const where =
    "Add it to ensemble.models, or to ensemble.uploadedModels if its files come with a config.pbtxt of their own.";
  return [
    {
      path: "model",
      reason: `"${model}" is not in the folder of the ensemble.${didYouMean(model, known)} ${where}`,
    },
  ];
}

/** One place where a step gives or takes a tensor of the ensemble. */
interface TensorUse {
  readonly step: number;
  readonly path: string;
  readonly tensor: string;
}

function flowProblems(config: TritonEnsembleModel): Problem[] {
  const { steps } = config.ensemble;
  const taken = usesOf(steps, "inputs");
  const given = usesOf(steps, "outputs");
  return [
    ...givenTwiceProblems(given),
    ...notGivenProblems(config, taken, given),
    ...cycleProblems(steps, taken, given),
    ...notUsedProblems(config, taken, given),
  ];
}

function usesOf(steps: readonly TritonEnsembleStep[], side: "inputs" | "outputs"): TensorUse[] {
  return steps.flatMap((step, index) =>
    Object.entries(step[side]).map(([name, tensor]) => ({
      step: index,
      path: `ensemble.steps[${index}].${side}.${name}`,
      tensor,
    })),
  );
}

function givenTwiceProblems(given: readonly TensorUse[]): Problem[] {
  return given.flatMap(({ path, tensor }, index) => {
    const first = given.findIndex((use) => use.tensor === tensor);
    if (first === index) return [];
    return [
      {
        path,
        reason: `"${tensor}" is written at ${given[first]?.path ?? ""} too. Write each tensor once.`,
      },
    ];
  });
}

function notGivenProblems(
  { inputs, outputs }: TritonEnsembleModel,
  taken: readonly TensorUse[],
  given: readonly TensorUse[],
): Problem[] {
  const known = [...inputs.map(({ name }) => name), ...given.map(({ tensor }) => tensor)];
  const wanted = [
    ...taken,
    ...outputs.map(({ name }, index) => ({ path: `outputs[${index}].name`, tensor: name })),
  ];
  return wanted
    .filter(({ tensor }) => !known.includes(tensor))
    .map(({ path, tensor }) => ({
      path,
      reason: `"${tensor}" is given by no input of the ensemble and by no step.${didYouMean(tensor, known)} Write one of ${known.join(", ")}.`,
    }));
}

/** A step that needs, over any number of steps, what it gives itself. */
function cycleProblems(
  steps: readonly TritonEnsembleStep[],
  taken: readonly TensorUse[],
  given: readonly TensorUse[],
): Problem[] {
  const neededBy = (step: number): number[] => {
    const tensors = taken.filter((use) => use.step === step).map(({ tensor }) => tensor);
    return given.filter(({ tensor }) => tensors.includes(tensor)).map((use) => use.step);
  };
  const needs = steps.map((_, step) => {
    const needed = new Set(neededBy(step));
    for (const other of needed) for (const further of neededBy(other)) needed.add(further);
    return needed;
  });
  return needs.flatMap((needed, step) => {
    if (!needed.has(step)) return [];
    const others = [...needed]
      .filter((other) => other !== step && needs[other]?.has(step) === true)
      .sort((a, b) => a - b);
    const over =
      others.length === 0 ? "" : `, over ${others.map((other) => `steps[${other}]`).join(", ")}`;
    return [
      {
        path: `ensemble.steps[${step}].inputs`,
        reason: `wait for outputs of the same step${over}, so it never runs. Take one of them from an input of the ensemble or another step.`,
      },
    ];
  });
}

function notUsedProblems(
  { inputs, outputs }: TritonEnsembleModel,
  taken: readonly TensorUse[],
  given: readonly TensorUse[],
): Problem[] {
  const tensors = taken.map(({ tensor }) => tensor);
  const results = outputs.map(({ name }) => name);
  return [
    ...inputs.flatMap(({ name }, index) =>
      tensors.includes(name)
        ? []
        : [
            {
              path: `inputs[${index}].name`,
              reason: `"${name}" is taken by no step. Remove it, or name it in inputs of a step.`,
            },
          ],
    ),
    ...given
      .filter(({ tensor }) => !tensors.includes(tensor) && !results.includes(tensor))
      .map(({ path, tensor }) => ({
        path,
        reason: `"${tensor}" is taken by no step and is no output of the ensemble. Remove it, or add it to outputs.`,
      })),
  ];
}
