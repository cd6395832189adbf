import type { Labels } from "../family";
import { SampleMaker, type Sample } from "../sample";
import type { SimulatedCluster, SimulatedGpu, SimulatedNode } from "./cluster";
import { level, total, type Wave } from "./load";

const maker = new SampleMaker("dcgm");

/** What the DCGM exporter of one node says. */
export function gpuSamples(cluster: SimulatedCluster, node: SimulatedNode, at: number): Sample[] {
  return node.gpus.flatMap((gpu) => [
    ...memorySamples(cluster, gpu, labelsOf(node, gpu), at),
    ...engineSamples(cluster, gpu, labelsOf(node, gpu), at),
    // Clocks, power and errors are of the whole GPU: MIG instances repeat those of theirs.
    ...boardSamples(cluster, node, gpu, at),
  ]);
}

function labelsOf(node: SimulatedNode, gpu: SimulatedGpu): Labels {
  return {
    gpu: String(gpu.index),
    UUID: gpu.uuid,
    pci_bus_id: `00000000:${(30 + gpu.index).toString(16).toUpperCase()}:00.0`,
    device: `nvidia${gpu.index}`,
    modelName: gpu.modelName,
    hostname: node.name,
    DCGM_FI_DRIVER_VERSION: "580.95.05",
    ...(gpu.mig && { GPU_I_PROFILE: gpu.mig.profile, GPU_I_ID: gpu.mig.id }),
    ...(gpu.pod && {
      namespace: gpu.pod.namespace,
      pod: gpu.pod.name,
      container: gpu.pod.container,
    }),
  };
}

function memorySamples(
  { conditions }: SimulatedCluster,
  gpu: SimulatedGpu,
  labels: Labels,
  at: number,
): Sample[] {
  const reserved = gpu.memoryMiB * 0.02;
  const use = gpu.pod === undefined ? 0.005 : conditions.gpuMemory * steadiness(gpu, at);
  const used = Math.min(gpu.memoryMiB - reserved, gpu.memoryMiB * use);
  const gauge = maker.sample.bind(maker);
  return [
    gauge("DCGM_FI_DEV_FB_USED", labels, Math.round(used)),
    gauge("DCGM_FI_DEV_FB_RESERVED", labels, Math.round(reserved)),
    gauge("DCGM_FI_DEV_FB_FREE", labels, Math.round(gpu.memoryMiB - reserved - used)),
  ];
}

function engineSamples(
  cluster: SimulatedCluster,
  gpu: SimulatedGpu,
  labels: Labels,
  at: number,
): Sample[] {
  const busy = Math.min(1, level(utilization(cluster, gpu), at));
  const gauge = maker.sample.bind(maker);
  return [
    // NVML gives no utilisation of an instance of MIG.
    ...(gpu.mig ? [] : [gauge("DCGM_FI_DEV_GPU_UTIL", labels, Math.round(busy * 100))]),
    gauge("DCGM_FI_PROF_GR_ENGINE_ACTIVE", labels, busy),
    gauge("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", labels, busy * 0.4),
    gauge("DCGM_FI_PROF_DRAM_ACTIVE", labels, busy * 0.6),
    gauge("DCGM_FI_PROF_PCIE_TX_BYTES", labels, busy * 4e8),
    gauge("DCGM_FI_PROF_PCIE_RX_BYTES", labels, busy * 9e8),
  ];
}

function boardSamples(
  cluster: SimulatedCluster,
  node: SimulatedNode,
  gpu: SimulatedGpu,
  at: number,
): Sample[] {
  const { conditions, start } = cluster;
  const labels = labelsOf(node, gpu);
  const wave = utilization(cluster, gpu);
  const workWatts = gpu.powerLimit * 0.75 * wave.mean;
  const watts = gpu.powerLimit * 0.2 + workWatts;
  const power: Wave = { ...wave, mean: watts, swing: (wave.swing * workWatts) / watts };
  const gauge = maker.sample.bind(maker);
  return [
    gauge("DCGM_FI_DEV_SM_CLOCK", labels, 1500),
    gauge("DCGM_FI_DEV_MEM_CLOCK", labels, 2600),
    gauge("DCGM_FI_DEV_GPU_TEMP", labels, conditions.broken ? 93 : 38 + 30 * level(wave, at)),
    gauge("DCGM_FI_DEV_MEMORY_TEMP", labels, conditions.broken ? 99 : 40 + 34 * level(wave, at)),
    gauge("DCGM_FI_DEV_POWER_USAGE", labels, level(power, at)),
    gauge("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", labels, total(power, start, at) * 1000),
    gauge("DCGM_FI_DEV_XID_ERRORS", labels, xidOf(cluster, node)),
    gauge("DCGM_FI_DEV_POWER_VIOLATION", labels, (at - start) * conditions.faultsPerSecond),
    gauge("DCGM_FI_DEV_THERMAL_VIOLATION", labels, (at - start) * conditions.faultsPerSecond),
    gauge("DCGM_FI_DEV_PCIE_REPLAY_COUNTER", labels, 0),
    gauge("DCGM_FI_DEV_MEM_COPY_UTIL", labels, Math.round(level(wave, at) * 40)),
    gauge("DCGM_FI_DEV_ENC_UTIL", labels, 0),
    gauge("DCGM_FI_DEV_DEC_UTIL", labels, 0),
    gauge("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", labels, 0),
    gauge("DCGM_FI_DEV_VGPU_LICENSE_STATUS", labels, 0),
    gauge(
      "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
      labels,
      Math.round((at - start) * conditions.faultsPerSecond),
    ),
    gauge("DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS", labels, 0),
    gauge("DCGM_FI_DEV_ROW_REMAP_FAILURE", labels, conditions.broken ? 1 : 0),
  ];
}

function utilization({ conditions }: SimulatedCluster, gpu: SimulatedGpu): Wave {
  const mean = gpu.pod === undefined ? 0 : conditions.gpuUtilization;
  return {
    mean,
    // What works at its limit does so steadily.
    swing: 0.8 * (1 - mean),
    periodSeconds: 900,
    shiftSeconds: shiftOf(gpu),
  };
}

function xidOf({ conditions, nodes }: SimulatedCluster, node: SimulatedNode): number {
  const withGpus = nodes.filter(({ gpus }) => gpus.length > 0);
  return conditions.xids[withGpus.indexOf(node) % conditions.xids.length] ?? 0;
}

/** Moves a little around 1. */
function steadiness(gpu: SimulatedGpu, at: number): number {
  return level({ mean: 1, swing: 0.02, periodSeconds: 2400, shiftSeconds: shiftOf(gpu) }, at);
}

function shiftOf(gpu: SimulatedGpu): number {
  return Array.from(gpu.uuid).reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 900;
}
