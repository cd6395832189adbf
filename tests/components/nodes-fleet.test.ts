import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { NodePool } from "../../components";
import { fullest, karpenter, smallest } from "../../components/nodes/example";
import { planKarpenterNodePool } from "../../components/nodes/karpenter-plan";
import type { NodePoolArgs } from "../../components/nodes/pool-args";
import { record, resolved, type Recorded } from "../support/recorder";
import { at, one, typeNames } from "../support/recorded";

/** Proves what is registered and with which options. Does not prove that the definitions of Karpenter take it. */
describe("NodePool with Karpenter", () => {
  it("registers a node class, and after it a pool of the same name", async () => {
    const { resources, result } = await record(() => new NodePool("pool", karpenter));
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:NodePool pool",
      "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass pool-node-class",
      "kubernetes:karpenter.sh/v1:NodePool pool-node-pool",
    ]);
    const nodeClass = one(resources, "pool-node-class");
    const nodePool = one(resources, "pool-node-pool");
    assert.deepEqual(nodeClass.inputs.metadata, { name: "elastic" });
    assert.deepEqual(nodePool.inputs.metadata, { name: "elastic" });
    assert.deepEqual([nodeClass.dependsOn, nodePool.dependsOn], [[], ["pool-node-class"]]);
    assert.deepEqual([nodeClass.parent, nodePool.parent], ["pool", "pool"]);
    assert.equal(await resolved(result.nodeGroupName), "elastic");
    assert.deepEqual([result.pool, result.gpu], ["elastic", true]);
  });

  it("spends the plan, with what the cluster gives", async () => {
    const { resources } = await record(() => new NodePool("pool", karpenter));
    const { spec } = one(resources, "pool-node-class").inputs;
    assert.equal(at(spec, "role"), "dev-karpenter-nodes");
    assert.deepEqual(at(spec, "subnetSelectorTerms"), [{ id: "subnet-1" }, { id: "subnet-2" }]);
    assert.deepEqual(at(spec, "securityGroupSelectorTerms"), [{ id: "sg-0123456789abcdef0" }]);
    assert.equal(at(spec, "associatePublicIPAddress"), false);
    assert.deepEqual(at(spec, "tags"), { project: "inference-platform", Name: "pool" });
    assert.deepEqual(
      one(resources, "pool-node-pool").inputs.spec,
      JSON.parse(JSON.stringify(planKarpenterNodePool(karpenter))),
    );
  });

  it("waits 75 minutes for its nodes to drain", async () => {
    const timeouts = new Map<string, unknown>();
    await record(() => {
      pulumi.runtime.registerStackTransformation(({ name, opts }) => {
        timeouts.set(name, opts.customTimeouts);
        return undefined;
      });
      return new NodePool("pool", karpenter);
    });
    assert.deepEqual(
      [timeouts.get("pool-node-class"), timeouts.get("pool-node-pool")],
      [{ delete: "75m" }, { delete: "75m" }],
    );
  });

  it("opens the ports between nodes with EFA by a security group of its own", async () => {
    const args = { ...karpenter, gpuTypes: { names: ["l4"], counts: [4] }, efa: true };
    const { resources } = await record(() => new NodePool("pool", args));
    assert.deepEqual(
      at(one(resources, "pool-node-class").inputs, "spec", "securityGroupSelectorTerms"),
      [{ id: "sg-0123456789abcdef0" }, { id: "pool-efa-id" }],
    );
    assert.equal(one(resources, "pool-efa").parent, "pool");
  });
});

/** Of pools alone; the whole platform is proved where it is composed. */
describe("a growing fleet", () => {
  const pools: Readonly<Record<string, NodePoolArgs>> = {
    system: smallest,
    gpu: fullest,
    elastic: karpenter,
  };
  const fleet = async (...names: readonly string[]): Promise<readonly Recorded[]> => {
    const { resources } = await record(() =>
      names.map((name) => {
        const args = pools[name];
        assert.ok(args);
        return new NodePool(`dev-${name}`, args);
      }),
    );
    return resources;
  };

  it("leaves the pools that it has as they are, wherever the new one stands", async () => {
    const all = Object.keys(pools);
    const grown = await fleet(...all);
    for (const added of all) {
      const before = await fleet(...all.filter((name) => name !== added));
      const kept = grown.filter(({ name }) => !`${name}-`.startsWith(`dev-${added}-`));
      assert.deepEqual(kept, before, `adding ${added}`);
      assert.ok(grown.length > before.length);
    }
    assert.deepEqual(await fleet(...all.toReversed()), grown, "the order of pools is no matter");
  });
});
