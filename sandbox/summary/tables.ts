import Table from "cli-table3";

import type { ClusterView, ModelView } from "./cluster-view";
import { countText, heldText } from "./gpu-resources";

/** Lines of a table without a frame, its heads in capitals. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: heads.map((head) => head.toUpperCase()),
    chars: noFrame,
    style: { "padding-left": 0, "padding-right": 2, head: [], border: [] },
  });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split("\n")
    .map((line) => `  ${line}`.trimEnd())
    .join("\n");
}

const noFrame = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};

/** The nodes of a cluster. */
export function nodeTable({ nodes }: ClusterView): string {
  if (nodes.length === 0) return "  none";
  return table(
    ["pool", "node", "instance type", "zone", "capacity", "GPUs held", "taint", "ready"],
    nodes.map((node) => [
      node.pool,
      node.name,
      node.instanceType,
      node.zone,
      node.capacity,
      heldText(node.gpus, node.gpusHeld),
      node.taints.join(" ") || "-",
      node.ready ? "yes" : "NO",
    ]),
  );
}

/** The pools of Karpenter, with what keeps those back that launch nothing. */
export function karpenterPoolTable({ karpenterPools }: ClusterView): string {
  return [
    table(
      ["pool", "node class", "ready", "nodes", "GPUs"],
      karpenterPools.map(({ name, nodeClass, ready, nodes, gpus, gpuLimit }) => [
        name,
        nodeClass,
        ready ? "yes" : "NO",
        String(nodes),
        gpuLimit === undefined ? String(gpus) : `${gpus} of at most ${gpuLimit}`,
      ]),
    ),
    ...karpenterPools
      .filter(({ ready }) => !ready)
      .map(({ name, reason }) => `  ${name}: ${reason}`),
  ].join("\n");
}

/** The models of a cluster, one row a pod. */
export function modelTable({ models }: ClusterView): string {
  if (models.length === 0) return "  none";
  const rows = models.flatMap(modelRows);
  const reasons = models
    .filter(({ ready }) => !ready)
    .map(({ namespace, name, reason }) => `  ${namespace}/${name}: ${reason}`);
  return [
    table(["model", "runtime", "ready", "url", "pod", "node", "GPUs"], rows),
    ...reasons,
  ].join("\n");
}

function modelRows(model: ModelView): string[][] {
  const head = [
    `${model.namespace}/${model.name}`,
    model.runtime,
    model.ready ? "READY" : "NOT READY",
    model.url || "-",
  ];
  if (model.pods.length === 0) return [[...head, "none", "-", "-"]];
  return model.pods.map((pod, index) => [
    ...(index === 0 ? head : ["", "", "", ""]),
    pod.name,
    pod.node ?? `not placed (${pod.phase})`,
    countText(pod.gpus),
  ]);
}
