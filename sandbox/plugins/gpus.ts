import { readFileSync } from "node:fs";

import { GPU_RESOURCE } from "@inference-platform/components/gpu/sharing";
import {
  findInstanceType,
  hasNvidiaGpu,
  type InstanceType,
} from "@inference-platform/components/nodes/instance-types";
import type { SandboxPaths } from "../paths";
import { advertisedGpus, type AdvertisedGpus } from "./device-plugin";
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

/** Default of the chart `gpu-operator` for `daemonsets.tolerations`. */
const defaultTolerations: readonly Properties[] = [
  { key: GPU_RESOURCE, operator: "Exists", effect: "NoSchedule" },
];

/** Taints that every DaemonSet pod tolerates: the DaemonSet controller adds the tolerations. */
const daemonSetTaint =
  /^node\.kubernetes\.io\/(not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure|unschedulable|network-unavailable)$/;

/** Extended resources of the NVIDIA device plugin: whole GPUs, shares and MIG instances. */
const gpuResources = /^nvidia\.com\/(gpu|gpu\.shared|mig-.+)$/;

/** Labels that the agents set, which go when the agents do. */
const agentLabels = [
  "nvidia.com/gpu.present",
  "nvidia.com/gpu.product",
  "nvidia.com/gpu.count",
  "nvidia.com/gpu.memory",
  "nvidia.com/gpu.replicas",
  "nvidia.com/gpu.sharing-strategy",
  "nvidia.com/mig.config.state",
  "nvidia.com/mig.strategy",
  "feature.node.kubernetes.io/pci-10de.present",
] as const;

/**
 * Gives GPU nodes their GPUs, shares and MIG instances, or takes them away: they are there only while the GPU operator
 * is installed and its DaemonSets tolerate the taints of the node, as on a real cluster. Bottlerocket has its own plugin.
 */
export async function advertiseGpus(paths: SandboxPaths): Promise<void> {
  const api = new KubernetesApi(readFileSync(paths.kubeconfig, "utf8"));
  const operator = installedOperator(paths);
  for (const node of await api.list("v1", "Node")) {
    const metadata = asProperties(node["metadata"]);
    const labels = asStringMap(metadata["labels"]);
    const type = findInstanceType(labels["node.kubernetes.io/instance-type"] ?? "");
    if (type === undefined || !hasNvidiaGpu(type)) continue;
    const annotations = asStringMap(metadata["annotations"]);
    const runs = operator !== undefined && toleratesNode(operator.tolerations, node);
    const advertised = runs
      ? advertisedGpus({ type, labels, annotations }, operator.values)
      : undefined;
    const name = asString(metadata["name"]) ?? "";
    const reference = { apiVersion: "v1", kind: "Node", name, namespace: undefined };
    const changes = resourceChanges(node, advertised?.resources ?? {});
    if (Object.keys(changes).length > 0) {
      await api.merge(reference, { status: { capacity: changes, allocatable: changes } }, "status");
    }
    await api.merge(reference, { metadata: { labels: gpuLabels(type, advertised) } });
  }
}

/** The resources that differ from what the node has; `null` takes one away. */
function resourceChanges(
  node: Properties,
  wanted: Readonly<Record<string, number>>,
): Record<string, string | null> {
  const present = asProperties(valueAt(node, ["status", "allocatable"]));
  const names = new Set([
    ...Object.keys(present).filter((name) => gpuResources.test(name)),
    ...Object.keys(wanted),
  ]);
  const changes = [...names].map((name) => {
    const count = wanted[name];
    return [name, count === undefined ? null : String(count)] as const;
  });
  return Object.fromEntries(changes.filter(([name, count]) => (present[name] ?? null) !== count));
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

function installedOperator(
  paths: SandboxPaths,
): { readonly values: Properties; readonly tolerations: readonly Properties[] } | undefined {
  const release = new HelmReleases(paths).list().find(({ chart }) => chart === "gpu-operator");
  if (release === undefined) return undefined;
  const given = valueAt(release.values, ["daemonsets", "tolerations"]);
  return {
    values: release.values,
    tolerations: given === undefined ? defaultTolerations : asList(given).map(asProperties),
  };
}

function gpuLabels(type: InstanceType, advertised: AdvertisedGpus | undefined): Properties {
  const gone = Object.fromEntries(agentLabels.map((key) => [key, null]));
  if (advertised === undefined) return gone;
  return {
    ...gone,
    "nvidia.com/gpu.present": "true",
    "nvidia.com/gpu.product": `NVIDIA-${(type.gpuName ?? "").toUpperCase()}`,
    "nvidia.com/gpu.count": String(type.gpuCount),
    "nvidia.com/gpu.memory": String(type.gpuMemoryMiBPerGpu ?? 0),
    "feature.node.kubernetes.io/pci-10de.present": "true",
    ...advertised.labels,
  };
}
