import { mapEntries, ProtobufEnum, unlessEmpty, type ProtobufMessage } from "./protobuf-text";
import type {
  TritonGraphShapes,
  TritonInstanceGroup,
  tritonInstanceKinds,
  TritonOptimization,
  TritonWarmup,
  TritonWarmupInput,
} from "./triton-execution";
import type { TritonInput } from "./triton-tensors";

const instanceKinds = {
  gpu: "KIND_GPU",
  cpu: "KIND_CPU",
  auto: "KIND_AUTO",
  model: "KIND_MODEL",
} satisfies Record<(typeof tritonInstanceKinds)[number], string>;

/** One group of instances. */
export function instanceGroupMessage(group: TritonInstanceGroup): ProtobufMessage {
  const { rateLimiter } = group;
  return {
    name: group.name,
    kind: new ProtobufEnum(instanceKinds[group.kind]),
    count: group.count,
    gpus: group.gpus,
    profile: group.profiles?.map(String),
    rate_limiter:
      rateLimiter &&
      unlessEmpty({
        resources: rateLimiter.resources?.map(({ name, count, global }) => ({
          name,
          count,
          global,
        })),
        priority: rateLimiter.priority,
      }),
    passive: group.passive,
    host_policy: group.hostPolicy,
  };
}

const modelPriorities = { max: "PRIORITY_MAX", min: "PRIORITY_MIN" } as const;

/** How the backend executes the model; nothing where nothing is set. */
export function optimizationMessage(optimization: TritonOptimization): ProtobufMessage | undefined {
  const { graphLevel, priority, cuda, accelerators } = optimization;
  return unlessEmpty({
    graph: graphLevel === undefined ? undefined : { level: graphLevel },
    priority: priority && new ProtobufEnum(modelPriorities[priority]),
    cuda: cuda && cudaMessage(cuda),
    execution_accelerators:
      accelerators &&
      unlessEmpty({
        gpu_execution_accelerator: accelerators.gpu?.map(acceleratorMessage),
        cpu_execution_accelerator: accelerators.cpu?.map(acceleratorMessage),
      }),
    input_pinned_memory: enabled(optimization.inputPinnedMemory),
    output_pinned_memory: enabled(optimization.outputPinnedMemory),
    gather_kernel_buffer_threshold: optimization.gatherKernelBufferThreshold,
    eager_batching: optimization.eagerBatching,
  });
}

/** The message of a switch that may be left alone. */
export function enabled(enable: boolean | undefined): ProtobufMessage | undefined {
  return enable === undefined ? undefined : { enable };
}

function cudaMessage(cuda: NonNullable<TritonOptimization["cuda"]>): ProtobufMessage | undefined {
  return unlessEmpty({
    graphs: cuda.graphs,
    busy_wait_events: cuda.busyWaitEvents,
    graph_spec: cuda.graphSpecs?.map((graph) => ({
      ...graphShapes(graph),
      graph_lower_bound: graph.lowerBound && graphShapes(graph.lowerBound),
    })),
    output_copy_stream: cuda.outputCopyStream,
  });
}

function graphShapes({ batchSize, inputs }: TritonGraphShapes): ProtobufMessage {
  return { batch_size: batchSize, input: mapEntries(inputs, (dim) => ({ dim })) };
}

function acceleratorMessage(accelerator: {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, string>>;
}): ProtobufMessage {
  return { name: accelerator.name, parameters: mapEntries(accelerator.parameters, String) };
}

/** A warm-up request; what an input leaves out is taken from the model. */
export function warmupMessage(
  sample: TritonWarmup,
  modelInputs: readonly TritonInput[],
): ProtobufMessage {
  return {
    name: sample.name,
    // Triton skips a sample of batch size 0, which is what a missing one is.
    batch_size: sample.batchSize ?? 1,
    inputs: Object.entries(sample.inputs).map(([key, input]) => ({
      key,
      value: warmupInputMessage(
        input,
        modelInputs.find(({ name }) => name === key),
      ),
    })),
    count: sample.count,
  };
}

function warmupInputMessage(
  input: TritonWarmupInput,
  modelInput: TritonInput | undefined,
): ProtobufMessage {
  const dataType = input.dataType ?? modelInput?.dataType;
  return {
    data_type: dataType && new ProtobufEnum(dataType),
    dims: input.dims ?? modelInput?.dims,
    ...(input.dataFile === undefined
      ? { [input.data === "random" ? "random_data" : "zero_data"]: true }
      : { input_data_file: input.dataFile }),
  };
}
