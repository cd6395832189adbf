import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { idleNumbers, wasteGraphs } from "./gpu-waste";
import { tenantLogsLink } from "./links";
import { stat, timeSeries } from "./panels";
import { table } from "./table-panel";
import { unit } from "./units";
import { CHOSEN_TENANTS, labelVariable } from "./variables";

const nodes = 'node=~"$node"';
const gpus = `${nodes},${CHOSEN_TENANTS}`;
const gpuLegend = "{{node}} GPU {{gpu}} {{GPU_I_PROFILE}} {{GPU_I_ID}}";

/** Physical GPUs; the parts of a GPU carry the UUID of the whole. */
const physical = (by: string): string =>
  `count${by} (count by (node, UUID) (gpu:utilization:ratio{${nodes}}))`;

export const gpuFleet = defineDashboard({
  uid: "gpu-fleet",
  title: "GPU fleet",
  description: "How the GPUs are used, shared and wasted, how they are, and who has them.",
  variables: [
    labelVariable("node", "Node", "gpu:utilization:ratio"),
    labelVariable("namespace", "Tenant", "tenant:gpus_requested:sum"),
  ],
  links: [tenantLogsLink()],
  sections: () => [
    { title: "Now", panels: numbers() },
    { title: "Use", panels: useGraphs() },
    { title: "Sharing", panels: sharingGraphs() },
    { title: "Waste and tenants", panels: wasteGraphs() },
    { title: "Health", panels: healthGraphs() },
  ],
});

function numbers(): Panel[] {
  return [
    stat({
      title: "GPUs",
      description:
        "Physical GPUs that report. No data: none reports, which is not the same as none.",
      unit: unit.count,
      query: physical(""),
    }),
    stat({
      title: "Utilisation",
      description: "Share of the time in which the GPUs computed, on average.",
      unit: unit.ratio,
      query: `avg(gpu:utilization:ratio{${gpus}})`,
    }),
    stat({
      title: "Fullest memory",
      description: "Share of the memory in use on the fullest GPU.",
      unit: unit.ratio,
      query: `max(gpu:memory_used:ratio{${gpus}})`,
      limits: { warn: 0.9, bad: 0.95 },
    }),
    stat({
      title: "Power",
      description: "What all GPUs together draw now.",
      unit: unit.watts,
      query: `sum(gpu:power_watts:sum{${gpus}})`,
    }),
    ...idleNumbers(),
  ];
}

function useGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Utilisation by GPU",
      width: 12,
      description:
        "Share of the time in which a GPU or a MIG instance computed. High says busy, not efficient: a small batch keeps it busy as well.",
      unit: unit.ratio,
      max: 1,
      queries: [
        {
          expr: `max by (node, gpu, GPU_I_ID, GPU_I_PROFILE) (gpu:utilization:ratio{${gpus}})`,
          legend: gpuLegend,
        },
      ],
    }),
    timeSeries({
      title: "Memory by GPU",
      width: 12,
      description: "Share of the memory in use. Above 95 % the next model or batch may fail.",
      unit: unit.ratio,
      max: 1,
      queries: [
        {
          expr: `max by (node, gpu, GPU_I_ID, GPU_I_PROFILE) (gpu:memory_used:ratio{${gpus}})`,
          legend: gpuLegend,
        },
      ],
      limits: { warn: 0.9, bad: 0.95 },
    }),
    timeSeries({
      title: "Tensor cores by GPU",
      description:
        "Share of the time in which the tensor cores computed. Low on a busy GPU: small batches, or a precision that does not use them.",
      unit: unit.ratio,
      max: 1,
      width: 12,
      queries: [
        {
          expr: `max by (node, gpu, GPU_I_ID, GPU_I_PROFILE) (DCGM_FI_PROF_PIPE_TENSOR_ACTIVE{${nodes}})`,
          legend: gpuLegend,
        },
      ],
    }),
    timeSeries({
      title: "Utilisation by tenant",
      width: 12,
      description: "Mean utilisation of the GPUs that the pods of a tenant hold.",
      unit: unit.ratio,
      max: 1,
      queries: [
        {
          expr: `avg by (namespace) (gpu:utilization:ratio{${gpus},namespace!=""})`,
          legend: "{{namespace}}",
        },
      ],
    }),
  ];
}

function sharingGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Allocatable and requested",
      description:
        "Devices of each kind that nodes offer and that pods have asked for: whole (gpu), time-sliced or MPS (gpu_shared), MIG (mig_…).",
      unit: unit.count,
      queries: [
        {
          expr: `sum by (resource) (node:gpus_allocatable:sum{${nodes}})`,
          legend: "allocatable {{resource}}",
        },
        {
          expr: `sum by (resource) (node:gpus_requested:sum{${nodes}})`,
          legend: "requested {{resource}}",
        },
      ],
    }),
    timeSeries({
      title: "Devices per physical GPU",
      description:
        "How many devices a node offers for each of its GPUs. 1: whole GPUs; more: time-slicing, MPS or MIG.",
      unit: unit.count,
      queries: [
        {
          expr: `sum by (node) (node:gpus_allocatable:sum{${nodes}}) / on (node) ${physical(" by (node)")}`,
          legend: "{{node}}",
        },
      ],
    }),
    timeSeries({
      title: "Utilisation by MIG profile",
      description:
        "Mean share of the time in which the instances of a profile computed, by the profiling counter. No data: no MIG.",
      unit: unit.ratio,
      max: 1,
      queries: [
        {
          expr: `avg by (GPU_I_PROFILE) (gpu:utilization:ratio{${gpus},GPU_I_PROFILE!=""})`,
          legend: "{{GPU_I_PROFILE}}",
        },
      ],
    }),
  ];
}

function healthGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Temperature",
      description: "Temperature of each GPU. Above about 85 °C most of them slow down.",
      unit: unit.celsius,
      queries: [
        {
          expr: `max by (node, gpu) (DCGM_FI_DEV_GPU_TEMP{${nodes}})`,
          legend: "{{node}} GPU {{gpu}}",
        },
      ],
      limits: { warn: 80, bad: 87 },
    }),
    timeSeries({
      title: "Power by GPU",
      description: "What each GPU draws. Low under load: it is throttled, or waits for data.",
      unit: unit.watts,
      queries: [
        {
          expr: `max by (node, gpu) (gpu:power_watts:sum{${gpus}})`,
          legend: "{{node}} GPU {{gpu}}",
        },
      ],
    }),
    timeSeries({
      title: "Slowed down",
      description:
        "1 for each GPU whose clock is held down by its power limit or by heat: its models answer more slowly. No data: the counters are off.",
      unit: unit.count,
      max: 1,
      queries: ["POWER", "THERMAL"].map((cause) => ({
        expr: `max by (node, gpu) (rate(DCGM_FI_DEV_${cause}_VIOLATION{${nodes}}[$__rate_interval]) > bool 0)`,
        legend: `{{node}} GPU {{gpu}} ${cause.toLowerCase()}`,
      })),
    }),
    table({
      title: "XID errors",
      description:
        "GPUs whose driver reported an error: the code of the last one, not a count. 48, 63, 64, 74, 79, 94 and 95 point at the hardware. Empty: none.",
      labels: { node: "Node", gpu: "GPU", pod: "Pod" },
      columns: [
        {
          title: "Last XID",
          unit: unit.count,
          expr: `max by (node, gpu, pod) (gpu:xid_code:last{${gpus}}) > 0`,
        },
      ],
    }),
  ];
}
