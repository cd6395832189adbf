import type { RuleCase } from "../../support/promtool";

const device = 'node="node-1",gpu="0",UUID="GPU-a",modelName="NVIDIA L4"';
const exporter =
  'job="nvidia-dcgm-exporter",namespace="gpu-operator",pod="nvidia-dcgm-exporter-x",hostname="node-1"';
const held = ',exported_namespace="fraud",exported_pod="scorer-predictor-1"';

/** A series of DCGM, of a GPU that a model holds. */
function dcgm(metric: string, holder = held, of = device): string {
  return `${metric}{${exporter},${of}${holder}}`;
}

const allocatable = (node: string): string =>
  `kube_node_status_allocatable{job="kube-state-metrics",node="${node}",resource="nvidia_com_gpu",unit="integer"}`;

const idle = device.replace('gpu="0"', 'gpu="1"').replace("GPU-a", "GPU-b");
const slice = ',GPU_I_ID="3",GPU_I_PROFILE="1g.10gb"';

const holder = ',namespace="fraud",pod="scorer-predictor-1"';
const element = `{${device}${holder}}`;
const free = `{${idle}}`;

const deviceLabels = { node: "node-1", gpu: "0", UUID: "GPU-a", modelName: "NVIDIA L4" };
const labels = { ...deviceLabels, namespace: "fraud", pod: "scorer-predictor-1" };

const utilization = "DCGM_FI_DEV_GPU_UTIL";
const engine = "DCGM_FI_PROF_GR_ENGINE_ACTIVE";

/** All alerts about the use of GPUs, silent. */
const silent = { GpuMemoryHigh: [], GpuSaturated: [], GpuIdle: [], GpuHot: [], GpuThrottled: [] };

export const gpuCases: readonly RuleCase[] = [
  {
    name: "a held and a free GPU",
    series: {
      [dcgm(engine)]: "0.8x60",
      // Counts a GPU as busy that runs one small kernel.
      [dcgm(utilization)]: "100x60",
      [dcgm(engine, "", idle)]: "0x60",
      [dcgm("DCGM_FI_DEV_FB_USED")]: "6000x60",
      [dcgm("DCGM_FI_DEV_FB_FREE")]: "5500x60",
      [dcgm("DCGM_FI_DEV_FB_RESERVED")]: "500x60",
      [dcgm("DCGM_FI_DEV_POWER_USAGE")]: "60x60",
      [dcgm("DCGM_FI_DEV_POWER_USAGE", "", idle)]: "15x60",
      [dcgm("DCGM_FI_DEV_GPU_TEMP")]: "60x60",
    },
    at: "50m",
    samples: {
      "gpu:utilization:ratio": { [element]: 0.8, [free]: 0 },
      "gpu:memory_used:ratio": { [element]: 0.5 },
      "gpu:memory_used_bytes:sum": { [element]: 6000 * 1024 * 1024 },
      "gpu:power_watts:sum": { [element]: 60, [free]: 15 },
    },
    alerts: silent,
  },
  {
    name: "without the profiling counter the other one speaks",
    series: { [dcgm(utilization)]: "40x10" },
    at: "5m",
    samples: { "gpu:utilization:ratio": { [element]: 0.4 } },
  },
  {
    name: "instances of MIG have their own use, and their GPU one power",
    series: {
      [dcgm(engine, held + slice)]: "0.3x10",
      [dcgm(engine, slice.replace("3", "4"))]: "0x10",
      [dcgm(utilization, "")]: "0x10",
      [dcgm(utilization, held + slice)]: "0x10",
      [dcgm("DCGM_FI_DEV_POWER_USAGE", held + slice)]: "200x10",
      [dcgm("DCGM_FI_DEV_POWER_USAGE", slice.replace("3", "4"))]: "200x10",
      // The reserved part is that of the whole GPU.
      [dcgm("DCGM_FI_DEV_FB_USED", held + slice)]: "2000x10",
      [dcgm("DCGM_FI_DEV_FB_FREE", held + slice)]: "8000x10",
    },
    at: "5m",
    samples: {
      "gpu:utilization:ratio": {
        [`{${device}${holder}${slice}}`]: 0.3,
        [`{${device}${slice.replace("3", "4")}}`]: 0,
      },
      "gpu:power_watts:sum": { [`{${device}}`]: 200 },
      "gpu:memory_used:ratio": { [`{${device}${holder}${slice}}`]: 0.2 },
    },
  },
  {
    name: "without series there is nothing, and no alert",
    series: { 'up{job="kube-state-metrics"}': "1x240" },
    at: "230m",
    samples: { "gpu:utilization:ratio": {}, "gpu:memory_used:ratio": {} },
    alerts: { ...silent, GpuNodeUnused: [] },
  },
  {
    name: "memory is nearly full, and the GPU is hot and busy",
    series: {
      [dcgm("DCGM_FI_DEV_FB_USED")]: "22000x60",
      [dcgm("DCGM_FI_DEV_FB_FREE")]: "500x60",
      [dcgm("DCGM_FI_DEV_FB_RESERVED")]: "500x60",
      [dcgm(engine)]: "1x60",
      [dcgm("DCGM_FI_DEV_GPU_TEMP")]: "88x60",
    },
    at: "50m",
    alerts: {
      ...silent,
      GpuMemoryHigh: [{ labels, value: "95.65%" }],
      GpuSaturated: [{ labels, value: "100%" }],
      GpuHot: [{ labels: deviceLabels, value: "88" }],
    },
  },
  {
    name: "the counters of throttling, where they are on",
    series: {
      [dcgm("DCGM_FI_DEV_POWER_VIOLATION")]: "0+1000x60",
      [dcgm("DCGM_FI_DEV_THERMAL_VIOLATION")]: "500x60",
    },
    at: "50m",
    alerts: { GpuThrottled: [{ labels: deviceLabels }] },
  },
  {
    name: "counters of throttling that stand still",
    series: {
      [dcgm("DCGM_FI_DEV_POWER_VIOLATION")]: "1000x60",
      [dcgm("DCGM_FI_DEV_THERMAL_VIOLATION")]: "500x60",
    },
    at: "50m",
    alerts: { GpuThrottled: [] },
  },
  {
    name: "a GPU is held for hours without work; a free one is nobody's",
    series: { [dcgm(engine)]: "0.01x240", [dcgm(engine, "", idle)]: "0x240" },
    at: "200m",
    alerts: { GpuIdle: [{ labels }] },
  },
  {
    name: "a GPU that works once an hour is not idle",
    series: { [dcgm(engine)]: "0x50 1x9 ".repeat(4) },
    at: "230m",
    alerts: { GpuIdle: [] },
  },
  {
    name: "a node whose GPUs nobody requests, and one whose are",
    series: {
      [allocatable("node-1")]: "4x200",
      [allocatable("node-2")]: "4x200",
      'kube_pod_container_resource_requests{namespace="fraud",pod="p",container="kserve-container",node="node-2",resource="nvidia_com_gpu",unit="integer"}':
        "1x200",
      'kube_pod_status_phase{namespace="fraud",pod="p",phase="Running"}': "1x200",
    },
    at: "150m",
    alerts: { GpuNodeUnused: [{ labels: { node: "node-1" }, value: "4" }] },
  },
];

const xid = (values: string): Readonly<Record<string, string>> => ({
  [dcgm("DCGM_FI_DEV_XID_ERRORS")]: values,
});

export const gpuFaultCases: readonly RuleCase[] = [
  {
    name: "no error is 0",
    series: xid("0x100"),
    at: "90m",
    samples: { "gpu:xid_code:last": { [element]: 0 } },
    alerts: { GpuXidFatal: [], GpuXidApplication: [], GpuXidOther: [] },
  },
  {
    name: "a fatal code pages until the GPU is replaced",
    series: xid("0x10 79x110"),
    at: "110m",
    alerts: { GpuXidFatal: [{ labels, value: "79" }], GpuXidApplication: [], GpuXidOther: [] },
  },
  {
    name: "a code of a program is the tenant's",
    series: xid("0x70 31x30"),
    at: "90m",
    alerts: { GpuXidFatal: [], GpuXidApplication: [{ labels, value: "31" }], GpuXidOther: [] },
  },
  {
    name: "a code that has stood for more than an hour is no news",
    series: xid("0x10 31x90"),
    at: "90m",
    alerts: { GpuXidFatal: [], GpuXidApplication: [], GpuXidOther: [] },
  },
  {
    name: "another code after an old one is news",
    series: xid("31x80 43x30"),
    at: "90m",
    alerts: { GpuXidApplication: [{ labels, value: "43" }] },
  },
  {
    name: "a new node with a code at once",
    series: xid("13x20"),
    at: "10m",
    alerts: { GpuXidApplication: [{ labels, value: "13" }] },
  },
  {
    name: "a code that is in no list",
    series: xid("0x70 62x30"),
    at: "90m",
    alerts: { GpuXidFatal: [], GpuXidApplication: [], GpuXidOther: [{ labels, value: "62" }] },
  },
  {
    name: "memory that cannot be repaired, and rows that were",
    series: {
      [dcgm("DCGM_FI_DEV_ROW_REMAP_FAILURE")]: "1x100",
      [dcgm("DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS")]: "0x50 1x50",
    },
    at: "90m",
    alerts: {
      GpuRowRemapFailed: [{ labels: deviceLabels }],
      GpuMemoryRowsRemapped: [{ labels: deviceLabels }],
    },
  },
  {
    name: "rows that were remapped long ago, and memory that is well",
    series: {
      [dcgm("DCGM_FI_DEV_ROW_REMAP_FAILURE")]: "0x100",
      [dcgm("DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS")]: "3x100",
    },
    at: "90m",
    alerts: { GpuRowRemapFailed: [], GpuMemoryRowsRemapped: [] },
  },
  {
    name: "without series there is no alert",
    series: { 'up{job="kube-state-metrics"}': "1x30" },
    at: "20m",
    alerts: {
      GpuXidFatal: [],
      GpuXidApplication: [],
      GpuXidOther: [],
      GpuRowRemapFailed: [],
      GpuMemoryRowsRemapped: [],
    },
  },
];
