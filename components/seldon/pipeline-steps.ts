/**
 * What a step or the output takes: all outputs of a step (`detector` or `detector.outputs`), one tensor of them
 * (`detector.outputs.score`), what the step itself got (`detector.inputs`, `detector.inputs.image`), or what the pipeline
 * got (`<pipeline>.inputs`, `<pipeline>.inputs.image`).
 */
type TensorReference = string;

/** How several inputs become one: `inner` waits for all, `outer` takes what came within the window, `any` the first. */
type JoinType = "inner" | "outer" | "any";

/** One step of a pipeline: a model. */
export interface PipelineStep {
  /** Name of the step, which is the name of the `SeldonModel`. Unique in the pipeline. */
  readonly name: string;
  /** What the step takes. Default: what the pipeline got. */
  readonly inputs?: readonly TensorReference[];
  /** How several inputs become one. Default: `inner`, that of the resource definition. */
  readonly inputsJoinType?: JoinType;
  /** What must have come before the step runs, and is not handed to it. Default: nothing. */
  readonly triggers?: readonly TensorReference[];
  /** How several triggers become one. Default: `inner`. */
  readonly triggersJoinType?: JoinType;
  /** Milliseconds to wait for all inputs before they are joined. Default: that of the installation. */
  readonly joinWindowMs?: number;
  /** New names of tensors by `step.outputs.tensor`, for instance `{ "detector.outputs.score": "input" }`. Default: none. */
  readonly tensorMap?: Readonly<Record<string, string>>;
}

/** What a pipeline answers. */
export interface PipelineOutput {
  readonly steps: readonly [TensorReference, ...TensorReference[]];
  /** How several steps become one answer. Default: `inner`. */
  readonly stepsJoin?: JoinType;
  /** Milliseconds to wait for all steps before they are joined. Default: that of the installation. */
  readonly joinWindowMs?: number;
  /** New names of tensors, as for a step. Default: none. */
  readonly tensorMap?: Readonly<Record<string, string>>;
}
