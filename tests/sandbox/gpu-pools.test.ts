import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { kubectlJson, run, sandboxFolder } from "./sandbox-process";

interface List<Item> {
  readonly items: readonly Item[];
}
interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}
interface Node {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly allocatable: Readonly<Record<string, string>> };
}

const stack = "prod";
const poolLabel = "inference-platform.io/node-pool";

/** Time in which a pod is placed, or a node comes: several times what they take on two busy cores. */
const withinSeconds = 120;

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
    for (const { metadata, status } of await nodes()) {
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
    await createPods([gpuPod("sliced", { resource: "nvidia.com/mig-1g.10gb" })]);
    assert.equal(await poolOf("sliced"), "mig");
  });

  it("leave the fifth pod of a GPU that four share Pending", async () => {
    const names = ["share-1", "share-2", "share-3", "share-4", "share-5"];
    await createPods(names.map((name) => gpuPod(name, { resource: "nvidia.com/gpu.shared" })));
    const pods = await waitForPods("share-", (found) => running(found).length === 4);
    const [waiting] = pods.filter(({ status }) => status.phase === "Pending");
    assert.match(unschedulable(waiting), /Insufficient nvidia\.com\/gpu\.shared/);
    const taken = await Promise.all(running(pods).map(({ metadata }) => poolOf(metadata.name)));
    assert.deepEqual(taken, ["shared", "shared", "shared", "shared"]);
  });

  it("start a spot node for a pod that waits for a GPU", async () => {
    await createPods([gpuPod("elastic-1", { pool: "elastic" })]);
    assert.equal(await capacityTypeOf("elastic-1"), "spot");
  });

  it("start an on-demand node where spot has no capacity", async () => {
    const { code, output } = await run("capacity", "--stack", stack, "--unavailable", "spot");
    assert.equal(code, 0, output);
    await createPods([gpuPod("elastic-2", { pool: "elastic" })]);
    assert.equal(await capacityTypeOf("elastic-2"), "on-demand");
    assert.equal((await run("capacity", "--stack", stack, "--restore")).code, 0);
  });

  it("hold the limit of the pool", async () => {
    const names = [3, 4, 5, 6, 7].map((number) => `elastic-${number}`);
    await createPods(names.map((name) => gpuPod(name, { pool: "elastic" })));
    const pods = await waitForPods("elastic-", (found) => running(found).length === 6);
    const waiting = pods.filter(({ status }) => status.phase === "Pending");
    assert.equal(waiting.length, 1);
    assert.match(await eventsOf(waiting[0]?.metadata.name ?? ""), /exceed limit/);
    const launched = (await nodes()).filter(
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

/** A pod that holds one GPU, or a part of one, and bears the taint of GPU nodes. */
function gpuPod(
  name: string,
  { resource = "nvidia.com/gpu", pool }: { readonly resource?: string; readonly pool?: string },
): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: {
      ...(pool !== undefined && { nodeSelector: { [poolLabel]: pool } }),
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }],
      containers: [
        { name: "server", image: "example.com/server", resources: { limits: { [resource]: "1" } } },
      ],
    },
  };
}

async function createPods(items: readonly object[]): Promise<void> {
  const file = path.join(sandboxFolder, "pods.json");
  fs.writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  const { code, output } = await run("kubectl", "--stack", stack, "create", "-f", file);
  assert.equal(code, 0, output);
}

async function nodes(): Promise<readonly Node[]> {
  return (await kubectlJson<List<Node>>(stack, "get", "nodes")).items;
}

/** The pods whose names begin so, once they are as wanted. */
async function waitForPods(
  prefix: string,
  wanted: (pods: readonly Pod[]) => boolean,
): Promise<readonly Pod[]> {
  const end = Date.now() + withinSeconds * 1000;
  for (;;) {
    const { items } = await kubectlJson<List<Pod>>(stack, "get", "pods", "-n", "default");
    const pods = items.filter(({ metadata }) => metadata.name.startsWith(prefix));
    if (wanted(pods)) return pods;
    assert.ok(Date.now() < end, `after ${withinSeconds} s: ${JSON.stringify(pods.map(brief))}`);
    await sleep(500);
  }
}

function brief(pod: Pod): object {
  return { pod: pod.metadata.name, phase: pod.status.phase, reason: unschedulable(pod) };
}

function running(pods: readonly Pod[]): Pod[] {
  return pods.filter(({ status }) => status.phase === "Running");
}

function unschedulable(pod: Pod | undefined): string {
  const scheduled = pod?.status.conditions?.find(({ type }) => type === "PodScheduled");
  return scheduled?.reason === "Unschedulable" ? (scheduled.message ?? "") : "";
}

async function nodeOf(name: string): Promise<Node> {
  const [pod] = await waitForPods(name, (pods) => running(pods).length === 1);
  const node = (await nodes()).find(({ metadata }) => metadata.name === pod?.spec.nodeName);
  assert.ok(node, `${name} runs on no node`);
  return node;
}

async function poolOf(name: string): Promise<string | undefined> {
  return (await nodeOf(name)).metadata.labels[poolLabel];
}

async function capacityTypeOf(name: string): Promise<string | undefined> {
  return (await nodeOf(name)).metadata.labels["karpenter.sh/capacity-type"];
}

async function eventsOf(pod: string): Promise<string> {
  const { items } = await kubectlJson<List<{ readonly message: string }>>(
    stack,
    "get",
    "events",
    "-n",
    "default",
    "--field-selector",
    `involvedObject.name=${pod}`,
  );
  return items.map(({ message }) => message).join("\n");
}
