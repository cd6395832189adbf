import { metricSource } from "../family";

const device =
  "gpu UUID pci_bus_id device modelName hostname DCGM_FI_DRIVER_VERSION GPU_I_PROFILE GPU_I_ID namespace pod container";

const customCounters = "a custom file of counters (`dcgmExporter.config`)";

/** NVIDIA's DCGM exporter as the GPU operator starts it. */
export const dcgm = metricSource({
  name: "dcgm",
  origin: "dcgm-exporter 4.5.3-4.8.2, dcp-metrics-included.csv",
  metrics: {
    gauge: {
      DCGM_FI_DEV_SM_CLOCK: device,
      DCGM_FI_DEV_MEM_CLOCK: device,
      DCGM_FI_DEV_MEMORY_TEMP: device,
      DCGM_FI_DEV_GPU_TEMP: device,
      DCGM_FI_DEV_POWER_USAGE: device,
      DCGM_FI_DEV_GPU_UTIL: device,
      DCGM_FI_DEV_MEM_COPY_UTIL: device,
      DCGM_FI_DEV_ENC_UTIL: device,
      DCGM_FI_DEV_DEC_UTIL: device,
      DCGM_FI_DEV_XID_ERRORS: device,
      DCGM_FI_DEV_FB_FREE: device,
      DCGM_FI_DEV_FB_USED: device,
      DCGM_FI_DEV_FB_RESERVED: device,
      DCGM_FI_DEV_VGPU_LICENSE_STATUS: device,
      DCGM_FI_DEV_ROW_REMAP_FAILURE: device,
      DCGM_FI_PROF_GR_ENGINE_ACTIVE: device,
      DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: device,
      DCGM_FI_PROF_DRAM_ACTIVE: device,
      DCGM_FI_PROF_PCIE_TX_BYTES: device,
      DCGM_FI_PROF_PCIE_RX_BYTES: device,
      DCGM_FI_PROF_SM_ACTIVE: device,
      DCGM_FI_PROF_SM_OCCUPANCY: device,
      DCGM_EXP_XID_ERRORS_COUNT: `${device} window_size_in_ms xid`,
      DCGM_EXP_CLOCK_EVENTS_COUNT: `${device} window_size_in_ms clock_event`,
    },
    counter: {
      DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: device,
      DCGM_FI_DEV_PCIE_REPLAY_COUNTER: device,
      DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL: device,
      DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS: device,
      DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS: device,
      DCGM_FI_DEV_POWER_VIOLATION: device,
      DCGM_FI_DEV_THERMAL_VIOLATION: device,
      DCGM_FI_DEV_ECC_DBE_VOL_TOTAL: device,
      DCGM_FI_DEV_ECC_SBE_VOL_TOTAL: device,
    },
  },
  options: {
    DCGM_FI_PROF_SM_ACTIVE: customCounters,
    DCGM_FI_PROF_SM_OCCUPANCY: customCounters,
    DCGM_EXP_XID_ERRORS_COUNT: customCounters,
    DCGM_EXP_CLOCK_EVENTS_COUNT: customCounters,
    DCGM_FI_DEV_POWER_VIOLATION: customCounters,
    DCGM_FI_DEV_THERMAL_VIOLATION: customCounters,
    DCGM_FI_DEV_ECC_DBE_VOL_TOTAL: customCounters,
    DCGM_FI_DEV_ECC_SBE_VOL_TOTAL: customCounters,
  },
});
