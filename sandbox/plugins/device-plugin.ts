import {
  DEVICE_PLUGIN_CONFIG_LABEL,
  GPU_RESOURCE,
  MIG_CONFIG_LABEL,
  migResource,
  SHARED_GPU_RESOURCE,
} from "@inference-platform/components/gpu/sharing";
import type { InstanceType } from "@inference-platform/components/nodes/instance-types";
import { parse } from "yaml";

import {
  asList,
  asProperties,
  asString,
  valueAt,
  type Properties,
  type PropertyValue,
} from "./properties";

/** Annotation of a simulated Bottlerocket node: pods on each GPU by the settings in its user data. */
export const BOTTLEROCKET_SHARES_ANNOTATION = "bottlerocket.dev/gpu-time-slicing-replicas";

/** What the agents of one node make of its GPUs. */
export interface AdvertisedGpus {
  /** Extended resources by name. */
  readonly resources: Readonly<Record<string, number>>;
  /** Labels of feature discovery and of the MIG manager. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A node as far as its agents look at it. */
export interface GpuNode {
  readonly type: InstanceType;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * The resources that the NVIDIA device plugin would register on a node, by the values of the GPU Operator's chart and the
 * labels of the node, or by the settings of Bottlerocket. Nothing where a configuration is named that does not exist: the
 * plugin would not start.
 */
export function advertisedGpus(node: GpuNode, values: Properties): AdvertisedGpus {
  if (node.labels["nvidia.com/gpu.deploy.device-plugin"] === "false") {
    const shares = Number(node.annotations[BOTTLEROCKET_SHARES_ANNOTATION] ?? 1);
    return shared(node.type, shares, "time-slicing");
  }
  if (valueAt(values, ["devicePlugin", "enabled"]) === false) return { resources: {}, labels: {} };
  const layout = node.labels[MIG_CONFIG_LABEL];
  if (layout !== undefined) return migInstances(node.type, layout, values);
  const name = node.labels[DEVICE_PLUGIN_CONFIG_LABEL];
  if (name === undefined) return shared(node.type, 1, "none");
  const file = configFile(values, ["devicePlugin", "config", "data", name]);
  if (file === undefined) return { resources: {}, labels: {} };
  const sharing = asProperties(file["sharing"]);
  const strategy = "mps" in sharing ? "mps" : "timeSlicing";
  const [resource] = asList(asProperties(sharing[strategy])["resources"]).map(asProperties);
  return shared(node.type, Number(resource?.["replicas"] ?? 1), strategyLabel[strategy]);
}

const strategyLabel = { mps: "mps", timeSlicing: "time-slicing" } as const;

function shared(type: InstanceType, replicas: number, strategy: string): AdvertisedGpus {
  const resource = replicas > 1 ? SHARED_GPU_RESOURCE : GPU_RESOURCE;
  return {
    resources: { [resource]: type.gpuCount * replicas },
    labels: {
      "nvidia.com/gpu.replicas": String(replicas),
      "nvidia.com/gpu.sharing-strategy": replicas > 1 ? strategy : "none",
    },
  };
}

function migInstances(type: InstanceType, layout: string, values: Properties): AdvertisedGpus {
  const state = "nvidia.com/mig.config.state";
  const file = configFile(values, ["migManager", "config", "data", "config.yaml"]);
  const [config] = asList(asProperties(file?.["mig-configs"])[layout]).map(asProperties);
  const runs = valueAt(values, ["migManager", "enabled"]) === true;
  if (config === undefined || !runs || type.migCapable !== true) {
    return { resources: {}, labels: { [state]: "failed" } };
  }
  const resources = Object.entries(asProperties(config["mig-devices"])).map(
    ([profile, count]) => [migResource(profile), Number(count) * type.gpuCount] as const,
  );
  const strategy = asString(valueAt(values, ["mig", "strategy"])) ?? "single";
  return {
    resources: Object.fromEntries(resources),
    labels: { [state]: "success", "nvidia.com/mig.strategy": strategy },
  };
}

function configFile(values: Properties, path: readonly string[]): Properties | undefined {
  const text = asString(valueAt(values, path));
  return text === undefined ? undefined : asProperties(parse(text) as PropertyValue);
}
