import { below, type Problem } from "../internal/problems";
import type { TritonDynamicBatching, TritonPriorities, TritonQueuePolicy } from "./triton-batching";
import type { TritonBackendModel, TritonModelConfig } from "./triton-model";
import { sequenceBatchingProblems } from "./triton-sequence-rules";
import { countProblems, preferredBatchSizeProblems, timeProblems } from "./triton-value-rules";

/** Problems of the scheduler: at most one, and that one right. */
export function schedulerProblems(config: TritonBackendModel): Problem[] {
  const { dynamicBatching, sequenceBatching, maxBatchSize } = config;
  return [
    ...oneSchedulerProblems(config),
    ...delayProblems(config.batchDelayMicroseconds, maxBatchSize),
    ...(dynamicBatching === undefined
      ? []
      : below("dynamicBatching", dynamicBatchingProblems(dynamicBatching, maxBatchSize))),
    ...(sequenceBatching === undefined
      ? []
      : below("sequenceBatching", sequenceBatchingProblems(sequenceBatching, config))),
  ];
}

/** The schedulers are one `oneof` of the protobuf: of two, its text form is refused. */
function oneSchedulerProblems(
  config: Pick<
    TritonModelConfig & TritonBackendModel,
    "batchDelayMicroseconds" | "dynamicBatching" | "sequenceBatching"
  >,
): Problem[] {
  const [first, ...others] = (
    ["batchDelayMicroseconds", "dynamicBatching", "sequenceBatching"] as const
  ).filter((key) => config[key] !== undefined);
  return others.map((path) => ({
    path,
    reason: `stands beside ${first ?? ""}: a model has one scheduler. Keep one of them${path === "dynamicBatching" ? "; dynamicBatching has a batchDelayMicroseconds of its own" : ""}.`,
  }));
}

function delayProblems(delay: number | undefined, maxBatchSize: number): Problem[] {
  if (delay === undefined) return [];
  const path = "batchDelayMicroseconds";
  const wrong = timeProblems(path, delay);
  if (wrong.length > 0 || maxBatchSize >= 2) return wrong;
  return [
    {
      path,
      reason: `batches requests, but maxBatchSize is ${maxBatchSize}. Raise maxBatchSize to 2 or more, or remove the delay.`,
    },
  ];
}

/**
 * Problems of dynamic batching. Triton refuses: a preferred size above the largest; a default level outside the
 * levels; a policy for a level that there is none of; several levels, or a timeout that delays, with answers in order
 * (`ValidateModelConfig`). A model without a batch dimension it would not batch.
 */
function dynamicBatchingProblems(batching: TritonDynamicBatching, maxBatchSize: number): Problem[] {
  const { priorities, queuePolicy, preserveOrdering = false } = batching;
  const unbatched =
    maxBatchSize === 0
      ? [
          {
            path: "",
            reason:
              "batches requests, but maxBatchSize is 0: the model has no batch dimension. Raise maxBatchSize, or remove it.",
          },
        ]
      : [
          ...preferredBatchSizeProblems(
            "preferredBatchSizes",
            batching.preferredBatchSizes,
            maxBatchSize,
          ),
          ...delayProblems(batching.batchDelayMicroseconds, maxBatchSize),
        ];
  return [
    ...unbatched,
    ...(priorities === undefined
      ? []
      : below("priorities", priorityProblems(priorities, preserveOrdering))),
    ...(queuePolicy === undefined
      ? []
      : below("queuePolicy", queuePolicyProblems(queuePolicy, preserveOrdering))),
  ];
}

function priorityProblems(priorities: TritonPriorities, preserveOrdering: boolean): Problem[] {
  const { levels, defaultLevel, queuePolicies = {} } = priorities;
  const wrongLevels = countProblems("levels", levels, "a number of levels", 1);
  const isLevel = (level: number): boolean =>
    Number.isInteger(level) && level >= 1 && level <= levels;
  const notLevels =
    wrongLevels.length > 0
      ? []
      : [
          ...(isLevel(defaultLevel) ? [] : [{ path: "defaultLevel", written: defaultLevel }]),
          ...Object.keys(queuePolicies)
            .filter((level) => !/^[1-9][0-9]*$/.test(level) || !isLevel(Number(level)))
            .map((level) => ({ path: `queuePolicies.${level}`, written: level })),
        ];
  return [
    ...wrongLevels,
    ...(preserveOrdering && levels > 1
      ? [
          {
            path: "levels",
            reason: `${levels} levels change the order of requests, and preserveOrdering keeps it. Write 1, or remove preserveOrdering.`,
          },
        ]
      : []),
    ...notLevels.map(({ path, written }) => ({
      path,
      reason: `${written} is not a level. Write a whole number from 1 to ${levels} (levels).`,
    })),
    ...Object.entries(queuePolicies).flatMap(([level, policy]) =>
      below(`queuePolicies.${level}`, queuePolicyProblems(policy, preserveOrdering)),
    ),
  ];
}

function queuePolicyProblems(policy: TritonQueuePolicy, preserveOrdering: boolean): Problem[] {
  const { timeoutAction, timeoutMicroseconds = 0 } = policy;
  return [
    ...timeProblems("timeoutMicroseconds", timeoutMicroseconds),
    ...countProblems("maxQueueSize", policy.maxQueueSize, "a number of requests", 0),
    ...(preserveOrdering && timeoutAction === "delay" && timeoutMicroseconds !== 0
      ? [
          {
            path: "timeoutAction",
            reason:
              "delay changes the order of requests, and preserveOrdering keeps it. Write reject, or remove preserveOrdering.",
          },
        ]
      : []),
  ];
}
