import { ProtobufEnum, unlessEmpty, type ProtobufMessage } from "./protobuf-text";
import type {
  TritonDynamicBatching,
  TritonQueuePolicy,
  TritonSequenceBatching,
  TritonSequenceFlag,
  TritonSequenceId,
  TritonSequenceState,
} from "./triton-batching";
import type { TritonBackendModel } from "./triton-model";

/** The scheduler of a model, of which there is at most one. */
export function schedulerFields(config: TritonBackendModel): ProtobufMessage {
  const { batchDelayMicroseconds, dynamicBatching, sequenceBatching } = config;
  const dynamic =
    batchDelayMicroseconds === undefined ? dynamicBatching : { batchDelayMicroseconds };
  return {
    dynamic_batching: dynamic && dynamicBatchingMessage(dynamic),
    sequence_batching: sequenceBatching && sequenceBatchingMessage(sequenceBatching),
  };
}

/** A message without fields still turns dynamic batching on. */
function dynamicBatchingMessage(batching: TritonDynamicBatching): ProtobufMessage {
  const { priorities, queuePolicy } = batching;
  return {
    preferred_batch_size: batching.preferredBatchSizes,
    max_queue_delay_microseconds: batching.batchDelayMicroseconds,
    preserve_ordering: batching.preserveOrdering,
    priority_levels: priorities?.levels,
    default_priority_level: priorities?.defaultLevel,
    default_queue_policy: queuePolicy && unlessEmpty(queuePolicyMessage(queuePolicy)),
    priority_queue_policy: Object.entries(priorities?.queuePolicies ?? {}).map(
      ([level, policy]) => ({ key: Number(level), value: queuePolicyMessage(policy) }),
    ),
  };
}

const timeoutActions = { reject: "REJECT", delay: "DELAY" } as const;

function queuePolicyMessage(policy: TritonQueuePolicy): ProtobufMessage {
  return {
    timeout_action: policy.timeoutAction && new ProtobufEnum(timeoutActions[policy.timeoutAction]),
    default_timeout_microseconds: policy.timeoutMicroseconds,
    allow_timeout_override: policy.allowTimeoutOverride,
    max_queue_size: policy.maxQueueSize,
  };
}

function sequenceBatchingMessage(batching: TritonSequenceBatching): ProtobufMessage {
  const { batchDelayMicroseconds: max_queue_delay_microseconds } = batching;
  const strategy =
    batching.strategy === "direct"
      ? {
          max_queue_delay_microseconds,
          minimum_slot_utilization: batching.minSlotUtilization,
        }
      : {
          max_candidate_sequences: batching.maxCandidateSequences,
          preferred_batch_size: batching.preferredBatchSizes,
          max_queue_delay_microseconds,
          preserve_ordering: batching.preserveOrdering,
        };
  return {
    max_sequence_idle_microseconds: batching.maxIdleMicroseconds,
    [batching.strategy]: strategy,
    control_input: batching.controls?.map(controlMessage),
    state: batching.states?.map(stateMessage),
    iterative_sequence: batching.iterative,
  };
}

const controlKinds = {
  start: "CONTROL_SEQUENCE_START",
  end: "CONTROL_SEQUENCE_END",
  ready: "CONTROL_SEQUENCE_READY",
  correlationId: "CONTROL_SEQUENCE_CORRID",
} as const;

function controlMessage(control: TritonSequenceFlag | TritonSequenceId): ProtobufMessage {
  return {
    name: control.tensor,
    control: {
      kind: new ProtobufEnum(controlKinds[control.kind]),
      ...(control.kind === "correlationId"
        ? { data_type: new ProtobufEnum(control.dataType) }
        : flagValues(control)),
    },
  };
}

function flagValues({ dataType, falseTrue = [0, 1] }: TritonSequenceFlag): ProtobufMessage {
  if (dataType === "TYPE_BOOL") return { bool_false_true: [false, true] };
  return { [dataType === "TYPE_INT32" ? "int32_false_true" : "fp32_false_true"]: falseTrue };
}

function stateMessage(state: TritonSequenceState): ProtobufMessage {
  const { initialState } = state;
  const data_type = new ProtobufEnum(state.dataType);
  return {
    input_name: state.input,
    output_name: state.output,
    data_type,
    dims: state.dims,
    initial_state: initialState && {
      name: initialState.name,
      data_type,
      dims: initialState.dims ?? state.dims,
      ...(initialState.dataFile === undefined
        ? { zero_data: true }
        : { data_file: initialState.dataFile }),
    },
    use_same_buffer_for_input_output: state.sameBuffer,
    use_growable_memory: state.growable,
  };
}
