import assert from "node:assert/strict";

import { runPack, type RecordedResource } from "../support/policy";
import type { Recorded } from "../support/recorder";
import { one } from "../support/recorded";
import { recordStack, type StackName } from "../support/stack-config";

/**
 * Proves that the program of this repository obeys the whole pack, by the inputs that it registers. Mocks do not expand
 * the remote component `eks.Cluster`: of what it makes, only the `aws.eks.Cluster` is added here, with the endpoint
 * arguments as they are handed on. Its security groups and add-ons, and the objects of charts and of the Gateway API
 * manifest, are not looked at.
 */
describe("policy pack over the stacks", () => {
  it("has nothing against prod", async () => {
    assert.deepEqual(await findings("prod"), []);
  });

  it("has nothing mandatory against dev, and one piece of advice", async () => {
    assert.deepEqual(await findings("dev"), [
      "advisory inference-dev-cluster-eks-eksCluster eks-endpoint-private[cidrs]",
    ]);
  });

  it("hears what is wrong: prod with one thing changed", async () => {
    const resources = await policyResources("prod");
    const pool = "inference-prod-pool-gpu-nodes";
    const detector = "inference-prod-fraud-detector-inference-service";
    const cluster = "inference-prod-cluster-eks-eksCluster";
    const changes: readonly [name: string, props: Readonly<Record<string, unknown>>, string[]][] = [
      [pool, { taints: [] }, ["gpu-nodes-tainted[taint]"]],
      [pool, { scalingConfig: { minSize: 1 } }, ["cost-bounded-autoscaling[unbounded]"]],
      [pool, { instanceTypes: ["p5.48xlarge"] }, ["cost-instance-allowlist[not-allowed]"]],
      [
        detector,
        { spec: { predictor: gpuWithoutToleration } },
        ["gpu-request-tolerated[toleration]"],
      ],
      [
        cluster,
        { vpcConfig: {} },
        ["eks-endpoint-private[public]", "eks-endpoint-private[private]"],
      ],
    ];
    for (const [name, props, expected] of changes) {
      assert.deepEqual(
        runPack(changed(resources, name, { props }), "prod").map(summary),
        expected.map((finding) => `mandatory ${name} ${finding}`),
      );
    }
  });

  it("needs the tags once: on the resource or on its provider", async () => {
    const resources = await policyResources("prod");
    const vpc = "inference-prod-network-vpc";
    const bare = { props: { tags: {} } };
    assert.deepEqual(runPack(changed(resources, vpc, bare), "prod"), []);
    assert.deepEqual(
      runPack(changed(resources, vpc, { ...bare, provider: {} }), "prod").map(summary),
      Array<string>(5).fill(`mandatory ${vpc} hyg-tags[missing]`),
    );
  });
});

async function findings(stack: StackName): Promise<string[]> {
  return runPack(await policyResources(stack), stack).map(summary);
}

function summary(finding: ReturnType<typeof runPack>[number]): string {
  return `${finding.level} ${finding.resource} ${finding.finding}`;
}

async function policyResources(stack: StackName): Promise<RecordedResource[]> {
  const { resources } = await recordStack(stack);
  const cluster = one(resources, `inference-${stack}-cluster-eks`);
  return [
    ...resources.map((resource) => ({
      type: resource.type,
      name: resource.name,
      props: resource.inputs,
      ...providerOf(resource, resources),
    })),
    {
      type: "aws:eks/cluster:Cluster",
      name: `${cluster.name}-eksCluster`,
      props: {
        vpcConfig: {
          endpointPrivateAccess: cluster.inputs.endpointPrivateAccess,
          endpointPublicAccess: cluster.inputs.endpointPublicAccess,
          publicAccessCidrs: cluster.inputs.publicAccessCidrs,
        },
        tags: cluster.inputs.tags,
      },
      ...providerOf(one(resources, `inference-${stack}-network-vpc`), resources),
    },
  ];
}

function providerOf(
  { provider }: Recorded,
  resources: readonly Recorded[],
): Pick<RecordedResource, "provider"> {
  return provider === undefined ? {} : { provider: one(resources, provider).inputs };
}

const gpuWithoutToleration = {
  minReplicas: 1,
  maxReplicas: 2,
  nodeSelector: { "inference-platform.io/node-pool": "gpu" },
  model: {
    resources: { requests: { "nvidia.com/gpu": "1" }, limits: { "nvidia.com/gpu": "1" } },
  },
};

function changed(
  resources: readonly RecordedResource[],
  name: string,
  change: Pick<RecordedResource, "props" | "provider">,
): RecordedResource[] {
  return resources.map((resource) =>
    resource.name === name
      ? { ...resource, ...change, props: { ...resource.props, ...change.props } }
      : resource,
  );
}
