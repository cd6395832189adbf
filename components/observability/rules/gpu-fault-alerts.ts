import type { RuleGroup } from "./rule";

const gpu = "GPU {{ $labels.gpu }} ({{ $labels.modelName }}) of {{ $labels.node }}";

/**
 * XID codes after which a GPU cannot be trusted (NVIDIA, "XID Errors"): double-bit ECC error (48), rows remapped or not
 * (63, 64), NVLink error (74), fallen off the bus (79), ECC error contained or not (94, 95), GSP timeout or error (119, 120).
 */
const fatalCodes = [48, 63, 64, 74, 79, 94, 95, 119, 120];

/** XID codes that a program causes: engine exception (13), memory page fault (31), reset channel (43), preemptive cleanup (45). */
const applicationCodes = [13, 31, 43, 45];

const lastCode = "gpu:xid_code:last";
const anyOf = (codes: readonly number[]): string =>
  codes.map((code) => `${lastCode} == ${code}`).join(" or ");

/** The gauge keeps the last code until the exporter starts anew: only a code that was not there an hour ago is news. */
const news = (codes: string): string =>
  `(${codes}) unless on (node, UUID) (${lastCode} == on (node, UUID) group_left () max by (node, UUID) (${lastCode} offset 1h))`;

/** Alerts about GPUs that fail. */
export const gpuFaultAlerts: RuleGroup = {
  name: "gpu-fault-alerts",
  rules: [
    {
      alert: "GpuXidFatal",
      expr: anyOf(fatalCodes),
      severity: "critical",
      owner: "platform",
      summary: `${gpu} reports XID {{ $value }}`,
      description:
        "This code means a fault of the hardware or its driver. Cordon and drain the node, and let it be replaced.",
    },
    {
      alert: "GpuXidApplication",
      expr: news(anyOf(applicationCodes)),
      severity: "warning",
      owner: "tenant",
      summary: `{{ $labels.namespace }}/{{ $labels.pod }} caused XID {{ $value }}`,
      description: `A program on ${gpu} did what it must not. Look at the logs of the pod and at what was released last.`,
    },
    {
      alert: "GpuXidOther",
      expr: news(
        `(${lastCode} > 0) unless (${anyOf([...fatalCodes, ...applicationCodes].sort((a, b) => a - b))})`,
      ),
      severity: "warning",
      owner: "platform",
      summary: `${gpu} reports XID {{ $value }}`,
      description: "Look the code up in NVIDIA's list of XID errors.",
    },
    {
      alert: "GpuRowRemapFailed",
      expr: 'max by (node, gpu, UUID, modelName) (DCGM_FI_DEV_ROW_REMAP_FAILURE{job="nvidia-dcgm-exporter"}) > 0',
      severity: "critical",
      owner: "platform",
      summary: `${gpu} has memory that it cannot repair`,
      description:
        "A broken row of memory has no spare left. Cordon and drain the node, and let it be replaced.",
    },
    {
      alert: "GpuMemoryRowsRemapped",
      expr: 'max by (node, gpu, UUID, modelName) (increase(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS{job="nvidia-dcgm-exporter"}[1d])) > 0',
      severity: "warning",
      owner: "platform",
      summary: `${gpu} had an uncorrectable memory error`,
      description:
        "The row is replaced by a spare once the GPU is reset. Drain the node when traffic is low, so that it is replaced.",
    },
  ],
};
