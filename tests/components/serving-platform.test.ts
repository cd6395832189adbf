import assert from "node:assert/strict";

import { ServingPlatform } from "../../components";
import { fullest, smallest } from "../../components/serving/example";
import { versions } from "../../components/versions";
import { record } from "../support/recorder";
import { at, one } from "../support/recorded";

/** Proves which values the charts are given; the charts themselves are not rendered. */
describe("ServingPlatform", () => {
  it("installs certificates, definitions, controller and runtimes in that order", async () => {
    const { resources } = await record(() => new ServingPlatform("s", smallest.ServingPlatform));
    assert.deepEqual(one(resources, "s-controller").dependsOn, ["s-cert-manager", "s-crds"]);
    assert.deepEqual(one(resources, "s-platform-triton").dependsOn, ["s-controller"]);
    for (const [name, pinned] of [
      ["s-cert-manager", versions.charts.certManager],
      ["s-crds", versions.charts.kserveCrd],
      ["s-controller", versions.charts.kserveResources],
      ["s-leader-worker-set", versions.charts.leaderWorkerSet],
    ] as const) {
      const { inputs } = one(resources, name);
      assert.equal(inputs.version, pinned.version);
      assert.equal(inputs.chart, `${pinned.repository}/${pinned.chart}`);
    }
  });

  it("attaches models to the platform's gateway, in Standard mode", async () => {
    const { resources } = await record(() => new ServingPlatform("s", smallest.ServingPlatform));
    const controller = at(one(resources, "s-controller").inputs, "values", "kserve", "controller");
    assert.equal(at(controller, "deploymentMode"), "Standard");
    assert.deepEqual(at(controller, "gateway"), {
      domain: "models.example.com",
      urlScheme: "https",
      disableIstioVirtualHost: true,
      ingressGateway: {
        enableGatewayApi: true,
        kserveGateway: "inference-gateway/inference",
        createGateway: false,
      },
    });
  });

  it("lets agents write to the nodes where models are cached, and only there", async () => {
    for (const [modelCache, level, localmodel] of [
      [undefined, "baseline", undefined],
      [true, "privileged", { enabled: true }],
    ] as const) {
      const { resources } = await record(
        () => new ServingPlatform("s", { ...smallest.ServingPlatform, modelCache }),
      );
      const { labels } = one(resources, "s-namespace").inputs.metadata as { labels: object };
      assert.equal(at(labels, "pod-security.kubernetes.io/enforce"), level);
      assert.deepEqual(
        at(one(resources, "s-controller").inputs, "values", "kserve", "localmodel"),
        localmodel,
      );
    }
  });

  it("brings the runtimes of the platform and no others, pinned, from a mirror where there is one", async () => {
    const images = async (
      args: typeof smallest.ServingPlatform,
    ): Promise<Readonly<Record<string, unknown>>> => {
      const { resources } = await record(() => new ServingPlatform("s", args));
      const runtimes = resources.filter(({ type }) => type.endsWith(":ClusterServingRuntime"));
      return Object.fromEntries(
        runtimes.map(({ inputs }) => [
          String(at(inputs, "metadata", "name")),
          at(inputs, "spec", "containers", 0, "image"),
        ]),
      );
    };
    assert.deepEqual(await images(smallest.ServingPlatform), {
      "platform-triton": "nvcr.io/nvidia/tritonserver:26.07-py3",
      "platform-onnxruntime": "nvcr.io/nvidia/tritonserver:26.07-py3",
      "platform-vllm": "docker.io/vllm/vllm-openai:v0.32.0",
      "platform-huggingface-cpu": "docker.io/kserve/huggingfaceserver:v0.20.0",
      "platform-huggingface-gpu": "docker.io/kserve/huggingfaceserver:v0.20.0-gpu",
      "platform-mlserver": "docker.io/seldonio/mlserver:1.7.1",
      "platform-tensorflow": "docker.io/tensorflow/serving:2.19.1",
      "platform-torchserve": "docker.io/pytorch/torchserve-kfs:0.9.0",
    });
    const mirrored = await images(fullest.ServingPlatform);
    assert.equal(mirrored["platform-triton"], "registry.example.com/nvidia/tritonserver:26.07-py3");
    assert.equal(mirrored["platform-vllm"], "registry.example.com/vllm/vllm-openai:v0.32.0");
  });

  it("brings LeaderWorkerSet, on the system pool, as a restricted namespace takes it", async () => {
    const installed = async (args: typeof smallest.ServingPlatform): Promise<unknown> => {
      const { resources } = await record(() => new ServingPlatform("s", args));
      const namespace = one(resources, "s-leader-worker-set-namespace").inputs;
      assert.equal(at(namespace, "metadata", "name"), "lws-system");
      assert.equal(
        at(namespace, "metadata", "labels", "pod-security.kubernetes.io/enforce"),
        "restricted",
      );
      return at(one(resources, "s-leader-worker-set").inputs, "values");
    };
    assert.deepEqual(await installed(smallest.ServingPlatform), {
      image: {
        manager: {
          repository: "registry.k8s.io/lws/lws",
          tag: "v0.8.0",
          pullPolicy: "IfNotPresent",
        },
      },
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
      nodeSelector: { "inference-platform.io/node-pool": "system" },
    });
    const mirrored = await installed(fullest.ServingPlatform);
    assert.equal(at(mirrored, "image", "manager", "repository"), "registry.example.com/lws/lws");
  });

  it("fetches models as a restricted namespace admits it, with the tenant's token", async () => {
    const { resources } = await record(() => new ServingPlatform("s", smallest.ServingPlatform));
    const { metadata, spec } = one(resources, "s-storage-container").inputs;
    assert.equal(at(metadata, "name"), "platform");
    assert.deepEqual(at(spec, "container"), {
      name: "storage-initializer",
      image: "docker.io/kserve/storage-initializer:v0.20.0",
      env: [
        {
          name: "HF_TOKEN",
          valueFrom: { secretKeyRef: { name: "hugging-face", key: "token", optional: true } },
        },
      ],
      resources: { requests: { cpu: "500m", memory: "4Gi" }, limits: { memory: "4Gi" } },
      securityContext: {
        allowPrivilegeEscalation: false,
        privileged: false,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      },
    });
    // A cached model is a claim when KServe asks for its container.
    assert.deepEqual(
      at(spec, "supportedUriFormats"),
      ["s3://", "hf://", "gs://", "https://", "pvc://"].map((prefix) => ({ prefix })),
    );
  });
});
