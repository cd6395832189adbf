import type { ChartValues } from "../internal/release";
import { GPU_TAINT, NODE_POOL_LABEL } from "../nodes/defaults";
import type { NodeTaint, OperatingSystem } from "../nodes/pool-request";
import { dcgmCountersConfigMap } from "./dcgm-counters";
import type { MigLayout } from "./mig";
import { GPU_RESOURCE, sharingConfigName, type UncheckedGpuSharing } from "./sharing";

/** A GPU pool as far as the operator has to know it. */
export interface OperatedPool {
  readonly operatingSystem?: OperatingSystem;
  readonly sharing?: UncheckedGpuSharing;
  /** Taints beside that of every GPU pool. */
  readonly taints?: readonly NodeTaint[];
}

/** What decides the values of the GPU Operator. */
export interface GpuOperatorRequest {
  /** Pool on which the operator itself runs. */
  readonly systemPool: string;
  /** Every GPU pool of the cluster. */
  readonly pools: readonly OperatedPool[];
}

/** The exporter says the name of its host, by which no other metric knows a node. */
const nodeLabel = {
  action: "replace",
  sourceLabels: ["__meta_kubernetes_pod_node_name"],
  targetLabel: "node",
};

/** Names of the ConfigMaps that the chart makes from its values. */
const devicePluginConfigMap = "device-plugin-sharing";
const migConfigMap = "mig-layouts";

/**
 * Values of the GPU Operator on EKS images. The AL2023 NVIDIA image ships driver and container toolkit but no device
 * plugin; Bottlerocket ships that too, and its nodes carry the label that keeps the operator's away (AWS guide on
 * accelerated AMIs).
 */
export function gpuOperatorValues({ systemPool, pools }: GpuOperatorRequest): ChartValues {
  const tolerations = tolerationsOf(pools);
  // Bottlerocket divides by its own settings.
  const sharings = pools
    .filter(({ operatingSystem }) => operatingSystem !== "bottlerocket")
    .map(({ sharing }) => sharing)
    .filter((sharing) => sharing !== undefined);
  const layouts = sharings.map(({ mig }) => mig).filter((mig) => mig !== undefined);
  return {
    driver: { enabled: false },
    toolkit: { enabled: false },
    devicePlugin: { enabled: true, ...devicePluginConfig(sharings) },
    ...migValues(layouts),
    dcgmExporter: {
      enabled: true,
      config: { name: dcgmCountersConfigMap },
      serviceMonitor: { enabled: true, relabelings: [nodeLabel] },
    },
    // Helm replaces lists: the default toleration is repeated here.
    daemonsets: { tolerations },
    operator: { nodeSelector: { [NODE_POOL_LABEL]: systemPool } },
    "node-feature-discovery": { worker: { tolerations } },
  };
}

/** The agents run wherever GPUs are, whatever a pool is reserved for. */
function tolerationsOf(pools: readonly OperatedPool[]): object[] {
  const taints = [GPU_TAINT, ...pools.flatMap(({ taints: own = [] }) => own)];
  const byKey = new Map(
    taints.map(({ key, effect }) => [`${key}:${effect}`, { key, operator: "Exists", effect }]),
  );
  return [...byKey.values()];
}

/** One named configuration a sharing; nodes choose theirs by label, and without the label they share nothing. */
function devicePluginConfig(sharings: readonly UncheckedGpuSharing[]): ChartValues {
  const data = Object.fromEntries(
    sharings
      .filter(({ mig }) => mig === undefined)
      .map((sharing) => [sharingConfigName(sharing), devicePluginFile(sharing)]),
  );
  if (Object.keys(data).length === 0) return {};
  return { config: { create: true, name: devicePluginConfigMap, default: "", data } };
}

/** Configuration file of the NVIDIA device plugin, version `v1`; JSON is YAML too. */
function devicePluginFile({ timeSlicing, mps }: UncheckedGpuSharing): string {
  const resources = [{ name: GPU_RESOURCE, replicas: timeSlicing ?? mps }];
  const sharing =
    timeSlicing === undefined
      ? { mps: { renameByDefault: true, resources } }
      : { timeSlicing: { renameByDefault: true, failRequestsGreaterThanOne: true, resources } };
  return JSON.stringify({ version: "v1", sharing }, null, 2);
}

/**
 * Under the strategy `mixed` every instance has a resource name of its own, and nodes without MIG offer whole GPUs as
 * ever. `single` would call an instance `nvidia.com/gpu`.
 */
function migValues(layouts: readonly MigLayout[]): ChartValues {
  if (layouts.length === 0) return { mig: { strategy: "none" }, migManager: { enabled: false } };
  const configs = Object.fromEntries(
    layouts.map((mig) => [
      sharingConfigName({ mig }),
      [{ devices: "all", "mig-enabled": true, "mig-devices": { ...mig } }],
    ]),
  );
  const file = {
    version: "v1",
    "mig-configs": {
      "all-disabled": [{ devices: "all", "mig-enabled": false }],
      ...configs,
    },
  };
  return {
    mig: { strategy: "mixed" },
    migManager: {
      enabled: true,
      config: {
        create: true,
        name: migConfigMap,
        default: "all-disabled",
        data: { "config.yaml": JSON.stringify(file, null, 2) },
      },
    },
  };
}
