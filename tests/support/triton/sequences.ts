import type { TritonModelConfig } from "../../../components/models/triton-config";
import { features, featuresMessage, score, scoreMessage, type TritonCase } from "./simple";

/** ONNX Runtime with accelerators and a cache; sequences, each in its slot. */
const directModel = {
  backend: "onnxruntime",
  maxBatchSize: 4,
  inputs: [{ name: "frame", dataType: "TYPE_FP32", dims: [3, -1, -1], format: "nchw" }],
  outputs: [score],
  instances: { kind: "gpu", count: 1 },
  versions: "all",
  sequenceBatching: {
    strategy: "direct",
    maxIdleMicroseconds: 5_000_000,
    batchDelayMicroseconds: 100,
    minSlotUtilization: 0.25,
    controls: [
      { tensor: "START", kind: "start", dataType: "TYPE_FP32" },
      { tensor: "END", kind: "end", dataType: "TYPE_BOOL" },
      { tensor: "READY", kind: "ready", dataType: "TYPE_INT32", falseTrue: [-1, 1] },
      { tensor: "CORRID", kind: "correlationId", dataType: "TYPE_UINT64" },
    ],
    states: [
      {
        input: "state_in",
        output: "state_out",
        dataType: "TYPE_FP32",
        dims: [-1, 8],
        initialState: { name: "first", dims: [2, 8], dataFile: "first.bin" },
        sameBuffer: true,
        growable: true,
      },
      {
        input: "count_in",
        output: "count_out",
        dataType: "TYPE_INT64",
        dims: [1],
        initialState: { name: "zero" },
      },
    ],
  },
  optimization: {
    graphLevel: -1,
    priority: "min",
    accelerators: {
      gpu: [
        { name: "tensorrt", parameters: { precision_mode: "FP16" } },
        { name: "cuda", parameters: { cudnn_conv_use_max_workspace: "0" } },
      ],
      cpu: [{ name: "openvino" }],
    },
  },
  warmup: [
    {
      name: "first",
      inputs: {
        frame: { dims: [3, 8, 8], data: "zeros" },
        START: { dataType: "TYPE_FP32", dims: [1] },
      },
    },
  ],
} as const satisfies TritonModelConfig;

/** What Triton has to read in it. */
export const directCase: TritonCase = {
  title: "sequences in slots, and accelerators",
  config: directModel,
  message: {
    name: "model",
    backend: "onnxruntime",
    maxBatchSize: 4,
    input: [{ name: "frame", dataType: "TYPE_FP32", dims: [3, -1, -1], format: "FORMAT_NCHW" }],
    output: [scoreMessage],
    instanceGroup: [{ kind: "KIND_GPU", count: 1 }],
    versionPolicy: { all: {} },
    sequenceBatching: {
      maxSequenceIdleMicroseconds: 5000000,
      direct: { maxQueueDelayMicroseconds: 100, minimumSlotUtilization: 0.25 },
      controlInput: [
        { name: "START", control: [{ kind: "CONTROL_SEQUENCE_START", fp32FalseTrue: [0, 1] }] },
        {
          name: "END",
          control: [{ kind: "CONTROL_SEQUENCE_END", boolFalseTrue: [false, true] }],
        },
        {
          name: "READY",
          control: [{ kind: "CONTROL_SEQUENCE_READY", int32FalseTrue: [-1, 1] }],
        },
        {
          name: "CORRID",
          control: [{ kind: "CONTROL_SEQUENCE_CORRID", dataType: "TYPE_UINT64" }],
        },
      ],
      state: [
        {
          inputName: "state_in",
          outputName: "state_out",
          dataType: "TYPE_FP32",
          dims: [-1, 8],
          initialState: [
            { name: "first", dataType: "TYPE_FP32", dims: [2, 8], dataFile: "first.bin" },
          ],
          useSameBufferForInputOutput: true,
          useGrowableMemory: true,
        },
        {
          inputName: "count_in",
          outputName: "count_out",
          dataType: "TYPE_INT64",
          dims: [1],
          initialState: [{ name: "zero", dataType: "TYPE_INT64", dims: [1], zeroData: true }],
        },
      ],
    },
    optimization: {
      graph: { level: -1 },
      priority: "PRIORITY_MIN",
      executionAccelerators: {
        gpuExecutionAccelerator: [
          { name: "tensorrt", parameters: { precision_mode: "FP16" } },
          { name: "cuda", parameters: { cudnn_conv_use_max_workspace: "0" } },
        ],
        cpuExecutionAccelerator: [{ name: "openvino" }],
      },
    },
    modelWarmup: [
      {
        name: "first",
        batchSize: 1,
        inputs: {
          frame: { dataType: "TYPE_FP32", dims: [3, 8, 8], zeroData: true },
          START: { dataType: "TYPE_FP32", dims: [1], zeroData: true },
        },
      },
    ],
  },
};

/** Python; the oldest sequences first. */
const oldestModel = {
  backend: "python",
  maxBatchSize: 8,
  inputs: [features],
  outputs: [score],
  instances: [{ kind: "cpu", count: 1 }],
  sequenceBatching: {
    strategy: "oldest",
    maxCandidateSequences: 64,
    preferredBatchSizes: [2, 4],
    batchDelayMicroseconds: 250,
    preserveOrdering: true,
    iterative: true,
  },
} as const satisfies TritonModelConfig;

/** What Triton has to read in it. */
export const oldestCase: TritonCase = {
  title: "the oldest sequences first",
  config: oldestModel,
  message: {
    name: "model",
    backend: "python",
    maxBatchSize: 8,
    input: [featuresMessage],
    output: [scoreMessage],
    instanceGroup: [{ kind: "KIND_CPU", count: 1 }],
    versionPolicy: { latest: { numVersions: 1 } },
    sequenceBatching: {
      oldest: {
        maxCandidateSequences: 64,
        preferredBatchSize: [2, 4],
        maxQueueDelayMicroseconds: 250,
        preserveOrdering: true,
      },
      iterativeSequence: true,
    },
  },
};
