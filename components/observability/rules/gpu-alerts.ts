import type { RuleGroup } from "./rule";
import { thresholds } from "./thresholds";

const gpu = "GPU {{ $labels.gpu }} ({{ $labels.modelName }}) of {{ $labels.node }}";
const holder = "Held by {{ $labels.namespace }}/{{ $labels.pod }}.";

/** Counters of DCGM that grow while a GPU is slowed down. They are off by default; without them the alert is silent. */
const violation = (cause: "POWER" | "THERMAL"): string =>
  `rate(DCGM_FI_DEV_${cause}_VIOLATION{job="nvidia-dcgm-exporter"}[5m]) > 0`;

/** Alerts about how GPUs are used. */
export const gpuAlerts: RuleGroup = {
  name: "gpu-alerts",
  rules: [
    {
      alert: "GpuMemoryHigh",
      expr: `gpu:memory_used:ratio > ${thresholds.gpuMemoryRatio}`,
      for: "10m",
      severity: "warning",
      owner: "platform",
      summary: `${gpu} has {{ $value | humanizePercentage }} of its memory in use`,
      description: `${holder} The next allocation may fail and end the server. Look at the number of instances of the model and at what shares the GPU.`,
    },
    {
      alert: "GpuSaturated",
      expr: `avg_over_time(gpu:utilization:ratio[15m]) > ${thresholds.gpuSaturatedRatio}`,
      for: "15m",
      severity: "info",
      owner: "platform",
      summary: `${gpu} is busy for {{ $value | humanizePercentage }} of the time`,
      description: `${holder} That is good use while nobody waits. Look at the queue and the latency of the model.`,
    },
    {
      alert: "GpuIdle",
      expr: `avg_over_time(gpu:utilization:ratio{pod!=""}[1h]) < ${thresholds.gpuIdleRatio}`,
      for: "2h",
      severity: "warning",
      owner: "tenant",
      summary: `${gpu} is held by {{ $labels.namespace }}/{{ $labels.pod }} and hardly works`,
      description:
        "Utilisation has been below 5 % for hours, and the GPU is paid for. Look whether the model can scale to zero, share a GPU, or go.",
    },
    {
      alert: "GpuNodeUnused",
      expr: "(sum by (node) (node:gpus_allocatable:sum) > 0) unless on (node) node:gpus_requested:sum",
      for: "2h",
      severity: "warning",
      owner: "platform",
      summary: "{{ $labels.node }} has {{ $value }} GPUs that no pod has requested",
      description:
        "The node has been paid for without use for two hours. Look why Karpenter does not remove it, or at the minimum of its group.",
    },
    {
      alert: "GpuHot",
      expr: `max by (node, gpu, UUID, modelName) (DCGM_FI_DEV_GPU_TEMP{job="nvidia-dcgm-exporter"}) > ${thresholds.gpuCelsius}`,
      for: "10m",
      severity: "warning",
      owner: "platform",
      summary: `${gpu} has {{ $value }} °C`,
      description:
        "It will slow itself down. Look at the latency of its models; replace the node if it does not cool.",
    },
    {
      alert: "GpuThrottled",
      expr: `max by (node, gpu, UUID, modelName) (${violation("POWER")} or ${violation("THERMAL")})`,
      for: "15m",
      severity: "warning",
      owner: "platform",
      summary: `${gpu} has been slowed down for 15 minutes`,
      description:
        "Power or heat limit its clock, and its models answer more slowly. Look at its temperature and power.",
    },
  ],
};
