import assert from "node:assert/strict";

import fc from "fast-check";

import type { ModelServiceRequest } from "../../components/serving/request";
import { modelNameProblems, modelServiceProblems } from "../../components/serving/rules";
import { said } from "../support/recorded";
import { modelRequest, wholeL4 } from "../support/model-requests";

const l4 = { gpu: { name: "l4" }, gpuOffers: [wholeL4("gpu")] } as const;
const chat = { ...l4, runtime: { name: "vllm" } } as const;
const container = { cpu: "1", memory: "1Gi" } as const;

/** What is wrong with a request with these changes. */
function problems(change: Partial<ModelServiceRequest>): string[] {
  return said(modelServiceProblems(modelRequest(change)));
}

type Cases = readonly (readonly [string, Partial<ModelServiceRequest>, readonly string[]])[];

function refuse(cases: Cases): void {
  for (const [title, change, expected] of cases) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(problems(change), expected);
    });
  }
}

describe("rules of a model service", () => {
  it("accept what is right", () => {
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems(chat), []);
  });

  refuse([
    [
      "quantities that are none",
      { resources: { cpu: "0", memory: "4Gb" as "4Gi" } },
      [
        'resources.cpu: "0" is not a CPU quantity. Write cores or thousandths, for instance "2" or "500m".',
        'resources.memory: "4Gb" is not a memory quantity. Write for instance "4Gi".',
      ],
    ],
    [
      "times that are none",
      { startupSeconds: 0, requestTimeoutSeconds: 3601 },
      [
        "startupSeconds: 0 is not a time. Write whole seconds from 1 to 3600.",
        "requestTimeoutSeconds: 3601 is not a time. Write whole seconds from 1 to 3600.",
      ],
    ],
    [
      "a model that is nowhere",
      { source: undefined, hasSource: false },
      [
        "source: is missing: only a custom container can bring its model. Write where the model is, for instance s3://models/scorer/3/.",
      ],
    ],
    [
      "a source that no server reads",
      { source: "ftp://models/x" },
      [
        'source: "ftp://" is not a place that models can come from. Allowed: pvc://, s3://, oci://, hf://, gs://, https://.',
      ],
    ],
    [
      "a priority class that is none",
      { priorityClassName: "High" },
      [
        'priorityClassName: "High" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
      ],
    ],
    [
      "caches that are none",
      { cacheVolume: { sizeGiB: 0 } },
      ["cacheVolume.sizeGiB: 0 is not a size. Write whole GiB from 1."],
    ],
  ]);

  it("say why a field of KServe is none here", () => {
    const untyped = { ...modelRequest(), canaryTrafficPercent: 10, scaleMetric: "rps" };
    assert.deepEqual(said(modelServiceProblems(untyped as unknown as ModelServiceRequest)), [
      "canaryTrafficPercent: is ignored by KServe in Standard mode. Remove it: a new version is a model service of its own, and traffic moves at the gateway.",
      "scaleMetric: has no effect where the platform owns the replicas, and KServe refuses it beside KEDA. Remove it and write scaling.",
    ]);
  });
});

describe("rules of replicas", () => {
  refuse([
    [
      "scaling to zero without KEDA",
      { scaling: { min: 0, max: 1 } },
      [
        'scaling.min: 0 is not possible with a HorizontalPodAutoscaler: it keeps at least 1 replica, and KServe would silently run 1. Write 1 or more; only scaling with engine: "keda" goes to 0.',
      ],
    ],
    [
      "replicas without a bound",
      { scaling: { min: 2, max: 0 } },
      ["scaling.max: 0 is no limit: KServe reads 0 as unbounded. Write a whole number, 1 or more."],
    ],
    [
      "min above max",
      { scaling: { min: 3, max: 2 } },
      ["scaling.min: 3 is more than max 2. Lower min or raise max."],
    ],
    [
      "a metric of another server",
      {
        scaling: {
          engine: "keda",
          min: 1,
          max: 2,
          triggers: [{ metric: "vllmWaitingRequests", thresholdRequestsPerReplica: 4 }],
        },
      },
      [
        'scaling.triggers[0].metric: "vllmWaitingRequests" is measured by vllm, and the runtime of this model exports those of triton. Use a metric of the mesh, for instance "requestRate".',
      ],
    ],
    [
      "a cooldown in which the model would still load",
      {
        startupSeconds: 600,
        scaling: {
          engine: "keda",
          min: 0,
          max: 2,
          triggers: [{ metric: "requestRate", thresholdRequestsPerSecondPerReplica: 4 }],
          cooldownSeconds: 300,
        },
      },
      [
        "scaling.cooldownSeconds: 300 would take a replica away while it loads: startupSeconds 600 + 120 that queries look back = 720. Write whole seconds from 720, or remove it.",
      ],
    ],
    [
      "replicas of a group of nodes",
      {
        ...l4,
        runtime: { name: "vllmMultiNode", nodes: 2 },
        scaling: { min: 1, max: 2 },
      },
      ["scaling: is not possible over several nodes: one group of pods is one replica. Remove it."],
    ],
  ]);

  it("accept replicas exactly where 1 <= min <= max", () => {
    const size = fc.oneof(fc.integer({ min: -2, max: 4 }), fc.constantFrom(0.5, NaN, Infinity));
    fc.assert(
      fc.property(size, size, (min, max) => {
        const expected = Number.isInteger(min) && Number.isInteger(max) && 1 <= min && min <= max;
        assert.equal(problems({ scaling: { min, max } }).length === 0, expected);
      }),
    );
  });
});

describe("rules of a runtime and its GPUs", () => {
  refuse([
    [
      "a runtime that is none",
      { runtime: { name: "tritn" as "triton" } },
      [
        'runtime.name: "tritn" is not a runtime. Did you mean "triton"? Write one of triton, onnxruntime, vllm, vllmMultiNode, huggingface, sklearn, xgboost, lightgbm, mlflow, tensorflow, torchserve, custom.',
      ],
    ],
    [
      "vLLM on the CPU",
      { runtime: { name: "vllm" } },
      ["gpu: is missing: vllm serves on GPUs only. Write which, for instance gpu: { name: l4 }."],
    ],
    [
      "scikit-learn on a GPU",
      { ...l4, runtime: { name: "sklearn" } },
      [
        "gpu: is for nothing: sklearn serves on the CPU here. Remove it, or take the runtime triton.",
      ],
    ],
    [
      "another tensor-parallel size than GPUs",
      { ...chat, gpu: { name: "l4", count: 2 }, runtime: { name: "vllm", tensorParallelSize: 4 } },
      [
        "runtime.tensorParallelSize: 4 is not the number of GPUs of a pod, which is 2. Write 2 or leave it out, or set gpu.count to 4.",
      ],
    ],
    [
      "figures of vLLM that are none",
      {
        ...chat,
        runtime: {
          name: "vllm",
          maxModelLength: 0,
          gpuMemoryUtilization: 1,
          toolCallParser: "hermes --api-key=x",
        },
      },
      [
        "runtime.maxModelLength: 0 is not a number of them. Write a whole number from 1.",
        "runtime.gpuMemoryUtilization: 1 is not a share of memory. Write a number above 0 and below 1, for instance 0.9.",
        'runtime.toolCallParser: "hermes --api-key=x" is not the name of a parser. Write one of those of vLLM, for instance hermes.',
      ],
    ],
    [
      "one node of several",
      { ...l4, runtime: { name: "vllmMultiNode", nodes: 1 } },
      [
        "runtime.nodes: 1 is not possible: one node is served by vllm. Write a whole number from 2.",
      ],
    ],
    [
      "several nodes that would each download",
      { ...l4, runtime: { name: "vllmMultiNode", nodes: 2 }, source: "s3://models-1/chat/" },
      [
        'source: "s3://models-1/chat/" cannot be read by several nodes: a claim or an image is mounted on each, and nothing is downloaded. Write pvc:// or oci://.',
      ],
    ],
    [
      "several nodes with parts of GPUs",
      {
        runtime: { name: "vllmMultiNode", nodes: 2 },
        gpu: { pool: "shared" },
        gpuOffers: [
          wholeL4("shared", {
            sharing: "timeSlicing",
            resource: "nvidia.com/gpu.shared",
            perGpu: 4,
          }),
        ],
      },
      [
        "gpu: gets nvidia.com/gpu.shared, and vLLM spreads a model over whole GPUs only. Ask for whole GPUs.",
      ],
    ],
    [
      "an image that moves",
      {
        runtime: { name: "custom", image: "ranker:latest", port: 80, readinessPath: "readyz" },
      },
      [
        'runtime.image: "ranker:latest" is not a pinned image. Write <repository>:<tag> or <repository>@sha256:<digest>, and not latest.',
        "runtime.port: 80 is not a port for a user without rights. Write a whole number from 1024 to 65535.",
        'runtime.readinessPath: "readyz" is not a path. Start with "/", for instance /readyz.',
      ],
    ],
    [
      "a key of the repository API that is written out",
      {
        runtime: {
          name: "triton",
          modelControl: { apiKey: { secret: "S3cr3t value!", key: "a b" }, loadModels: ["a/b"] },
        },
      },
      [
        'runtime.modelControl.apiKey.secret: is not the name of a Secret. Write the name, not the value: lower-case letters, digits, "-" and ".", for instance hugging-face.',
        'runtime.modelControl.apiKey.key: is not a key of a Secret. Write the key, not the value: letters, digits, "-", "_" and ".", for instance token.',
        'runtime.modelControl.loadModels[0]: "a/b" is not the name of a model. Write the name of its folder in the repository, or leave loadModels out to load every model.',
      ],
    ],
    [
      "a drain that outlasts the notice of spot",
      { ...chat, gpuOffers: [wholeL4("gpu", { spot: true })], requestTimeoutSeconds: 300 },
      [
        "requestTimeoutSeconds: makes the pods drain for 305 s, and pool gpu may be on spot, whose nodes go 120 s after the notice. Write at most 105, or name a pool without spot as gpu.pool.",
      ],
    ],
  ]);

  it("accept the longest drain that the notice of spot leaves", () => {
    const gpuOffers = [wholeL4("gpu", { spot: true })];
    assert.deepEqual(problems({ ...chat, gpuOffers, requestTimeoutSeconds: 105 }), []);
  });
});

describe("rules of memory", () => {
  const size = { parametersBillions: 70, precision: "bf16" } as const;
  refuse([
    [
      "a model that its GPU cannot hold, with the arithmetic",
      { ...chat, size },
      [
        "gpu: is too small: 70 billion parameters × 2 bytes (bf16) = 130.4 GiB, and 26.1 GiB of cache, are 156.5 GiB, and l4 of pool gpu gives 22.4 GiB × 0.9 = 20.1 GiB. Ask for 8 of them or for a larger GPU, or store the parameters in fewer bytes.",
      ],
    ],
    [
      "a model that its GPUs together cannot hold",
      { ...chat, gpu: { name: "l4", count: 4 }, size: { ...size, cacheGiB: 10 } },
      [
        "gpu: is too small: 70 billion parameters × 2 bytes (bf16) = 130.4 GiB, and 10.0 GiB of cache, are 140.4 GiB over 4 GPUs = 35.1 GiB each, and l4 of pool gpu gives 22.4 GiB × 0.9 = 20.1 GiB. Ask for 7 of them or for a larger GPU, or store the parameters in fewer bytes.",
      ],
    ],
    [
      "a model that its share of a GPU cannot hold",
      {
        gpu: { pool: "shared" },
        gpuOffers: [
          wholeL4("shared", {
            sharing: "mps",
            resource: "nvidia.com/gpu.shared",
            perGpu: 4,
            memoryMiB: 5722,
          }),
        ],
        size: { gib: 8, cacheGiB: 0 },
      },
      [
        "gpu: is too small: 8.0 GiB of weights, and 0.0 GiB of cache, are 8.0 GiB, and 1/4 of l4 of pool shared gives 5.6 GiB × 1 = 5.6 GiB. Ask for a larger part or a whole GPU, or store the parameters in fewer bytes.",
      ],
    ],
    [
      "a model that the memory of its container cannot hold",
      { size: { gib: 4 } },
      [
        'resources.memory: "2Gi" is too little: 4.0 GiB of weights, and 0.8 GiB of cache, are 4.8 GiB. Write at least "5Gi".',
      ],
    ],
    [
      "sizes that are none",
      { size: { gib: -1, cacheGiB: NaN } },
      [
        "size.gib: -1 is not a size. Write a number above 0.",
        "size.cacheGiB: NaN is not a size. Write a number from 0.",
      ],
    ],
  ]);

  it("accept the same model on enough nodes", () => {
    const runtime = { name: "vllmMultiNode", nodes: 2 } as const;
    assert.deepEqual(problems({ ...l4, gpu: { name: "l4", count: 4 }, runtime, size }), []);
  });
});

describe("rules of what surrounds a model", () => {
  refuse([
    [
      "a batcher before Triton",
      { batcher: { maxBatchSize: 8, maxLatencyMilliseconds: 10 } },
      [
        "batcher: joins requests of the protocol V1 only, and triton answers another. Remove it; Triton itself batches, with batchDelayMicroseconds in the configuration of the model.",
      ],
    ],
    [
      "a batcher of nothing",
      {
        runtime: { name: "tensorflow" },
        batcher: { maxBatchSize: 0, maxLatencyMilliseconds: 0.5 },
      },
      [
        "batcher.maxBatchSize: 0 is not possible. Write a whole number from 1.",
        "batcher.maxLatencyMilliseconds: 0.5 is not possible. Write a whole number from 1.",
      ],
    ],
    [
      "a sink with a password, which is not repeated",
      { logger: { url: "http://user:hunter2@audit" } },
      [
        "logger.url: is not a URL with http or https, or it holds a user or a password. Write for instance http://audit.fraud.svc.cluster.local.",
      ],
    ],
    [
      "a transformer with everything wrong",
      {
        transformer: {
          image: "prepare",
          resources: { ...container, cpu: "none" as "1" },
          livenessPath: "live?x",
          replicas: { min: 0, max: 2 },
          environment: { "NO-NAME": "x" },
        },
      },
      [
        'transformer.image: "prepare" is not a pinned image. Write <repository>:<tag> or <repository>@sha256:<digest>, and not latest.',
        'transformer.resources.cpu: "none" is not a CPU quantity. Write cores or thousandths, for instance "2" or "500m".',
        'transformer.livenessPath: "live?x" is not a path. Start with "/", for instance /readyz.',
        'transformer.environment.NO-NAME: is not the name of an environment variable. Use letters, digits and "_", and start with a letter.',
        'transformer.replicas.min: 0 is not possible with a HorizontalPodAutoscaler: it keeps at least 1 replica, and KServe would silently run 1. Write 1 or more; only scaling with engine: "keda" goes to 0.',
      ],
    ],
    [
      "a secret in clear, without repeating it",
      { environment: { HF_TOKEN: "hf_abcdef" } },
      [
        "environment.HF_TOKEN: looks like a secret, and environment is in clear in the cluster and in the state. Put the value into a Secret and write secrets.HF_TOKEN: { secret, key }.",
      ],
    ],
    [
      "variables that KServe sets or refuses",
      {
        environment: { PYTHONPATH: "/x", A: "1" },
        secrets: { STORAGE_URI: { secret: "s", key: "k" }, A: { secret: "s", key: "k" } },
      },
      [
        "environment.PYTHONPATH: is set by KServe or refused by its webhook. Remove it.",
        "secrets.A: is in environment too. Remove one of them.",
        "secrets.STORAGE_URI: is set by KServe or refused by its webhook. Remove it.",
      ],
    ],
  ]);
});

describe("names of models", () => {
  it("count the host label of name and namespace", () => {
    assert.deepEqual(modelNameProblems("service", "a".repeat(47), "fraud"), []);
    assert.deepEqual(said(modelNameProblems("service", "a".repeat(50), "fraud")), [
      `service: "${"a".repeat(50)}-predictor-fraud" has 66 characters, and a host label at most 63. Shorten the name by 3.`,
    ]);
  });

  for (const name of ["My_Model", "1model", "model-", "", "\u{1F600}"]) {
    it(`are not "${name}"`, () => {
      assert.deepEqual(said(modelNameProblems("service", name, "fraud")), [
        `service: "${name}" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.`,
      ]);
    });
  }
});
