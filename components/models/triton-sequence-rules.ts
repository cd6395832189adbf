import { below, type Problem } from "../internal/problems";
import type {
  TritonSequenceBatching,
  TritonSequenceFlag,
  TritonSequenceId,
  TritonSequenceState,
} from "./triton-batching";
import { instanceGroups, type TritonModelSettings } from "./triton-model";
import {
  countProblems,
  preferredBatchSizeProblems,
  shapeProblems,
  timeProblems,
  uniqueNameProblems,
} from "./triton-value-rules";

/**
 * Problems of sequence batching. Triton refuses: a response cache; a preferred size above the largest; a slot
 * utilization outside 0 to 1; a control tensor without a name, or with two uses; a kind of control twice
 * (`ValidateModelConfig`); an initial state without a name, with another number of sizes than its state, with one of -1
 * or with another size; a growable buffer that is not shared, or not on a GPU (`SequenceBatchScheduler`,
 * `SequenceStates`). Of two states with one tensor it ignores the second.
 */
export function sequenceBatchingProblems(
  batching: TritonSequenceBatching,
  config: TritonModelSettings,
): Problem[] {
  return [
    ...(config.responseCache === true
      ? [
          {
            path: "",
            reason:
              "cannot be with responseCache: answers depend on the requests before. Remove responseCache.",
          },
        ]
      : []),
    ...timeProblems("maxIdleMicroseconds", batching.maxIdleMicroseconds),
    ...timeProblems("batchDelayMicroseconds", batching.batchDelayMicroseconds),
    ...strategyProblems(batching, config.maxBatchSize),
    ...controlProblems(batching.controls ?? []),
    ...stateProblems(batching.states ?? [], config),
  ];
}

function strategyProblems(batching: TritonSequenceBatching, maxBatchSize: number): Problem[] {
  if (batching.strategy === "oldest") {
    return [
      ...countProblems(
        "maxCandidateSequences",
        batching.maxCandidateSequences,
        "a number of sequences",
        1,
      ),
      ...preferredBatchSizeProblems(
        "preferredBatchSizes",
        batching.preferredBatchSizes,
        maxBatchSize,
      ),
    ];
  }
  const { minSlotUtilization: utilization = 0 } = batching;
  if (utilization >= 0 && utilization <= 1) return [];
  return [
    {
      path: "minSlotUtilization",
      reason: `${utilization} is not a part of the slots. Write a number from 0 to 1.`,
    },
  ];
}

function controlProblems(controls: readonly (TritonSequenceFlag | TritonSequenceId)[]): Problem[] {
  const tensors = controls.map(({ tensor }, index) => ({
    path: `controls[${index}].tensor`,
    name: tensor,
  }));
  const kinds = controls.map(({ kind }) => kind);
  return [
    ...uniqueNameProblems(tensors, "control tensor"),
    ...controls.flatMap((control, index) => {
      const first = kinds.indexOf(control.kind);
      return below(`controls[${index}]`, [
        ...(first === index
          ? []
          : [
              {
                path: "kind",
                reason: `${control.kind} is at controls[${first}] too. Name each kind once.`,
              },
            ]),
        ...(control.kind === "correlationId" ? [] : falseTrueProblems(control)),
      ]);
    }),
  ];
}

function falseTrueProblems({ dataType, falseTrue }: TritonSequenceFlag): Problem[] {
  if (falseTrue === undefined) return [];
  const path = "falseTrue";
  if (dataType === "TYPE_BOOL") {
    return [{ path, reason: "is for numbers; a TYPE_BOOL is false or true. Remove it." }];
  }
  const isValue = (value: number): boolean =>
    dataType === "TYPE_INT32" ? value === (value | 0) : Number.isFinite(Math.fround(value));
  if (falseTrue.every(isValue)) return [];
  return [
    {
      path,
      reason: `[${falseTrue.join(", ")}] are not two values of ${dataType}. Write for instance [0, 1].`,
    },
  ];
}

function stateProblems(
  states: readonly TritonSequenceState[],
  config: TritonModelSettings,
): Problem[] {
  const names = (side: "input" | "output"): { path: string; name: string }[] =>
    states.map((state, index) => ({ path: `states[${index}].${side}`, name: state[side] }));
  return [
    ...uniqueNameProblems(names("input"), "state input"),
    ...uniqueNameProblems(names("output"), "state output"),
    ...states.flatMap((state, index) =>
      below(`states[${index}]`, [
        ...shapeProblems("dims", state.dims, "fixedOrVarying"),
        ...below("initialState", initialStateProblems(state)),
        ...growableProblems(state, config),
      ]),
    ),
  ];
}

function initialStateProblems({ dims, initialState }: TritonSequenceState): Problem[] {
  if (initialState === undefined) return [];
  const { name, dims: initialDims } = initialState;
  const problems = name === "" ? [{ path: "name", reason: "is empty. Write a name." }] : [];
  if (initialDims === undefined && dims.includes(-1)) {
    return [
      ...problems,
      {
        path: "dims",
        reason: `is missing, and dims [${dims.join(", ")}] of the state vary. Write the sizes of the first state.`,
      },
    ];
  }
  if (initialDims === undefined) return problems;
  const fits =
    initialDims.length === dims.length &&
    dims.every((size, index) => size === -1 || size === initialDims[index]);
  const wrong = shapeProblems("dims", initialDims, "fixed");
  if (wrong.length > 0 || fits) return [...problems, ...wrong];
  return [
    ...problems,
    {
      path: "dims",
      reason: `[${initialDims.join(", ")}] is not one of the shapes [${dims.join(", ")}] of the state. Write sizes that fit.`,
    },
  ];
}

function growableProblems(
  { growable = false, sameBuffer = false }: TritonSequenceState,
  config: TritonModelSettings,
): Problem[] {
  if (!growable) return [];
  const path = "growable";
  return [
    ...(sameBuffer
      ? []
      : [{ path, reason: "needs one buffer for input and output. Add sameBuffer: true." }]),
    ...(instanceGroups(config).every(({ kind }) => kind === "gpu")
      ? []
      : [{ path, reason: "needs instances of kind gpu only. Change instances, or remove it." }]),
  ];
}
