import type { TritonModelConfig } from "../../../components/models/triton-config";
import type { TritonCase } from "./simple";

/** Every key of a TensorRT model with dynamic batching. */
export const tensorRtModel = {
  backend: "tensorrt",
  maxBatchSize: 16,
  inputs: [
    {
      name: "image",
      dataType: "TYPE_UINT8",
      dims: [224, 224, 3],
      format: "nhwc",
      reshape: [3, 224, 224],
      nonLinearFormat: true,
    },
    { name: "sizes", dataType: "TYPE_INT32", dims: [2], shapeTensor: true },
    { name: "text", dataType: "TYPE_STRING", dims: [-1], ragged: true, optional: true },
  ],
  outputs: [
    { name: "class", dataType: "TYPE_FP16", dims: [1000], labelFilename: "labels/imagenet.txt" },
    { name: "scalar", dataType: "TYPE_BF16", dims: [1], reshape: [] },
    { name: "shape", dataType: "TYPE_INT64", dims: [4], shapeTensor: true },
    { name: "raw", dataType: "TYPE_INT8", dims: [3, 4, 5], nonLinearFormat: true },
  ],
  instances: [
    {
      name: "main",
      kind: "gpu",
      count: 2,
      gpus: [0, 1],
      profiles: [0, 3],
      rateLimiter: {
        resources: [
          { name: "memory", count: 4 },
          { name: "licence", count: 1, global: true },
        ],
        priority: 2,
      },
      hostPolicy: "numa_0",
    },
    { kind: "model", count: 1, passive: true },
    { kind: "auto", count: 1 },
  ],
  versions: [1, 4],
  modelFilename: "engine.plan",
  modelFilenameByComputeCapability: { "8.9": "l4.plan", "9.0": "h100.plan" },
  runtime: "runtime.so",
  operationLibraries: ["/opt/ops.so"],
  repositoryAgents: [{ name: "checksum", parameters: { "MD5:model": "abc" } }],
  batchInputs: [
    {
      kind: "accumulatedElementCountWithZero",
      source: "text",
      targets: ["offsets"],
      dataType: "TYPE_INT32",
    },
    { kind: "itemShape", source: "text", targets: ["shapes", "more"], dataType: "TYPE_FP32" },
  ],
  batchOutputs: [{ source: "text", targets: ["class"] }],
  dynamicBatching: {
    preferredBatchSizes: [4, 8],
    batchDelayMicroseconds: 500,
    preserveOrdering: false,
    priorities: {
      levels: 3,
      defaultLevel: 2,
      queuePolicies: { "1": { timeoutAction: "delay", timeoutMicroseconds: 1000 }, "3": {} },
    },
    queuePolicy: {
      timeoutAction: "reject",
      timeoutMicroseconds: 2_000_000,
      allowTimeoutOverride: true,
      maxQueueSize: 128,
    },
  },
  optimization: {
    graphLevel: 1,
    priority: "max",
    cuda: {
      graphs: true,
      busyWaitEvents: true,
      outputCopyStream: true,
      graphSpecs: [
        {
          batchSize: 8,
          inputs: { image: [224, 224, 3], sizes: [2] },
          lowerBound: { batchSize: 1, inputs: { image: [1, 1, 3] } },
        },
      ],
    },
    inputPinnedMemory: false,
    outputPinnedMemory: true,
    gatherKernelBufferThreshold: 6,
    eagerBatching: true,
  },
  warmup: [
    {
      name: "zeros",
      batchSize: 4,
      count: 3,
      inputs: {
        image: {},
        sizes: { dataFile: "sizes.bin" },
        text: { dims: [7], data: "random" },
      },
    },
  ],
  decoupled: true,
  responseCache: false,
  parameters: { threads: "4", 'quote "\\': "é\n\u00007\u2028" },
  metricTags: { team: "fraud" },
  histogramBuckets: { firstResponseMilliseconds: [0.5, 1, 2500] },
} as const satisfies TritonModelConfig;

/** What Triton has to read in it. */
export const tensorRtCase: TritonCase = {
  title: "TensorRT with dynamic batching",
  config: tensorRtModel,
  message: {
    name: "model",
    backend: "tensorrt",
    maxBatchSize: 16,
    input: [
      {
        name: "image",
        dataType: "TYPE_UINT8",
        format: "FORMAT_NHWC",
        dims: [224, 224, 3],
        reshape: { shape: [3, 224, 224] },
        isNonLinearFormatIo: true,
      },
      { name: "sizes", dataType: "TYPE_INT32", dims: [2], isShapeTensor: true },
      {
        name: "text",
        dataType: "TYPE_STRING",
        dims: [-1],
        allowRaggedBatch: true,
        optional: true,
      },
    ],
    output: [
      {
        name: "class",
        dataType: "TYPE_FP16",
        dims: [1000],
        labelFilename: "labels/imagenet.txt",
      },
      { name: "scalar", dataType: "TYPE_BF16", dims: [1], reshape: {} },
      { name: "shape", dataType: "TYPE_INT64", dims: [4], isShapeTensor: true },
      { name: "raw", dataType: "TYPE_INT8", dims: [3, 4, 5], isNonLinearFormatIo: true },
    ],
    instanceGroup: [
      {
        name: "main",
        kind: "KIND_GPU",
        count: 2,
        gpus: [0, 1],
        profile: ["0", "3"],
        rateLimiter: {
          resources: [
            { name: "memory", count: 4 },
            { name: "licence", count: 1, global: true },
          ],
          priority: 2,
        },
        hostPolicy: "numa_0",
      },
      { kind: "KIND_MODEL", count: 1, passive: true },
      { kind: "KIND_AUTO", count: 1 },
    ],
    versionPolicy: { specific: { versions: [1, 4] } },
    defaultModelFilename: "engine.plan",
    ccModelFilenames: { "8.9": "l4.plan", "9.0": "h100.plan" },
    runtime: "runtime.so",
    modelOperations: { opLibraryFilename: ["/opt/ops.so"] },
    modelRepositoryAgents: { agents: [{ name: "checksum", parameters: { "MD5:model": "abc" } }] },
    batchInput: [
      {
        kind: "BATCH_ACCUMULATED_ELEMENT_COUNT_WITH_ZERO",
        sourceInput: ["text"],
        targetName: ["offsets"],
        dataType: "TYPE_INT32",
      },
      {
        kind: "BATCH_ITEM_SHAPE",
        sourceInput: ["text"],
        targetName: ["shapes", "more"],
        dataType: "TYPE_FP32",
      },
    ],
    batchOutput: [
      { kind: "BATCH_SCATTER_WITH_INPUT_SHAPE", sourceInput: ["text"], targetName: ["class"] },
    ],
    dynamicBatching: {
      preferredBatchSize: [4, 8],
      maxQueueDelayMicroseconds: 500,
      priorityLevels: 3,
      defaultPriorityLevel: 2,
      priorityQueuePolicy: {
        "1": { timeoutAction: "DELAY", defaultTimeoutMicroseconds: 1000 },
        "3": {},
      },
      defaultQueuePolicy: {
        timeoutAction: "REJECT",
        defaultTimeoutMicroseconds: 2000000,
        allowTimeoutOverride: true,
        maxQueueSize: 128,
      },
    },
    optimization: {
      graph: { level: 1 },
      priority: "PRIORITY_MAX",
      cuda: {
        graphs: true,
        busyWaitEvents: true,
        outputCopyStream: true,
        graphSpec: [
          {
            batchSize: 8,
            input: { image: { dim: [224, 224, 3] }, sizes: { dim: [2] } },
            graphLowerBound: { batchSize: 1, input: { image: { dim: [1, 1, 3] } } },
          },
        ],
      },
      inputPinnedMemory: { enable: false },
      outputPinnedMemory: { enable: true },
      gatherKernelBufferThreshold: 6,
      eagerBatching: true,
    },
    modelWarmup: [
      {
        name: "zeros",
        batchSize: 4,
        count: 3,
        inputs: {
          image: { dataType: "TYPE_UINT8", dims: [224, 224, 3], zeroData: true },
          sizes: { dataType: "TYPE_INT32", dims: [2], inputDataFile: "sizes.bin" },
          text: { dataType: "TYPE_STRING", dims: [7], randomData: true },
        },
      },
    ],
    modelTransactionPolicy: { decoupled: true },
    responseCache: { enable: false },
    parameters: {
      threads: { stringValue: "4" },
      'quote "\\': { stringValue: "é\n\u00007\u2028" },
    },
    metricTags: { team: "fraud" },
    modelMetrics: {
      metricControl: [
        {
          metricIdentifier: { family: "nv_inference_first_response_histogram_ms" },
          histogramOptions: { buckets: [0.5, 1, 2500] },
        },
      ],
    },
  },
};
