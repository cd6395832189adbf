import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { subnetsIn } from "../../components/platform/node-pools";
import { parseConfig } from "../../stacks/platform/config";
import { createPlatformStack } from "../../stacks/platform/platform-stack";
import { withChanges, type Changes } from "../support/config-changes";
import { record, resolved, type Recorded } from "../support/recorder";
import { at, one } from "../support/recorded";
import { engineConfig, project } from "../support/stack-config";

const gpuNodes = { instanceTypes: ["g6.xlarge"], gpu: true, scaling: { min: 1, max: 2 } };
const release = "inference-dev-gpu-release values";
const network = "inference-dev-network";

interface Growth {
  readonly title: string;
  /** Changes of dev that come before. Default: none. */
  readonly from?: Changes;
  readonly to: Changes;
  /** Each name that is new is one of these, or begins with one of them and "-"; and each of these is used. */
  readonly added: readonly string[];
  /** `name input` of each custom resource that changes in place. Default: none. */
  readonly changed?: readonly string[];
}

const zone = { "network.availabilityZones": ["us-east-1a", "us-east-1b", "us-east-1c"] };
const zoneParts = [
  ...["endpoint-s3-private-c", "intra-c", "private-c", "public-c", "route-private-c-default"],
  ...["routes-intra-c-association", "routes-public-c-association"],
  "routes-private-c",
].map((part) => `${network}-${part}`);

const growths: readonly Growth[] = [
  {
    title: "a managed pool",
    to: { "nodePools.more": { instanceTypes: ["m7i.large"], scaling: { min: 1, max: 2 } } },
    added: ["inference-dev-pool-more"],
  },
  {
    title: "a managed pool with GPUs",
    to: { "nodePools.more": gpuNodes },
    added: ["inference-dev-pool-more"],
  },
  {
    title: "a GPU pool with a taint of its own, which the agents of the operator have to tolerate",
    to: { "nodePools.more": { ...gpuNodes, taints: [{ key: "team", effect: "NoSchedule" }] } },
    added: ["inference-dev-pool-more"],
    changed: [release],
  },
  {
    title: "a GPU pool with a sharing that exists",
    to: { "nodePools.more": { ...gpuNodes, sharing: { timeSlicing: 4 } } },
    added: ["inference-dev-pool-more"],
  },
  {
    title: "a GPU pool with a new sharing",
    to: { "nodePools.more": { ...gpuNodes, sharing: { mps: 4 } } },
    added: ["inference-dev-pool-more"],
    changed: [release],
  },
  {
    title: "a GPU pool with a new MIG profile, which every quota has to limit",
    to: {
      "nodePools.more": {
        ...gpuNodes,
        instanceTypes: ["p5.4xlarge"],
        sharing: { mig: { "1g.10gb": 7 } },
      },
    },
    added: ["inference-dev-pool-more"],
    changed: [release, "inference-dev-tenant-fraud-quota spec"],
  },
  {
    title: "a pool with Elastic Fabric Adapter",
    to: {
      "nodePools.more": {
        ...gpuNodes,
        instanceTypes: ["g6.12xlarge"],
        efa: true,
        availabilityZones: ["us-east-1a"],
      },
    },
    added: ["inference-dev-efa-device-plugin", "inference-dev-pool-more"],
  },
  {
    title: "a Karpenter pool",
    to: {
      "nodePools.more": {
        engine: "karpenter",
        instanceTypes: ["m7i.large"],
        limits: { nodes: 4 },
      },
    },
    added: ["inference-dev-pool-more"],
  },
  {
    title: "the first Karpenter pool, and with it the controller",
    from: { "nodePools.elastic": undefined },
    to: {},
    added: ["inference-dev-karpenter", "inference-dev-pool-elastic"],
  },
  { title: "a zone", to: zone, added: zoneParts },
  {
    title: "a zone to a network with interface endpoints",
    from: { "network.interfaceEndpoints": ["sts"] },
    to: { ...zone, "network.interfaceEndpoints": ["sts"] },
    added: [...zoneParts, `${network}-endpoint-sts-c`],
  },
  {
    title: "a range for pods",
    to: { "network.podCidr": "100.64.0.0/16" },
    added: ["pod-range", "pods-a", "pods-b", "routes-pods-a", "routes-pods-b"].map(
      (part) => `${network}-${part}`,
    ),
  },
  {
    title: "the first interface endpoint",
    to: { "network.interfaceEndpoints": ["sts"] },
    added: ["https", "security-group", "sts"].map((part) => `${network}-endpoint-${part}`),
  },
  {
    title: "an interface endpoint",
    from: { "network.interfaceEndpoints": ["sts"] },
    to: { "network.interfaceEndpoints": ["ecr.api", "sts"] },
    added: [`${network}-endpoint-ecr-api`],
  },
  {
    title: "a tenant",
    to: { "tenants.search": { quota: { cpu: "1", memory: "1Gi", gpus: 0 } } },
    added: ["inference-dev-search-repository", "inference-dev-tenant-search"],
  },
];

/**
 * Proves that what is added to dev leaves the inputs, parents and providers of everything else as they were. Does not
 * prove which inputs a provider would take as a reason to replace a resource.
 */
describe("growth of the stack", () => {
  for (const { title, from = {}, to, added, changed = [] } of growths) {
    it(`by ${title} moves nothing`, async () => {
      const before = await recorded(from);
      const after = await recorded(to);
      assert.deepEqual(changesOf(before, after), changed);
      const newNames = keysOf(after).filter((key) => !keysOf(before).includes(key));
      assert.deepEqual(
        newNames.map((key) => ownerOf(key, added)).filter((owner) => owner === undefined),
        [],
        newNames.join("\n"),
      );
      assert.deepEqual([...new Set(newNames.map((key) => ownerOf(key, added)))].sort(), [
        ...[...added].sort(),
      ]);
    });
  }

  it("tells app teams of a new pool and of what it offers, in the order of the pools", async () => {
    const contract = await resolved((await stack({ "nodePools.more": gpuNodes })).result.platform);
    const earlier = await resolved((await stack({})).result.platform);
    assert.deepEqual(contract, {
      ...earlier,
      nodePools: [...earlier.nodePools, { pool: "more", gpu: true }],
      gpuOffers: [
        ...earlier.gpuOffers,
        {
          pool: "more",
          gpuNames: ["l4"],
          resource: "nvidia.com/gpu",
          sharing: "none",
          perGpu: 1,
          perNode: 1,
          memoryMiB: 22888,
          taints: [],
          spot: false,
        },
      ],
    });
  });

  it("keeps subnets known in the preview that adds a zone, so that no node group seems to move", async () => {
    const { result } = await record(
      () => {
        const added = new aws.ec2.Subnet("private-c", { vpcId: "vpc-1" });
        const ids = pulumi.all(["subnet-a", "subnet-b", added.id]);
        return subnetsIn(["a", "b"], ["a", "b", "c"], ids);
      },
      { preview: true },
    );
    assert.deepEqual(await resolved(result), ["subnet-a", "subnet-b"]);
  });

  it("by other instance types replaces that node group alone, the new one before the old", async () => {
    const before = await recorded({});
    const after = await recorded({ "nodePools.gpu.instanceTypes": ["g6.2xlarge"] });
    assert.deepEqual(keysOf(after), keysOf(before));
    assert.deepEqual(changesOf(before, after), ["inference-dev-pool-gpu-nodes instanceTypes"]);
    // With a name of its own the new group would meet the old one.
    const { inputs } = one(after, "inference-dev-pool-gpu-nodes");
    assert.deepEqual(
      ["nodeGroupName", "nodeGroupNamePrefix"].map((name) => at(inputs, name)),
      [undefined, undefined],
    );
  });
});

function stack(changes: Changes) {
  const config = withChanges(engineConfig("dev"), changes);
  return record(() => createPlatformStack(parseConfig(config, project)), { project, stack: "dev" });
}

let unchanged: Promise<readonly Recorded[]> | undefined;

/** What dev registers after changes. Most growths begin with none, and a recording takes a second. */
function recorded(changes: Changes): Promise<readonly Recorded[]> {
  if (Object.keys(changes).length > 0) return stack(changes).then(({ resources }) => resources);
  unchanged ??= stack({}).then(({ resources }) => resources);
  return unchanged;
}

function keyOf({ type, name }: Recorded): string {
  return `${type} ${name}`;
}

function keysOf(resources: readonly Recorded[]): string[] {
  return resources.map(keyOf);
}

/** Which of `owners` a new registration belongs to. */
function ownerOf(key: string, owners: readonly string[]): string | undefined {
  const name = key.split(" ").at(-1) ?? "";
  return owners.find((owner) => name === owner || name.startsWith(`${owner}-`));
}

/** What is different of each custom resource that was there before, as `name what`; the inputs of components do not count. */
function changesOf(before: readonly Recorded[], after: readonly Recorded[]): string[] {
  const later = new Map(after.map((resource) => [keyOf(resource), facts(resource)]));
  return before.flatMap((resource) => {
    const [then, now] = [facts(resource), later.get(keyOf(resource))];
    if (now === undefined) return [`${resource.name} is gone`];
    return Object.keys({ ...then, ...now })
      .filter((what) => JSON.stringify(then[what]) !== JSON.stringify(now[what]))
      .map((what) => `${resource.name} ${what}`);
  });
}

function facts({ component, inputs, parent, provider, ignoreChanges }: Recorded) {
  const options: Record<string, unknown> = { parent, provider, ignoreChanges };
  return component ? options : { ...inputs, ...options };
}
