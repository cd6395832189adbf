import assert from "node:assert/strict";
import * as fs from "node:fs";

import {
  capacityTypeOf,
  createObjects,
  eventsOf,
  gpuDeployment,
  nodesOf,
  pending,
  poolLabel,
  poolOf,
  running,
  unschedulable,
  waitForPods,
} from "./gpu-pods";
import { run, sandboxFolder } from "./sandbox-process";

const stack = "prod";

/**
 * The prod stack: a managed GPU pool, a time-sliced one, one with MIG, and one of Karpenter with fallback. The scheduler
 * and the core of Karpenter are the real ones; that a GPU is really divided, and what EC2 has, is not shown.
 */
describe("the GPU pools of the prod stack in the sandbox", () => {
  after(async () => {
    await run("down", "--stack", stack);
    fs.rmSync(sandboxFolder, { recursive: true, force: true });
  });

  it("come up", async () => {
    const { code, output } = await run("up", "--stack", stack);
    assert.equal(code, 0, output);
    assert.match(output, /0 policy findings|no policy findings/i);
  });

  it("change nothing in a second up", async () => {
    const { code, output } = await run("up", "--stack", stack);
    assert.equal(code, 0, output);
    assert.match(output, /Deploy: nothing changed, \d+ resources/);
  });

  it("offer whole GPUs, shares and MIG instances, each pool its own", async () => {
    const offered = new Map<string, Record<string, string>>();
    for (const { metadata, status } of await nodesOf(stack)) {
      const resources = Object.entries(status.allocatable).filter(([name]) =>
        name.startsWith("nvidia.com/"),
      );
      offered.set(metadata.labels[poolLabel] ?? "", Object.fromEntries(resources));
    }
    assert.deepEqual(Object.fromEntries(offered), {
      system: {},
      gpu: { "nvidia.com/gpu": "1" },
      shared: { "nvidia.com/gpu.shared": "4" },
      mig: { "nvidia.com/mig-1g.10gb": "7" },
    });
  });

  it("place a pod that asks for a MIG instance on the MIG pool, without a node selector", async () => {
    await createObjects(stack, [gpuDeployment("sliced", { resource: "nvidia.com/mig-1g.10gb" })]);
    assert.equal(await poolOf(stack, "sliced"), "mig");
  });

  it("leave the fifth pod of a GPU that four share Pending", async () => {
    const names = ["share-1", "share-2", "share-3", "share-4", "share-5"];
    await createObjects(
      stack,
      names.map((name) => gpuDeployment(name, { resource: "nvidia.com/gpu.shared" })),
    );
    const pods = await waitForPods(
      stack,
      "share-",
      (found) => running(found).length === 4 && unschedulable(pending(found)[0]) !== "",
    );
    assert.match(unschedulable(pending(pods)[0]), /Insufficient nvidia\.com\/gpu\.shared/);
    const taken = await Promise.all(
      running(pods).map(({ metadata }) => poolOf(stack, metadata.name)),
    );
    assert.deepEqual(taken, ["shared", "shared", "shared", "shared"]);
  });

  it("start a spot node for a pod that waits for a GPU", async () => {
    await createObjects(stack, [gpuDeployment("elastic-1", { pool: "elastic" })]);
    assert.equal(await capacityTypeOf(stack, "elastic-1"), "spot");
  });

  it("start an on-demand node where spot has no capacity", async () => {
    const { code, output } = await run("capacity", "--stack", stack, "--unavailable", "spot");
    assert.equal(code, 0, output);
    await createObjects(stack, [gpuDeployment("elastic-2", { pool: "elastic" })]);
    assert.equal(await capacityTypeOf(stack, "elastic-2"), "on-demand");
    assert.equal((await run("capacity", "--stack", stack, "--restore")).code, 0);
  });

  it("hold the limit of the pool", async () => {
    const names = [3, 4, 5, 6, 7].map((number) => `elastic-${number}`);
    await createObjects(
      stack,
      names.map((name) => gpuDeployment(name, { pool: "elastic" })),
    );
    await waitForPods(stack, "elastic-", async (pods) => {
      const [refused, ...others] = pending(pods);
      if (running(pods).length !== 6 || refused === undefined || others.length > 0) return false;
      return /exceed limit/.test(await eventsOf(stack, refused.metadata.name));
    });
    const launched = (await nodesOf(stack)).filter(
      ({ metadata }) => metadata.labels[poolLabel] === "elastic",
    );
    assert.equal(launched.length, 6);
  });

  it("show all of it in the status", async () => {
    const { code, output } = await run("status", "--stack", stack);
    assert.equal(code, 0, output);
    assert.match(output, /elastic\s+elastic\s+yes\s+6\s+6 of at most 6/i);
    assert.match(output, /mig\s+ip-\S+\s+p5\.4xlarge/);
  });
});
