import assert from "node:assert/strict";

import { planInferenceService } from "../../components/serving/plan";
import type { ModelServiceRequest } from "../../components/serving/request";
import {
  gpuUse,
  runtimeNames,
  type ServingRuntime,
} from "../../components/serving/runtimes/catalogue";
import { platformRuntimes } from "../../components/serving/serving-runtimes";
import { at } from "../support/recorded";
import { modelRequest, wholeL4 } from "../support/model-requests";

const gpu = { gpu: { name: "l4", count: 2 }, gpuOffers: [wholeL4("gpu")] } as const;

function predictorOf(change: Partial<ModelServiceRequest>): unknown {
  return planInferenceService(modelRequest(change), {
    source: "pvc://models/scorer",
    serviceAccountName: "models",
  }).spec.predictor;
}

interface Expected {
  readonly change: Partial<ModelServiceRequest> & { readonly runtime: ServingRuntime };
  readonly runtime: string;
  readonly format: string;
  readonly args?: readonly string[];
  readonly env?: readonly object[];
  readonly ready: string;
  readonly live: string;
  /** Port of metrics. */
  readonly metrics?: string;
}

const cases: readonly Expected[] = [
  {
    change: {
      runtime: {
        name: "triton",
        format: "ensemble",
        modelControl: { loadModels: ["a", "b"], apiKey: { secret: "repository", key: "key" } },
        responseCacheMiB: 2,
      },
    },
    runtime: "platform-triton",
    format: "ensemble",
    args: [
      "--exit-timeout-secs=60",
      "--model-control-mode=explicit",
      "--load-model=a",
      "--load-model=b",
      "--http-restricted-api=model-repository:repository-key=$(TRITON_REPOSITORY_KEY)",
      "--grpc-restricted-protocol=model-repository:repository-key=$(TRITON_REPOSITORY_KEY)",
      "--cache-config=local,size=2097152",
    ],
    env: [
      {
        name: "TRITON_REPOSITORY_KEY",
        valueFrom: { secretKeyRef: { name: "repository", key: "key" } },
      },
    ],
    ready: "/v2/health/ready",
    live: "/v2/health/live",
    metrics: "8002",
  },
  {
    change: { runtime: { name: "onnxruntime" } },
    runtime: "platform-onnxruntime",
    format: "onnx",
    args: ["--exit-timeout-secs=60"],
    ready: "/v2/health/ready",
    live: "/v2/health/live",
    metrics: "8002",
  },
  {
    change: {
      ...gpu,
      runtime: {
        name: "vllm",
        maxModelLength: 8192,
        maxSequences: 16,
        dtype: "bfloat16",
        quantization: "fp8",
        toolCallParser: "hermes",
      },
    },
    runtime: "platform-vllm",
    format: "vllm",
    args: [
      "--served-model-name=scorer",
      "--tensor-parallel-size=2",
      "--gpu-memory-utilization=0.9",
      "--max-model-len=8192",
      "--max-num-seqs=16",
      "--dtype=bfloat16",
      "--quantization=fp8",
      "--enable-auto-tool-choice",
      "--tool-call-parser=hermes",
    ],
    ready: "/health",
    live: "/health",
    metrics: "8080",
  },
  {
    change: { runtime: { name: "huggingface", task: "fill_mask", maxModelLength: 512 } },
    runtime: "platform-huggingface-cpu",
    format: "huggingface",
    args: ["--model_name=scorer", "--task=fill_mask", "--max_model_len=512"],
    ready: "/v2/health/ready",
    live: "/v2/health/live",
    metrics: "8080",
  },
  {
    change: { ...gpu, runtime: { name: "huggingface" } },
    runtime: "platform-huggingface-gpu",
    format: "huggingface",
    args: ["--model_name=scorer"],
    ready: "/v2/health/ready",
    live: "/v2/health/live",
    metrics: "8080",
  },
  ...(
    [
      ["sklearn", "mlserver_sklearn.SKLearnModel"],
      ["xgboost", "mlserver_xgboost.XGBoostModel"],
      ["lightgbm", "mlserver_lightgbm.LightGBMModel"],
      ["mlflow", "mlserver_mlflow.MLflowRuntime"],
    ] as const
  ).map(([name, implementation]) => ({
    change: { runtime: { name } },
    runtime: "platform-mlserver",
    format: name,
    env: [
      { name: "MLSERVER_MODEL_NAME", value: "scorer" },
      { name: "MLSERVER_MODEL_IMPLEMENTATION", value: implementation },
    ],
    ready: "/v2/health/ready",
    live: "/v2/health/live",
    metrics: "8082",
  })),
  {
    change: { runtime: { name: "tensorflow" }, requestTimeoutSeconds: 30 },
    runtime: "platform-tensorflow",
    format: "tensorflow",
    args: ["--model_name=scorer", "--rest_api_timeout_in_ms=30000"],
    ready: "/v1/models/scorer",
    live: "tcp 8080",
  },
  {
    change: { runtime: { name: "torchserve" } },
    runtime: "platform-torchserve",
    format: "pytorch",
    env: [{ name: "TS_SERVICE_ENVELOPE", value: "kserve" }],
    ready: "tcp 8080",
    live: "tcp 8080",
    metrics: "8082",
  },
];

function probed(predictor: unknown, probe: string): string {
  const path = at(predictor, "model", probe, "httpGet", "path");
  return typeof path === "string"
    ? path
    : `tcp ${String(at(predictor, "model", probe, "tcpSocket", "port"))}`;
}

describe("serving runtimes", () => {
  for (const { change, runtime, format, args, env, ready, live, metrics } of cases) {
    it(`run ${change.runtime.name} on ${runtime} as ${format}`, () => {
      const predictor = predictorOf(change);
      assert.equal(at(predictor, "model", "runtime"), runtime);
      assert.equal(at(predictor, "model", "modelFormat", "name"), format);
      assert.deepEqual(at(predictor, "model", "args"), args);
      assert.deepEqual(at(predictor, "model", "env"), env);
      assert.equal(probed(predictor, "readinessProbe"), ready);
      assert.equal(probed(predictor, "livenessProbe"), live);
      assert.equal(at(predictor, "annotations", "prometheus.io/port"), metrics);
    });
  }

  it("run any other container as it is", () => {
    const predictor = predictorOf({
      runtime: {
        name: "custom",
        image: "registry.example.com/search/ranker:1.4.0",
        port: 3000,
        readinessPath: "/readyz",
        livenessPath: "/livez",
        command: ["bentoml"],
        args: ["serve"],
        metricsPath: "/metrics",
      },
      environment: { BENTOML_LOG_LEVEL: "info" },
    });
    assert.equal(at(predictor, "model"), undefined);
    const container = at(predictor, "containers", 0);
    assert.deepEqual(
      ["name", "image", "command", "args", "ports", "env"].map((key) => at(container, key)),
      [
        "kserve-container",
        "registry.example.com/search/ranker:1.4.0",
        ["bentoml"],
        ["serve"],
        [{ name: "http", containerPort: 3000, protocol: "TCP" }],
        [
          { name: "BENTOML_LOG_LEVEL", value: "info" },
          { name: "STORAGE_URI", value: "pvc://models/scorer" },
        ],
      ],
    );
    assert.deepEqual(at(container, "livenessProbe", "httpGet"), {
      path: "/livez",
      port: 3000,
      scheme: "HTTP",
    });
  });

  // Models on several nodes have tests of their own: KServe does not serve them.
  it("have a case here, every one of them, and one that is installed", () => {
    const tested = new Set<string>([
      ...cases.map(({ change }) => change.runtime.name),
      "custom",
      "vllmMultiNode",
    ]);
    assert.deepEqual([...tested].sort(), [...runtimeNames].sort());
    assert.deepEqual(
      [...new Set(cases.map(({ runtime }) => runtime))].sort(),
      platformRuntimes(undefined)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it("declare the formats that models name, and run as a restricted namespace admits", () => {
    const installed = new Map(platformRuntimes(undefined).map(({ name, spec }) => [name, spec]));
    for (const { runtime, format } of cases) {
      const spec = installed.get(runtime);
      assert.ok(
        spec?.supportedModelFormats.some(({ name }) => name === format),
        runtime,
      );
    }
    for (const [name, { containers }] of installed) {
      for (const container of containers) {
        const { image } = container;
        assert.ok(typeof image === "string", name);
        assert.match(image, /^[a-z0-9.]+\/.+:[\w.-]+$/, name);
        assert.doesNotMatch(image, /:latest/);
        assert.deepEqual(container.securityContext, {
          allowPrivilegeEscalation: false,
          privileged: false,
          runAsNonRoot: true,
          capabilities: { drop: ["ALL"] },
          seccompProfile: { type: "RuntimeDefault" },
        });
      }
    }
  });

  it("share memory between processes, and have a place to write", () => {
    const volumes = (change: Partial<ModelServiceRequest>): unknown =>
      at(predictorOf(change), "volumes");
    assert.deepEqual(volumes({ ...gpu, runtime: { name: "vllm" } }), [
      { name: "cache", emptyDir: { sizeLimit: "10Gi" } },
      { name: "dshm", emptyDir: { medium: "Memory" } },
    ]);
    assert.deepEqual(
      volumes({ ...gpu, runtime: { name: "vllm" }, cacheVolume: { claimName: "c" } }),
      [
        { name: "cache", persistentVolumeClaim: { claimName: "c" } },
        { name: "dshm", emptyDir: { medium: "Memory" } },
      ],
    );
    assert.equal(volumes({ runtime: { name: "sklearn" } }), undefined);
  });

  it("need GPUs, can use them or cannot, as their types say", () => {
    assert.deepEqual(
      runtimeNames.filter((name) => gpuUse[name] === "needed"),
      ["vllm", "vllmMultiNode"],
    );
    assert.deepEqual(
      runtimeNames.filter((name) => gpuUse[name] === "possible"),
      ["triton", "huggingface", "torchserve", "custom"],
    );
  });
});
