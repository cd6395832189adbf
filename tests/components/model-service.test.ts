import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ModelService, type ModelServiceArgs } from "../../components";
import { fullest, smallest } from "../../components/serving/example";
import type { Recorded } from "../support/recorder";
import { record } from "../support/recorder";
import { at, one, refusal, typeNames } from "../support/recorded";

const { target } = smallest.ModelService;
const base = {
  target,
  service: "scorer",
  resources: { cpu: "1", memory: "2Gi" },
} as const;

async function registered(args: ModelServiceArgs): Promise<readonly Recorded[]> {
  return (await record(() => new ModelService("m", args))).resources;
}

async function predictorOf(args: ModelServiceArgs): Promise<unknown> {
  return at(one(await registered(args), "m-inference-service").inputs, "spec", "predictor");
}

/** Proves what is registered. That KServe, the scheduler and Pod Security take it is proved in the sandbox. */
describe("ModelService", () => {
  it("registers a service, the owner of its replicas and a disruption budget", async () => {
    const resources = await registered(smallest.ModelService);
    assert.deepEqual(
      typeNames(resources),
      [
        "inference-platform:index:ModelService m",
        "inference-platform:index:Autoscaler m-autoscaler",
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler m-autoscaler-horizontal-pod-autoscaler",
        "kubernetes:policy/v1:PodDisruptionBudget m-disruption-budget",
        "kubernetes:serving.kserve.io/v1beta1:InferenceService m-inference-service",
      ].sort(),
    );
    const { inputs } = one(resources, "m-inference-service");
    assert.deepEqual(inputs.metadata, {
      name: "scorer",
      namespace: "fraud",
      annotations: {
        "serving.kserve.io/deploymentMode": "Standard",
        "serving.kserve.io/autoscalerClass": "external",
      },
    });
    assert.deepEqual(at(one(resources, "m-disruption-budget").inputs, "spec"), {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: { app: "isvc.scorer-predictor" } },
    });
    const scaler = one(resources, "m-autoscaler-horizontal-pod-autoscaler").inputs;
    assert.deepEqual(at(scaler, "spec", "scaleTargetRef"), {
      apiVersion: "apps/v1",
      kind: "Deployment",
      name: "scorer-predictor",
    });
  });

  it("says where callers ask it", async () => {
    const { result } = await record(() => new ModelService("m", smallest.ModelService));
    assert.equal(result.url, "https://scorer-fraud.models.example.com");
  });

  it("plans the smallest service with every default", async () => {
    assert.deepEqual(await predictorOf(smallest.ModelService), {
      minReplicas: 1,
      maxReplicas: 3,
      timeout: 60,
      annotations: {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "8002",
        "prometheus.io/path": "/metrics",
      },
      serviceAccountName: "models",
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 65,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        fsGroup: 1000,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: { matchLabels: { app: "isvc.scorer-predictor" } },
        },
      ],
      deploymentStrategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
      },
      volumes: [{ name: "dshm", emptyDir: { medium: "Memory" } }],
      model: {
        modelFormat: { name: "triton" },
        runtime: "platform-triton",
        protocolVersion: "v2",
        storageUri: "pvc://models/scorer",
        resources: {
          requests: { cpu: "1", memory: "2Gi" },
          limits: { cpu: "1", memory: "2Gi" },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          privileged: false,
          runAsNonRoot: true,
          capabilities: { drop: ["ALL"] },
          seccompProfile: { type: "RuntimeDefault" },
        },
        startupProbe: {
          httpGet: { path: "/v2/health/ready", port: 8080, scheme: "HTTP" },
          periodSeconds: 10,
          timeoutSeconds: 5,
          failureThreshold: 30,
          successThreshold: 1,
        },
        readinessProbe: {
          httpGet: { path: "/v2/health/ready", port: 8080, scheme: "HTTP" },
          periodSeconds: 5,
          timeoutSeconds: 5,
          failureThreshold: 3,
          successThreshold: 1,
        },
        livenessProbe: {
          httpGet: { path: "/v2/health/live", port: 8080, scheme: "HTTP" },
          periodSeconds: 10,
          timeoutSeconds: 5,
          failureThreshold: 3,
          successThreshold: 1,
        },
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        args: ["--exit-timeout-secs=60"],
        volumeMounts: [{ name: "dshm", mountPath: "/dev/shm" }],
      },
    });
  });

  it("holds a GPU on its pool, with requests equal to limits and no surge", async () => {
    const predictor = await predictorOf(fullest.ModelService);
    const held = { cpu: "4", memory: "16Gi", "nvidia.com/gpu": "1" };
    assert.deepEqual(at(predictor, "model", "resources"), { requests: held, limits: held });
    assert.deepEqual(at(predictor, "nodeSelector"), { "inference-platform.io/node-pool": "gpu" });
    assert.deepEqual(at(predictor, "tolerations"), [
      { key: "nvidia.com/gpu", operator: "Equal", value: "present", effect: "NoSchedule" },
    ]);
    assert.deepEqual(at(predictor, "deploymentStrategy", "rollingUpdate"), {
      maxSurge: 0,
      maxUnavailable: 1,
    });
  });

  it("lets requests end before the server, and the server before the pod", async () => {
    const drained = async (args: ModelServiceArgs): Promise<unknown> =>
      at(await predictorOf(args), "terminationGracePeriodSeconds");
    const triton = { ...base, source: "pvc://models/scorer", runtime: { name: "triton" } } as const;
    assert.equal(await drained({ ...triton, requestTimeoutSeconds: 10 }), 5 + 30);
    assert.equal(await drained({ ...triton, requestTimeoutSeconds: 90 }), 5 + 90);
    const sklearn = { ...triton, runtime: { name: "sklearn" } } as const;
    assert.equal(await drained({ ...sklearn, requestTimeoutSeconds: 10 }), 5 + 10);
  });

  it("gives a model the time that its size needs", async () => {
    const probes = async (args: Partial<typeof smallest.ModelService>): Promise<unknown> =>
      at(
        await predictorOf({ ...smallest.ModelService, ...args } as ModelServiceArgs),
        "model",
        "startupProbe",
        "failureThreshold",
      );
    const resources = { cpu: "1", memory: "64Gi" } as const;
    assert.equal(await probes({}), 300 / 10);
    assert.equal(await probes({ size: { gib: 20 }, resources }), (120 + 20 * 33) / 10);
    assert.equal(await probes({ size: { gib: 20 }, startupSeconds: 95, resources }), 10);
  });

  it("fetches a model by HTTPS only where it is fetched, through the platform's own initializer", async () => {
    const fetched = await registered({
      ...base,
      runtime: { name: "sklearn" },
      source: "s3://models-1/scorer/",
    });
    const predictor = at(one(fetched, "m-inference-service").inputs, "spec", "predictor");
    assert.equal(at(predictor, "storageContainerName"), "platform");
    assert.deepEqual(one(fetched, "m-source").inputs, {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "scorer-source", namespace: "fraud" },
      spec: {
        podSelector: { matchLabels: { app: "isvc.scorer-predictor" } },
        policyTypes: ["Egress"],
        egress: [
          {
            to: [
              {
                ipBlock: {
                  cidr: "0.0.0.0/0",
                  except: [
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "169.254.0.0/16",
                  ],
                },
              },
            ],
            ports: [{ protocol: "TCP", port: 443 }],
          },
        ],
      },
    });
    const mounted = await registered(smallest.ModelService);
    assert.deepEqual(
      mounted.filter(({ name }) => name === "m-source"),
      [],
    );
  });

  it("mounts an image as a volume of the kubelet", async () => {
    const predictor = await predictorOf({
      ...base,
      runtime: { name: "sklearn" },
      source: "oci://registry.example.com/models/churn:7",
    });
    assert.equal(
      at(predictor, "model", "storageUri"),
      "oci+native://registry.example.com/models/churn:7",
    );
    assert.equal(at(predictor, "storageContainerName"), undefined);
  });

  it("takes a claim that becomes known later, and nothing else", async () => {
    const later = (uri: string): ModelServiceArgs => ({
      ...base,
      runtime: { name: "triton" },
      source: pulumi.output(Promise.resolve(uri)),
    });
    const predictor = await predictorOf(later("pvc://models/scorer"));
    assert.equal(at(predictor, "model", "storageUri"), "pvc://models/scorer");
    await assert.rejects(registered(later("s3://models-1/scorer/")), {
      message:
        'error serializing property "spec": source becomes known only while it is deployed, and is not a claim. Write pvc://<claim>/<folder>, or give the URI as plain text.',
    });
  });

  it("scales what stands before and beside the model on its own", async () => {
    const resources = await registered(fullest.ModelService);
    assert.deepEqual(
      ["transformer", "explainer"].map((component) => {
        const scaler = `m-${component}-autoscaler-horizontal-pod-autoscaler`;
        const { spec, metadata } = one(resources, scaler).inputs;
        return [
          at(metadata, "name"),
          at(spec, "scaleTargetRef", "name"),
          at(spec, "minReplicas"),
          at(spec, "maxReplicas"),
        ];
      }),
      [
        ["scorer-transformer-scaler", "scorer-transformer", 1, 2],
        ["scorer-explainer-scaler", "scorer-explainer", 1, 3],
      ],
    );
    const transformer = at(one(resources, "m-inference-service").inputs, "spec", "transformer");
    assert.deepEqual(at(transformer, "containers", 0, "env"), [
      { name: "LOG_LEVEL", value: "info" },
      {
        name: "FEATURE_STORE_TOKEN",
        valueFrom: { secretKeyRef: { name: "feature-store", key: "token" } },
      },
    ]);
    const owner = one(resources, "m-autoscaler-scaled-object");
    assert.equal(owner.type, "kubernetes:keda.sh/v1alpha1:ScaledObject");
  });

  it("is refused whole", async () => {
    assert.deepEqual(
      await refusal(
        () => new ModelService("m", { ...smallest.ModelService, service: "M", source: "x" }),
      ),
      [
        'ModelService "m": 2 inputs are wrong',
        'service: "M" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'source: "x" is not a URI. Start with one of pvc://, s3://, oci://, hf://, gs://, https://.',
      ],
    );
  });

  it("is refused where its role may not read the model, with what the role may", async () => {
    const readableBuckets = [{ bucketName: "models-1", prefix: "tenants/fraud/" }];
    const of = (source: string, buckets = readableBuckets): ModelServiceArgs => ({
      ...base,
      target: { ...target, readableBuckets: buckets },
      runtime: { name: "sklearn" },
      source,
    });
    assert.deepEqual(await refusal(() => new ModelService("m", of("s3://other-1/scorer/"))), [
      'ModelService "m": one input is wrong',
      'source: "s3://other-1/scorer/" is not readable for the pods: the policy of their role has s3:GetObject for s3://models-1/tenants/fraud/ only. Copy the model there, or add a statement for arn:aws:s3:::other-1/scorer/*: the bucket in modelBuckets of the tenant.',
    ]);
    assert.deepEqual(await refusal(() => new ModelService("m", of("s3://models-1/tenants/b/x"))), [
      'ModelService "m": one input is wrong',
      'source: "s3://models-1/tenants/b/x" is not readable for the pods: the policy of their role has s3:GetObject for s3://models-1/tenants/fraud/ only. Copy the model there, or add a statement for arn:aws:s3:::models-1/tenants/b/x*: the bucket in modelBuckets of the tenant.',
    ]);
    assert.ok(await registered(of("s3://models-1/tenants/fraud/scorer")));
  });

  it("is refused while it is deployed where the bucket of its role becomes known only then", async () => {
    const readableBuckets = [
      { bucketName: pulumi.output(Promise.resolve("models-1")), prefix: "tenants/fraud/" },
    ];
    const of = (source: string): ModelServiceArgs => ({
      ...base,
      target: { ...target, readableBuckets },
      runtime: { name: "sklearn" },
      source,
    });
    const predictor = await predictorOf(of("s3://models-1/tenants/fraud/scorer"));
    assert.equal(at(predictor, "model", "storageUri"), "s3://models-1/tenants/fraud/scorer");
    await assert.rejects(registered(of("s3://other-1/scorer/")), {
      message:
        /^error serializing property "spec": source "s3:\/\/other-1\/scorer\/" is not readable/,
    });
  });

  it("does not compile with what does not go together", () => {
    const accept = (args: ModelServiceArgs): ModelServiceArgs => args;
    const gpu = { name: "l4" };
    const source = "pvc://models/scorer";
    // @ts-expect-error vLLM needs GPUs
    accept({ ...base, source, runtime: { name: "vllm" } });
    // @ts-expect-error scikit-learn has no use for them
    accept({ ...base, source, runtime: { name: "sklearn" }, gpu });
    // @ts-expect-error one group of pods is one replica
    accept({
      ...base,
      source,
      gpu,
      runtime: { name: "vllmMultiNode", nodes: 2 },
      scaling: { min: 1, max: 2 },
    });
    // @ts-expect-error KServe ignores it in Standard mode
    accept({ ...base, source, runtime: { name: "triton" }, canaryTrafficPercent: 10 });
    // @ts-expect-error scaling says it
    accept({ ...base, source, runtime: { name: "triton" }, scaleMetric: "rps" });
    accept({
      ...base,
      source,
      runtime: { name: "triton" },
      // @ts-expect-error KEDA's triggers need KEDA
      scaling: { min: 1, max: 2, triggers: [] },
    });
    // @ts-expect-error a custom container says how it is well
    accept({ ...base, runtime: { name: "custom", image: "a/b:1", port: 3000 } });
    accept({
      ...base,
      source,
      runtime: { name: "triton" },
      // @ts-expect-error one size or the other
      size: { gib: 1, parametersBillions: 7 },
    });
    assert.ok(accept({ ...base, source, runtime: { name: "triton" } }));
  });
});
