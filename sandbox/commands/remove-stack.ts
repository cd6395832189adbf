import * as fs from "node:fs";

import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";

import { stopAll } from "../controlplane/control-plane";
import type { SandboxPaths } from "../paths";
import { AwsService } from "../plugins/aws/service";

/** Namespaces that Kubernetes makes by itself. */
const ownNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** What is still there after a destroy: objects of the simulated AWS, namespaces and nodes of the cluster. */
export async function leftovers(paths: SandboxPaths): Promise<string[]> {
  const config = new KubeConfig();
  config.loadFromString(fs.readFileSync(paths.kubeconfig, "utf8"));
  const core = config.makeApiClient(CoreV1Api);
  const [namespaces, nodes] = await Promise.all([core.listNamespace(), core.listNode()]);
  return [
    ...new AwsService(paths).ids(),
    ...namespaces.items
      .map(({ metadata }) => metadata?.name ?? "")
      .filter((name) => !ownNamespaces.includes(name))
      .map((name) => `namespace ${name}`),
    ...nodes.items.map(({ metadata }) => `node ${metadata?.name ?? ""}`),
  ];
}

/** Stops every process of a stack and removes all that was written for it. */
export async function removeStack(paths: SandboxPaths): Promise<void> {
  await stopAll(paths);
  fs.rmSync(paths.root, { recursive: true, force: true });
}
