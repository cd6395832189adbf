import type {
  TritonQueuePolicy,
  TritonSequenceBatching,
} from "../../../components/models/triton-batching";
import type { TritonBackendModel } from "../../../components/models/triton-model";

type Json = Readonly<Record<string, unknown>>;

/** The scheduler in the JSON form of Triton's `ModelConfig`. */
export function schedulerJson(config: TritonBackendModel): Json {
  if (config.batchDelayMicroseconds !== undefined) {
    return { dynamicBatching: { maxQueueDelayMicroseconds: config.batchDelayMicroseconds } };
  }
  if (config.sequenceBatching) return { sequenceBatching: sequenceJson(config.sequenceBatching) };
  const { dynamicBatching: batching } = config;
  if (batching === undefined) return {};
  const { priorities, queuePolicy = {} } = batching;
  return {
    dynamicBatching: {
      preferredBatchSize: batching.preferredBatchSizes,
      maxQueueDelayMicroseconds: batching.batchDelayMicroseconds,
      preserveOrdering: batching.preserveOrdering,
      priorityLevels: priorities?.levels,
      defaultPriorityLevel: priorities?.defaultLevel,
      ...(Object.keys(queuePolicy).length > 0 && { defaultQueuePolicy: policyJson(queuePolicy) }),
      priorityQueuePolicy: Object.fromEntries(
        Object.entries(priorities?.queuePolicies ?? {}).map(([level, policy]) => [
          level,
          policyJson(policy),
        ]),
      ),
    },
  };
}

function policyJson(policy: TritonQueuePolicy): Json {
  return {
    ...(policy.timeoutAction && { timeoutAction: policy.timeoutAction.toUpperCase() }),
    defaultTimeoutMicroseconds: policy.timeoutMicroseconds,
    allowTimeoutOverride: policy.allowTimeoutOverride,
    maxQueueSize: policy.maxQueueSize,
  };
}

function sequenceJson(batching: TritonSequenceBatching): Json {
  const delay = { maxQueueDelayMicroseconds: batching.batchDelayMicroseconds };
  return {
    maxSequenceIdleMicroseconds: batching.maxIdleMicroseconds,
    ...(batching.strategy === "direct"
      ? { direct: { ...delay, minimumSlotUtilization: batching.minSlotUtilization } }
      : {
          oldest: {
            ...delay,
            maxCandidateSequences: batching.maxCandidateSequences,
            preferredBatchSize: batching.preferredBatchSizes,
            preserveOrdering: batching.preserveOrdering,
          },
        }),
    controlInput: batching.controls?.map(controlJson),
    state: batching.states?.map((state) => ({
      inputName: state.input,
      outputName: state.output,
      dataType: state.dataType,
      dims: state.dims,
      ...(state.initialState && {
        initialState: [
          {
            name: state.initialState.name,
            dataType: state.dataType,
            dims: state.initialState.dims ?? state.dims,
            ...(state.initialState.dataFile === undefined
              ? { zeroData: true }
              : { dataFile: state.initialState.dataFile }),
          },
        ],
      }),
      useSameBufferForInputOutput: state.sameBuffer,
      useGrowableMemory: state.growable,
    })),
    iterativeSequence: batching.iterative,
  };
}

function controlJson(control: NonNullable<TritonSequenceBatching["controls"]>[number]): Json {
  const kind = control.kind === "correlationId" ? "CORRID" : control.kind.toUpperCase();
  const [value] =
    control.kind === "correlationId"
      ? [{ dataType: control.dataType }]
      : [flagJson(control.dataType, control.falseTrue ?? [0, 1])];
  return {
    name: control.tensor,
    control: [{ kind: `CONTROL_SEQUENCE_${kind}`, ...value }],
  };
}

function flagJson(dataType: string, falseTrue: readonly [number, number]): Json {
  if (dataType === "TYPE_BOOL") return { boolFalseTrue: [false, true] };
  return dataType === "TYPE_FP32" ? { fp32FalseTrue: falseTrue } : { int32FalseTrue: falseTrue };
}
