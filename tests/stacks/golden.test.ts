import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { resolved, type Recorded } from "../support/recorder";
import { at, ofType, one, texts, typeNames } from "../support/recorded";
import { recordStack, stacks } from "../support/stack-config";
import { goldenFile } from "./golden-file";

/**
 * Proves which resources `Pulumi.dev.yaml` and `Pulumi.prod.yaml` lead to, and a few promises by name. Does not prove
 * what the remote `eks.Cluster`, the charts or the Gateway API manifest make, nor that AWS takes any of it.
 */
describe("stacks", () => {
  for (const stack of stacks) {
    describe(stack, () => {
      let resources: readonly Recorded[] = [];
      let models: Readonly<Record<string, string>> = {};
      let contract: unknown;

      before(async () => {
        const recording = await recordStack(stack);
        ({ resources } = recording);
        ({ models } = recording.result);
        contract = await resolved(recording.result.platform);
      });

      it("registers what its golden file lists (npm run golden writes it anew)", () => {
        assert.deepEqual(
          typeNames(resources),
          readFileSync(goldenFile(stack), "utf8").trimEnd().split("\n"),
        );
      });

      it("registers the same in a preview", async () => {
        const preview = await recordStack(stack, { preview: true });
        assert.deepEqual(typeNames(preview.resources), typeNames(resources));
      });

      it("sends every AWS resource through the provider with the tags of the stack", () => {
        const provider = one(resources, `inference-${stack}-aws`);
        assert.deepEqual(JSON.parse(String(provider.inputs.defaultTags)), {
          tags: {
            project: "inference-platform",
            environment: stack,
            owner: "ml-platform",
            "cost-center": `ml-${stack}`,
            "managed-by": "pulumi",
          },
        });
        const strays = resources.filter(
          (each) => each.type.startsWith("aws:") && each.provider !== provider.name,
        );
        assert.deepEqual(typeNames(strays), []);
      });

      it("sends every Kubernetes object to its own cluster", () => {
        const strays = resources.filter(
          (each) =>
            each.type.startsWith("kubernetes:") &&
            each.provider !== `inference-${stack}-cluster-kubernetes`,
        );
        assert.deepEqual(typeNames(strays), []);
      });

      it("places the GPU model on GPU pools that exist", () => {
        const service = one(resources, `inference-${stack}-fraud-detector-inference-service`);
        const predictor = at(service.inputs, "spec", "predictor");
        const label = "inference-platform.io/node-pool";
        assert.deepEqual(
          [at(predictor, "nodeSelector"), at(predictor, "affinity")],
          stack === "dev"
            ? [{ [label]: "gpu" }, undefined]
            : [undefined, onPools(label, ["gpu", "elastic"])],
        );
        assert.deepEqual(at(predictor, "tolerations"), [
          { key: "nvidia.com/gpu", operator: "Equal", value: "present", effect: "NoSchedule" },
        ]);
        assert.equal(at(predictor, "model", "resources", "limits", "nvidia.com/gpu"), "1");
        const pool = one(resources, `inference-${stack}-pool-gpu-nodes`);
        assert.deepEqual(pool.inputs.labels, { "inference-platform.io/node-pool": "gpu" });
        assert.deepEqual(pool.inputs.taints, [
          { key: "nvidia.com/gpu", value: "present", effect: "NO_SCHEDULE" },
        ]);
      });

      it("lets only the GPU model and the agents of GPU nodes tolerate the GPU taint", () => {
        assert.deepEqual(
          resources.filter(({ inputs }) => toleratesGpuTaint(inputs)).map(({ name }) => name),
          [
            `inference-${stack}-fraud-detector-inference-service`,
            `inference-${stack}-gpu-release`,
            `inference-${stack}-observability-fluent-bit`,
            `inference-${stack}-observability-prometheus`,
          ],
        );
      });

      it("bounds every node group", () => {
        for (const { name, inputs } of ofType(resources, "aws:eks/nodeGroup:NodeGroup")) {
          const max = at(inputs, "scalingConfig", "maxSize");
          assert.ok(Number.isInteger(max) && Number(max) >= 1 && Number(max) <= 10, name);
        }
      });

      it("lets the smoke test mount the claim of the repository, read-only", () => {
        const test = one(resources, `inference-${stack}-fraud-smoke-test`);
        assert.equal(test.type, "kubernetes:batch/v1:CronJob");
        assert.equal(at(test.inputs, "metadata", "namespace"), "fraud");
        assert.equal(at(test.inputs, "spec", "schedule"), "*/5 * * * *");
        assert.equal(at(test.inputs, "spec", "concurrencyPolicy"), "Forbid");
        const pod = at(test.inputs, "spec", "jobTemplate", "spec", "template", "spec");
        const claim = one(resources, `inference-${stack}-fraud-repository-claim`);
        assert.deepEqual(at(pod, "volumes"), [
          {
            name: "models",
            persistentVolumeClaim: {
              claimName: at(claim.inputs, "metadata", "name"),
              readOnly: true,
            },
          },
        ]);
        assert.deepEqual(at(pod, "containers", 0, "volumeMounts"), [
          { name: "models", mountPath: "/models" },
        ]);
        assert.deepEqual(at(pod, "containers", 0, "env"), [
          { name: "CONFIG", value: "/models/scorer/scorer/config.pbtxt" },
          { name: "HOST", value: `scorer-fraud.${domains[stack]}` },
          {
            name: "URL",
            value:
              "http://inference-istio.inference-gateway.svc.cluster.local:80/v2/models/scorer/ready",
          },
        ]);
        assert.equal(
          one(resources, `inference-${stack}-fraud-repository-scorer-config`).inputs.key,
          "tenants/fraud/scorer/scorer/config.pbtxt",
        );
      });

      it("makes models only after serving, rules of objectives, store, GPUs and tenant are ready", () => {
        assert.deepEqual(one(resources, `inference-${stack}-fraud-detector`).dependsOn, [
          `inference-${stack}-gpu`,
          `inference-${stack}-observability`,
          ...[...gpuPools[stack]].sort().map((pool) => `inference-${stack}-pool-${pool}`),
          `inference-${stack}-serving`,
          `inference-${stack}-store`,
          `inference-${stack}-tenant-fraud`,
          `inference-${stack}-tenant-fraud-models`,
        ]);
      });

      it("tells app teams where everything is", () => {
        assert.deepEqual(models, {
          "fraud/detector": `http://detector-fraud.${domains[stack]}`,
          "fraud/scorer": `http://scorer-fraud.${domains[stack]}`,
        });
        assert.deepEqual(contract, {
          version: 1,
          environment: stack,
          clusterName: `inference-${stack}`,
          kubernetesVersion: "1.35",
          gateway: {
            domain: domains[stack],
            scheme: "http",
            serviceHost: "inference-istio.inference-gateway.svc.cluster.local",
            port: 80,
          },
          modelStore: {
            bucketName: `inference-${stack}-store-models-bucket`,
            kmsKeyArn: `arn:aws:mock:::inference-${stack}-store-key`,
            region: "us-east-1",
          },
          nodePools: [
            { pool: "system", gpu: false },
            ...gpuPools[stack].map((pool) => ({ pool, gpu: true })),
          ],
          gpuOffers: gpuOffers[stack],
          tenants: { fraud: { namespace: "fraud", serviceAccountName: "models" } },
        });
      });
    });
  }

  it("keep the API server of prod private, and protect what prod holds", async () => {
    const { resources } = await recordStack("prod");
    const { inputs } = one(resources, "inference-prod-cluster-eks");
    assert.equal(inputs.endpointPrivateAccess, true);
    assert.equal(inputs.endpointPublicAccess, false);
    assert.equal(inputs.publicAccessCidrs, undefined);
    assert.equal(inputs.deletionProtection, true);
    assert.deepEqual(
      ofType(resources, "aws:s3/bucket:Bucket").map((bucket) => bucket.inputs.forceDestroy),
      [false, false, false],
    );
  });

  it("let dev be removed whole", async () => {
    const { resources } = await recordStack("dev");
    assert.equal(one(resources, "inference-dev-cluster-eks").inputs.deletionProtection, false);
    assert.deepEqual(
      ofType(resources, "aws:s3/bucket:Bucket").map((bucket) => bucket.inputs.forceDestroy),
      [true, true, true],
    );
  });
});

function onPools(key: string, values: readonly string[]): object {
  const nodeSelectorTerms = [{ matchExpressions: [{ key, operator: "In", values }] }];
  return {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  };
}

const gpuPools = {
  dev: ["gpu", "shared", "elastic"],
  prod: ["gpu", "elastic", "shared", "mig"],
} as const;

/** What one GPU of a pool gives, and what one has of it: whole GPUs of 22,888 MiB unless said otherwise. */
function offer(pool: string, gpuNames: readonly string[], change: object = {}): object {
  const whole = {
    resource: "nvidia.com/gpu",
    sharing: "none",
    perGpu: 1,
    perNode: 1,
    memoryMiB: 22_888,
  };
  return { pool, gpuNames, taints: [], spot: false, ...whole, ...change };
}

const quarter = {
  resource: "nvidia.com/gpu.shared",
  sharing: "timeSlicing",
  perGpu: 4,
  perNode: 4,
  memoryMiB: 5722,
};

const gpuOffers = {
  dev: [
    offer("gpu", ["l4", "a10g"], { spot: true }),
    offer("shared", ["l4", "a10g"], { ...quarter, spot: true }),
    offer("elastic", ["l4", "a10g"], { spot: true }),
  ],
  prod: [
    offer("gpu", ["l4"]),
    offer("elastic", ["l4"], { spot: true }),
    offer("shared", ["l4"], quarter),
    offer("mig", ["h100"], {
      resource: "nvidia.com/mig-1g.10gb",
      sharing: "mig",
      migProfile: "1g.10gb",
      perGpu: 7,
      perNode: 7,
      memoryMiB: 10_240,
    }),
  ],
};

const domains = { dev: "models.dev.example.com", prod: "models.example.com" } as const;

/** Whether a toleration anywhere below matches the GPU taint: its key, or none, which matches every key. */
function toleratesGpuTaint(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const tolerations: unknown = Reflect.get(value, "tolerations");
  if (
    Array.isArray(tolerations) &&
    tolerations.some(
      (each) => texts(each).includes("nvidia.com/gpu") || at(each, "key") === undefined,
    )
  ) {
    return true;
  }
  return Object.values(value).some(toleratesGpuTaint);
}
