import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ModelService, type ModelServiceArgs } from "../../components";
import { fullest } from "../../components/serving/example";
import { modelMount } from "../../components/serving/multi-node/model-mount";
import { modelServiceProblems } from "../../components/serving/rules";
import { modelRequest, wholeL4 } from "../support/model-requests";
import { at, one } from "../support/recorded";
import { record, type Recorded } from "../support/recorder";

const large: ModelServiceArgs = {
  target: {
    ...fullest.ModelService.target,
    gpuOffers: [wholeL4("large")],
  },
  service: "large",
  runtime: { name: "vllmMultiNode", nodes: 3, maxModelLength: 4096 },
  source: "pvc://models/large/3/",
  resources: { cpu: "16", memory: "96Gi" },
  gpu: { name: "l4", count: 4 },
  size: { gib: 100, cacheGiB: 20 },
  requestTimeoutSeconds: 300,
};

async function registered(change: Partial<ModelServiceArgs> = {}): Promise<readonly Recorded[]> {
  const args = { ...large, ...change } as ModelServiceArgs;
  const { resources } = await record(() => new ModelService("m", args));
  return resources;
}

const template = async (which: string, change?: Partial<ModelServiceArgs>): Promise<unknown> =>
  at(
    one(await registered(change), "m-leader-worker-set").inputs,
    "spec",
    "leaderWorkerTemplate",
    which,
  );

/** Proves what is registered; that vLLM serves with it was not tried, for want of GPUs. */
describe("Models on several nodes", () => {
  it("are one LeaderWorkerSet with a Service, a route and a budget, and nothing of KServe", async () => {
    const resources = await registered();
    assert.deepEqual(resources.map(({ name }) => name).sort(), [
      "m",
      "m-disruption-budget",
      "m-leader",
      "m-leader-worker-set",
      "m-route",
    ]);
    const { metadata, spec } = one(resources, "m-leader-worker-set").inputs;
    assert.deepEqual(metadata, { name: "large", namespace: "fraud" });
    assert.deepEqual(
      [at(spec, "replicas"), at(spec, "rolloutStrategy")],
      [
        1,
        {
          type: "RollingUpdate",
          rollingUpdateConfiguration: { maxUnavailable: 1, maxSurge: 0 },
        },
      ],
    );
    assert.deepEqual(
      [at(spec, "leaderWorkerTemplate", "size"), at(spec, "leaderWorkerTemplate", "restartPolicy")],
      [3, "RecreateGroupOnPodRestart"],
    );
  });

  it("are asked at their leader, through the gateway, at the host of every model", async () => {
    const resources = await registered();
    const service = one(resources, "m-leader").inputs;
    assert.equal(at(service, "metadata", "name"), "large-predictor");
    assert.deepEqual(at(service, "spec"), {
      selector: { app: "isvc.large-predictor", "leaderworkerset.sigs.k8s.io/worker-index": "0" },
      ports: [{ name: "http", port: 80, targetPort: 8080 }],
    });
    assert.deepEqual(at(one(resources, "m-route").inputs, "spec"), {
      parentRefs: [{ name: "inference", namespace: "inference-gateway" }],
      hostnames: ["large-fraud.models.example.com"],
      rules: [
        { backendRefs: [{ name: "large-predictor", port: 80 }], timeouts: { request: "300s" } },
      ],
    });
    assert.deepEqual(at(one(resources, "m-disruption-budget").inputs, "spec"), {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: { app: "isvc.large-predictor" } },
    });
  });

  it("have the same hardened pod for leader and workers, outside the mesh", async () => {
    const { containers: leaderContainers, ...leader } = at(
      await template("leaderTemplate"),
      "spec",
    ) as Record<string, unknown>;
    const { containers: workerContainers, ...worker } = at(
      await template("workerTemplate"),
      "spec",
    ) as Record<string, unknown>;
    assert.deepEqual(leader, worker);
    assert.deepEqual(leader, {
      serviceAccountName: "models",
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 305,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        fsGroup: 1000,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      nodeSelector: { "inference-platform.io/node-pool": "large" },
      affinity: {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              podAffinityTerm: {
                topologyKey: "topology.kubernetes.io/zone",
                labelSelector: { matchLabels: { app: "isvc.large-predictor" } },
              },
            },
          ],
        },
      },
      tolerations: [
        { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule", operator: "Equal" },
      ],
      volumes: [
        { name: "model", persistentVolumeClaim: { claimName: "models" } },
        { name: "cache", emptyDir: { sizeLimit: "10Gi" } },
        { name: "dshm", emptyDir: { medium: "Memory" } },
      ],
    });
    const held = { cpu: "16", memory: "96Gi", "nvidia.com/gpu": "4" };
    for (const containers of [leaderContainers, workerContainers]) {
      assert.equal(at(containers, 0, "image"), "docker.io/vllm/vllm-openai:v0.32.0");
      assert.deepEqual(at(containers, 0, "resources"), { requests: held, limits: held });
      assert.deepEqual(at(containers, 0, "securityContext"), {
        allowPrivilegeEscalation: false,
        privileged: false,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      });
      assert.deepEqual(at(containers, 0, "args"), [
        "--served-model-name=large",
        "--tensor-parallel-size=4",
        "--pipeline-parallel-size=3",
        "--gpu-memory-utilization=0.9",
        "--max-model-len=4096",
      ]);
      assert.deepEqual(at(containers, 0, "volumeMounts"), [
        { name: "model", mountPath: "/mnt/models", subPath: "large/3", readOnly: true },
        { name: "cache", mountPath: "/cache" },
        { name: "dshm", mountPath: "/dev/shm" },
      ]);
    }
    for (const which of ["leaderTemplate", "workerTemplate"]) {
      assert.deepEqual(at(await template(which), "metadata", "labels"), {
        app: "isvc.large-predictor",
        "sidecar.istio.io/inject": "false",
      });
    }
  });

  it("start vLLM as LeaderWorkerSet's variables say, the workers once the leader listens", async () => {
    const leader = at(await template("leaderTemplate"), "spec", "containers", 0);
    const worker = at(await template("workerTemplate"), "spec", "containers", 0);
    const joined =
      'exec vllm serve /mnt/models --distributed-executor-backend=mp --nnodes="$LWS_GROUP_SIZE" --node-rank="$LWS_WORKER_INDEX" --master-addr="$LWS_LEADER_ADDRESS" --master-port=29500';
    const listens = '(: < "/dev/tcp/$LWS_LEADER_ADDRESS/29500") 2>/dev/null';
    assert.deepEqual(at(leader, "command"), ["bash", "-euc", `${joined} --port=8080 "$@"`, "vllm"]);
    assert.deepEqual(at(worker, "command"), [
      "bash",
      "-euc",
      `until ${listens}; do sleep 5; done\n${joined} --headless "$@"`,
      "vllm",
    ]);
    assert.deepEqual(at(leader, "lifecycle"), { preStop: { sleep: { seconds: 5 } } });
    assert.deepEqual(at(worker, "lifecycle"), {
      preStop: { exec: { command: ["bash", "-c", `while ${listens}; do sleep 5; done`] } },
    });
  });

  it("are ready when the leader answers, within a time that follows from the size", async () => {
    const leader = at(await template("leaderTemplate"), "spec", "containers", 0);
    const worker = at(await template("workerTemplate"), "spec", "containers", 0) as object;
    // 120 s and 33 s for each of 100 GiB, in periods of 10 s.
    assert.deepEqual(at(leader, "startupProbe"), {
      httpGet: { path: "/v1/models", port: 8080, scheme: "HTTP" },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 342,
      successThreshold: 1,
    });
    assert.equal(at(leader, "readinessProbe", "httpGet", "path"), "/health");
    assert.equal(at(leader, "livenessProbe", "httpGet", "path"), "/health");
    assert.deepEqual(
      Object.keys(worker).filter((key) => key.endsWith("Probe") || key === "ports"),
      [],
    );
  });

  it("take the image from the mirror of the platform", async () => {
    const worker = await template("workerTemplate", {
      target: { ...large.target, imageRegistry: "registry.example.com" },
    });
    assert.equal(
      at(worker, "spec", "containers", 0, "image"),
      "registry.example.com/vllm/vllm-openai:v0.32.0",
    );
  });

  it("mount a claim or an image, also a claim that becomes known later", async () => {
    assert.deepEqual(modelMount("oci://registry.example.com/models/large:3"), {
      volume: {
        name: "model",
        image: { reference: "registry.example.com/models/large:3", pullPolicy: "IfNotPresent" },
      },
      mount: { name: "model", mountPath: "/mnt/models", subPath: "models", readOnly: true },
    });
    const worker = await template("workerTemplate", { source: pulumi.output("pvc://later/a/b") });
    assert.deepEqual(at(worker, "spec", "volumes", 0), {
      name: "model",
      persistentVolumeClaim: { claimName: "later" },
    });
    assert.equal(at(worker, "spec", "containers", 0, "volumeMounts", 0, "subPath"), "a/b");
  });

  it("have nothing that only KServe does", () => {
    const part = { image: "a/b:1", resources: { cpu: "1", memory: "1Gi" } } as const;
    const problems = modelServiceProblems(
      modelRequest({
        runtime: { name: "vllmMultiNode", nodes: 2 },
        gpu: { name: "l4" },
        gpuOffers: [wholeL4("large")],
        logger: { url: "http://audit.fraud.svc.cluster.local" },
        transformer: part,
        explainer: part,
      }),
    );
    const reason =
      "is not possible over several nodes: KServe does it, and it serves on one. Remove it.";
    assert.deepEqual(
      problems,
      ["logger", "transformer", "explainer"].map((path) => ({ path, reason })),
    );
  });
});
