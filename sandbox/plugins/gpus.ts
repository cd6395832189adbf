import { readFileSync } from "node:fs";

import {
  findInstanceType,
  hasNvidiaGpu,
  type InstanceType,
} from "@inference-platform/components/nodes/instance-types";
import type { SandboxPaths } from "../paths";
import { HelmReleases } from "./helm-releases";
import { KubernetesApi } from "./kubernetes/api";
import {
  asList,
  asProperties,
  asString,
  asStringMap,
  valueAt,
  type Properties,
} from "./properties";

const gpuResource = "nvidia.com/gpu";

/** Default of the chart `gpu-operator` for `daemonsets.tolerations`. */
const defaultTolerations: readonly Properties[] = [
  { key: gpuResource, operator: "Exists", effect: "NoSchedule" },
];

/** Taints that every DaemonSet pod tolerates: the DaemonSet controller adds the tolerations. */
const daemonSetTaint =
  /^node\.kubernetes\.io\/(not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure|unschedulable|network-unavailable)$/;

/**
 * Gives GPU nodes their GPUs, or takes them away: `nvidia.com/gpu` and the labels of feature
 * discovery are there only while the GPU operator is installed and its DaemonSets tolerate the
 * taints of the node, as on a real cluster. One GPU a device; sharing and MIG are not simulated.
 */
export async function advertiseGpus(paths: SandboxPaths): Promise<void> {
  const api = new KubernetesApi(readFileSync(paths.kubeconfig, "utf8"));
  const tolerations = operatorTolerations(paths);
  for (const node of await api.list("v1", "Node")) {
    const metadata = asProperties(node["metadata"]);
    const labels = asStringMap(metadata["labels"]);
    const type = findInstanceType(labels["node.kubernetes.io/instance-type"] ?? "");
    if (type === undefined || !hasNvidiaGpu(type)) continue;
    const runs = tolerations !== undefined && toleratesNode(tolerations, node);
    const name = asString(metadata["name"]) ?? "";
    const reference = { apiVersion: "v1", kind: "Node", name, namespace: undefined };
    const count = runs ? String(type.gpuCount) : null;
    const resources = { [gpuResource]: count };
    if ((valueAt(node, ["status", "allocatable", gpuResource]) ?? null) !== count) {
      await api.merge(
        reference,
        { status: { capacity: resources, allocatable: resources } },
        "status",
      );
    }
    await api.merge(reference, { metadata: { labels: gpuLabels(type, runs) } });
  }
}

/** Whether each taint of `node` is tolerated by pods with `tolerations`. */
export function toleratesNode(tolerations: readonly Properties[], node: Properties): boolean {
  return asList(asProperties(node["spec"])["taints"])
    .map(asProperties)
    .filter(({ effect }) => effect !== "PreferNoSchedule")
    .filter(({ key }) => !daemonSetTaint.test(asString(key) ?? ""))
    .every((taint) => tolerations.some((toleration) => tolerates(toleration, taint)));
}

/** The rule of the scheduler: an empty key with `Exists` matches all, an empty effect all effects. */
function tolerates(toleration: Properties, taint: Properties): boolean {
  const effect = asString(toleration["effect"]) ?? "";
  if (effect !== "" && effect !== taint["effect"]) return false;
  const key = asString(toleration["key"]) ?? "";
  if (toleration["operator"] === "Exists") return key === "" || key === taint["key"];
  return key === taint["key"] && (toleration["value"] ?? "") === (taint["value"] ?? "");
}

function operatorTolerations(paths: SandboxPaths): readonly Properties[] | undefined {
  const release = new HelmReleases(paths).list().find(({ chart }) => chart === "gpu-operator");
  if (release === undefined) return undefined;
  const given = valueAt(release.values, ["daemonsets", "tolerations"]);
  return given === undefined ? defaultTolerations : asList(given).map(asProperties);
}

function gpuLabels(type: InstanceType, runs: boolean): Properties {
  const labels: Record<string, string> = {
    "nvidia.com/gpu.present": "true",
    "nvidia.com/gpu.product": `NVIDIA-${(type.gpuName ?? "").toUpperCase()}`,
    "nvidia.com/gpu.count": String(type.gpuCount),
    "nvidia.com/gpu.memory": String(type.gpuMemoryMiBPerGpu ?? 0),
    "feature.node.kubernetes.io/pci-10de.present": "true",
  };
  return runs ? labels : Object.fromEntries(Object.keys(labels).map((key) => [key, null]));
}
