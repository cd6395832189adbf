import * as fs from "node:fs";

import { openApi } from "../controlplane/apply";
import { stopAll } from "../controlplane/control-plane";
import type { SandboxPaths } from "../paths";
import { AwsService } from "../plugins/aws/service";
import { referenceOf } from "../plugins/kubernetes/manifest";

/** Namespaces that Kubernetes makes by itself. */
const ownNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** What is still there after a destroy: objects of the simulated AWS, namespaces and nodes of the cluster. */
export async function leftovers(paths: SandboxPaths): Promise<string[]> {
  const api = openApi(paths.kubeconfig);
  const names = async (kind: string): Promise<string[]> =>
    (await api.list("v1", kind)).map((object) => referenceOf(object).name);
  const [namespaces, nodes] = await Promise.all([names("Namespace"), names("Node")]);
  return [
    ...new AwsService(paths).ids(),
    ...namespaces
      .filter((name) => !ownNamespaces.includes(name))
      .map((name) => `namespace ${name}`),
    ...nodes.map((name) => `node ${name}`),
  ];
}

/** Stops every process of a stack and removes all that was written for it. */
export async function removeStack(paths: SandboxPaths): Promise<void> {
  await stopAll(paths);
  fs.rmSync(paths.root, { recursive: true, force: true });
}
