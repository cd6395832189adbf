import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { kubectlJson, run, sandboxFolder } from "./sandbox-process";

interface List<Item> {
  readonly items: readonly Item[];
}
export interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
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
export interface Node {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly allocatable: Readonly<Record<string, string>> };
}

/** Node label that names the pool. */
export const poolLabel = "inference-platform.io/node-pool";

/** Time in which a pod is placed, or a node comes: several times what they take on two busy cores. */
const withinSeconds = 120;

/**
 * A Deployment of one pod that holds one GPU, or a part of one, and bears the taint of GPU nodes; the pod's name begins
 * with that of the Deployment.
 *
 * A bare pod may get lost on a node of Karpenter: the controller of Kubernetes that evicts from tainted nodes can learn
 * that the pod was placed before it learns that the taint `karpenter.sh/unregistered:NoExecute` is gone, and deletes it.
 * Clusters on AWS have that race too.
 */
export function gpuDeployment(
  name: string,
  { resource = "nvidia.com/gpu", pool }: { readonly resource?: string; readonly pool?: string },
): object {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: gpuPodSpec(resource, pool) },
    },
  };
}

function gpuPodSpec(resource: string, pool: string | undefined): object {
  return {
    ...(pool !== undefined && { nodeSelector: { [poolLabel]: pool } }),
    tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }],
    containers: [
      { name: "server", image: "example.com/server", resources: { limits: { [resource]: "1" } } },
    ],
  };
}

/** Creates objects with kubectl, as a person would. */
export async function createObjects(stack: string, items: readonly object[]): Promise<void> {
  const file = path.join(sandboxFolder, "objects.json");
  fs.writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  const { code, output } = await run("kubectl", "--stack", stack, "create", "-f", file);
  assert.equal(code, 0, output);
}

/** Every node. */
export async function nodesOf(stack: string): Promise<readonly Node[]> {
  return (await kubectlJson<List<Node>>(stack, "get", "nodes")).items;
}

/** The pods whose names begin so and that are not about to go, once they are as wanted. */
export async function waitForPods(
  stack: string,
  prefix: string,
  wanted: (pods: readonly Pod[]) => boolean | Promise<boolean>,
): Promise<readonly Pod[]> {
  const end = Date.now() + withinSeconds * 1000;
  for (;;) {
    const { items } = await kubectlJson<List<Pod>>(stack, "get", "pods", "-n", "default");
    const pods = items.filter(
      ({ metadata: { name, deletionTimestamp } }) =>
        name.startsWith(prefix) && deletionTimestamp === undefined,
    );
    if (await wanted(pods)) return pods;
    assert.ok(Date.now() < end, `after ${withinSeconds} s: ${JSON.stringify(pods.map(brief))}`);
    await sleep(500);
  }
}

function brief(pod: Pod): object {
  return { pod: pod.metadata.name, phase: pod.status.phase, reason: unschedulable(pod) };
}

export function running(pods: readonly Pod[]): Pod[] {
  return pods.filter(({ status }) => status.phase === "Running");
}

export function pending(pods: readonly Pod[]): Pod[] {
  return pods.filter(({ status }) => status.phase === "Pending");
}

/** Why the scheduler finds no node. */
export function unschedulable(pod: Pod | undefined): string {
  const scheduled = pod?.status.conditions?.find(({ type }) => type === "PodScheduled");
  return scheduled?.reason === "Unschedulable" ? (scheduled.message ?? "") : "";
}

/** The node of a pod, once it runs. */
export async function nodeOf(stack: string, name: string): Promise<Node> {
  const [pod] = await waitForPods(stack, name, (pods) => running(pods).length === 1);
  const node = (await nodesOf(stack)).find(({ metadata }) => metadata.name === pod?.spec.nodeName);
  assert.ok(node, `${name} runs on no node`);
  return node;
}

export async function poolOf(stack: string, name: string): Promise<string | undefined> {
  return (await nodeOf(stack, name)).metadata.labels[poolLabel];
}

export async function capacityTypeOf(stack: string, name: string): Promise<string | undefined> {
  return (await nodeOf(stack, name)).metadata.labels["karpenter.sh/capacity-type"];
}

export async function eventsOf(stack: string, pod: string): Promise<string> {
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
