import { createHash } from "node:crypto";

/** Key of the ConfigMap under which the GPU Operator mounts the counters of the DCGM exporter. */
export const DCGM_COUNTERS_FILE = "dcgm-metrics.csv";

/** Type and meaning of a counter of the DCGM exporter, by the name of its series. */
type Counters = Readonly<
  Record<string, readonly [type: "gauge" | "counter" | "label", help: string]>
>;

/**
 * What the exporter measures. Its own file (`etc/dcp-metrics-included.csv` of dcgm-exporter 4.5 to 4.8), which the GPU
 * Operator takes by default, and from `DCGM_EXP_XID_ERRORS_COUNT` on what alerts need and that file leaves out. A file
 * replaces the other as a whole.
 */
const counters: Counters = {
  DCGM_FI_DEV_SM_CLOCK: ["gauge", "SM clock frequency (in MHz)."],
  DCGM_FI_DEV_MEM_CLOCK: ["gauge", "Memory clock frequency (in MHz)."],
  DCGM_FI_DEV_MEMORY_TEMP: ["gauge", "Memory temperature (in C)."],
  DCGM_FI_DEV_GPU_TEMP: ["gauge", "GPU temperature (in C)."],
  DCGM_FI_DEV_POWER_USAGE: ["gauge", "Power draw (in W)."],
  DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: ["counter", "Energy since boot (in mJ)."],
  DCGM_FI_DEV_PCIE_REPLAY_COUNTER: ["counter", "PCIe retries."],
  DCGM_FI_DEV_GPU_UTIL: ["gauge", "GPU utilization (in %)."],
  DCGM_FI_DEV_MEM_COPY_UTIL: ["gauge", "Memory utilization (in %)."],
  DCGM_FI_DEV_ENC_UTIL: ["gauge", "Encoder utilization (in %)."],
  DCGM_FI_DEV_DEC_UTIL: ["gauge", "Decoder utilization (in %)."],
  DCGM_FI_DEV_XID_ERRORS: ["gauge", "Value of the last XID error."],
  DCGM_FI_DEV_FB_FREE: ["gauge", "Framebuffer memory free (in MiB)."],
  DCGM_FI_DEV_FB_USED: ["gauge", "Framebuffer memory used (in MiB)."],
  DCGM_FI_DEV_FB_RESERVED: ["gauge", "Framebuffer memory reserved (in MiB)."],
  DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL: ["gauge", "NVLink bandwidth of all lanes."],
  DCGM_FI_DEV_VGPU_LICENSE_STATUS: ["gauge", "vGPU license status."],
  DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS: ["counter", "Rows remapped for uncorrectable errors."],
  DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS: ["counter", "Rows remapped for correctable errors."],
  DCGM_FI_DEV_ROW_REMAP_FAILURE: ["gauge", "Whether remapping of rows has failed."],
  DCGM_FI_DRIVER_VERSION: ["label", "Driver version."],
  DCGM_FI_PROF_GR_ENGINE_ACTIVE: ["gauge", "Ratio of time the graphics engine is active."],
  DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: ["gauge", "Ratio of cycles the tensor pipe is active."],
  DCGM_FI_PROF_DRAM_ACTIVE: ["gauge", "Ratio of cycles the memory interface is active."],
  DCGM_FI_PROF_PCIE_TX_BYTES: ["gauge", "Bytes a second sent over PCIe."],
  DCGM_FI_PROF_PCIE_RX_BYTES: ["gauge", "Bytes a second received over PCIe."],
  DCGM_EXP_XID_ERRORS_COUNT: ["gauge", "XID errors in the last five minutes."],
  DCGM_EXP_CLOCK_EVENTS_COUNT: ["gauge", "Clock events in the last five minutes."],
  DCGM_FI_DEV_POWER_VIOLATION: ["counter", "Throttling for power (in ns)."],
  DCGM_FI_DEV_THERMAL_VIOLATION: ["counter", "Throttling for heat (in ns)."],
  DCGM_FI_DEV_ECC_SBE_VOL_TOTAL: ["counter", "Single-bit ECC errors since the driver was loaded."],
  DCGM_FI_DEV_ECC_DBE_VOL_TOTAL: ["counter", "Double-bit ECC errors since the driver was loaded."],
};

/** The counters as the exporter reads them: name, type and help of each, with two commas in a line. */
export const dcgmCountersFile = Object.entries(counters)
  .map(([counter, [type, help]]) => `${counter}, ${type}, ${help}\n`)
  .join("");

/** Name of the ConfigMap. The exporter reads the file when it starts: a changed one has another name, and starts it anew. */
export const dcgmCountersConfigMap = `dcgm-counters-${createHash("sha256").update(dcgmCountersFile).digest("hex").slice(0, 8)}`;
