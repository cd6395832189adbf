import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { modelLink, modelOfLineLink } from "./links";
import { stat, timeSeries } from "./panels";
import { table } from "./table-panel";
import { unit } from "./units";
import { CHOSEN_MODELS, CHOSEN_TENANTS, labelVariable, modelServiceVariable } from "./variables";

/**
 * What a rate per hour adds up to over the shown time: a sample for every five minutes, of twelve an hour. Unlike the
 * mean times the range it is right for what was there only for a part of it.
 */
function total(hourly: string): string {
  return `sum_over_time((${hourly})[$__range:5m]) / 12`;
}

const tenantGpus = `tenant:gpus_requested:sum{${CHOSEN_TENANTS}}`;
const tenantAllocated = `tenant:gpu_hourly_cost_dollars:sum{${CHOSEN_TENANTS}}`;
const tenantUsed = `tenant:gpu_hourly_cost_dollars:used{${CHOSEN_TENANTS}}`;
const modelAllocated = `model_service:gpu_hourly_cost_dollars:sum{${CHOSEN_MODELS}}`;
const modelUsed = `model_service:gpu_hourly_cost_dollars:used{${CHOSEN_MODELS}}`;
const podGpus = `pod:gpus_requested:sum{${CHOSEN_TENANTS}}`;
const modelGpus = `${podGpus} * on (namespace, pod) group_left (model_service) pod:model_service:info{${CHOSEN_MODELS}}`;
/** GPUs of pods times the share of the time in which they computed: that of their price which is used. */
function used(gpus: string): string {
  return `${gpus} * on (namespace, pod, node) group_left () (pod:gpu_hourly_cost_dollars:used / (pod:gpu_hourly_cost_dollars:sum > 0))`;
}

const quota = `${CHOSEN_TENANTS},resource=~"requests[.]nvidia[.]com/.+"`;

export const tenantsAndCost = defineDashboard({
  uid: "tenants-and-cost",
  title: "Tenants and cost",
  description:
    "GPU hours and money of each tenant and model: what it holds, what it uses, what the platform costs beside it.",
  variables: [
    labelVariable("namespace", "Tenant", "tenant:gpus_requested:sum"),
    modelServiceVariable(`model_service:gpu_hourly_cost_dollars:sum{${CHOSEN_TENANTS}}`),
  ],
  from: "now-24h",
  sections: () => [
    { title: "Over the shown time", panels: numbers() },
    { title: "By tenant and by model", panels: [tenants(), models()] },
    { title: "Over time", panels: [...costGraphs(), ...quotaGraphs()] },
  ],
});

function numbers(): Panel[] {
  return [
    stat({
      title: "Nodes",
      description: "List price of all nodes over the shown time, in dollars.",
      unit: unit.dollars,
      query: `sum(${total("node:hourly_cost_dollars:sum")})`,
      width: 6,
    }),
    stat({
      title: "GPUs allocated",
      description:
        "Price of the GPUs that the chosen tenants held over the shown time, in dollars.",
      unit: unit.dollars,
      query: `sum(${total(tenantAllocated)})`,
      width: 6,
    }),
    stat({
      title: "GPUs used",
      description: "The part of that in which the GPUs computed, in dollars.",
      unit: unit.dollars,
      query: `sum(${total(tenantUsed)})`,
      width: 6,
    }),
    stat({
      title: "GPU hours",
      description:
        "Devices that the chosen tenants held, times hours. A share of a GPU counts as one.",
      unit: unit.gpuHours,
      query: `sum(${total(tenantGpus)})`,
      width: 6,
    }),
  ];
}

function tenants(): Panel {
  return table({
    title: "Tenants",
    description:
      "Over the shown time: dollars and hours of the GPUs that a tenant held, and the part in which they computed.",
    labels: { namespace: "Tenant" },
    columns: [
      {
        title: "Allocated $",
        unit: unit.dollars,
        expr: `sum by (namespace) (${total(tenantAllocated)})`,
      },
      { title: "Used $", unit: unit.dollars, expr: `sum by (namespace) (${total(tenantUsed)})` },
      {
        title: "Used",
        unit: unit.ratio,
        expr: `sum by (namespace) (${total(tenantUsed)}) / (sum by (namespace) (${total(tenantAllocated)}) > 0)`,
        limits: { warn: 0.5, bad: 0.2 },
      },
      {
        title: "GPU hours",
        unit: unit.gpuHours,
        expr: `sum by (namespace) (${total(tenantGpus)})`,
      },
      {
        title: "GPU hours used",
        unit: unit.gpuHours,
        expr: `sum by (namespace) (${total(used(podGpus))})`,
      },
    ],
  });
}

function models(): Panel {
  const service = "namespace, model_service";
  return table({
    title: "Models",
    description:
      "Over the shown time: dollars and hours of the GPUs that a model held and used, and the price of a million requests.",
    labels: { namespace: "Tenant", model_service: "Model" },
    columns: [
      {
        title: "Allocated $",
        unit: unit.dollars,
        expr: `sum by (${service}) (${total(modelAllocated)})`,
      },
      { title: "Used $", unit: unit.dollars, expr: `sum by (${service}) (${total(modelUsed)})` },
      {
        title: "Used",
        unit: unit.ratio,
        expr: `sum by (${service}) (${total(modelUsed)}) / (sum by (${service}) (${total(modelAllocated)}) > 0)`,
        limits: { warn: 0.5, bad: 0.2 },
      },
      {
        title: "GPU hours",
        unit: unit.gpuHours,
        expr: `sum by (${service}) (${total(modelGpus)})`,
      },
      {
        title: "GPU hours used",
        unit: unit.gpuHours,
        expr: `sum by (${service}) (${total(used(modelGpus))})`,
      },
      {
        title: "$ per million requests",
        unit: unit.dollars,
        expr: `sum by (${service}) (${total(modelAllocated)}) / (0.0036 * sum by (${service}) (${total(`model_service:requests:rate5m{component="predictor",${CHOSEN_MODELS}}`)}) > 0)`,
      },
    ],
    links: [modelOfLineLink()],
  });
}

function costGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Allocated per hour by tenant",
      description: "Price of the GPUs that a tenant holds, in dollars an hour.",
      unit: unit.dollars,
      stacked: true,
      queries: [{ expr: `sum by (namespace) (${tenantAllocated})`, legend: "{{namespace}}" }],
    }),
    timeSeries({
      title: "Used per hour by tenant",
      description: "The part of it in which the GPUs compute, in dollars an hour.",
      unit: unit.dollars,
      stacked: true,
      queries: [{ expr: `sum by (namespace) (${tenantUsed})`, legend: "{{namespace}}" }],
    }),
    timeSeries({
      title: "Nodes per hour by capacity type",
      description:
        "List price of all nodes, in dollars an hour. What is above the allocated GPUs are system nodes and idle GPUs.",
      unit: unit.dollars,
      stacked: true,
      queries: [
        {
          expr: "sum by (capacity_type) (node:hourly_cost_dollars:sum)",
          legend: "{{capacity_type}}",
        },
      ],
    }),
  ];
}

function quotaGraphs(): Panel[] {
  const used = `sum by (namespace, resource) (kube_resourcequota{${quota},type="used"})`;
  const hard = `sum by (namespace, resource) (kube_resourcequota{${quota},type="hard"})`;
  return [
    timeSeries({
      title: "GPU quota used",
      description:
        "Share of its quota of GPUs that a tenant has requested. At 100 % its next pod is refused. No data: no quota.",
      unit: unit.ratio,
      max: 1,
      queries: [{ expr: `${used} / (${hard} > 0)`, legend: "{{namespace}} {{resource}}" }],
      limits: { warn: 0.8, bad: 1 },
    }),
    timeSeries({
      title: "GPUs by tenant",
      description: "Devices that the pods of a tenant have asked for.",
      unit: unit.count,
      stacked: true,
      queries: [
        {
          expr: `sum by (namespace, resource) (${tenantGpus})`,
          legend: "{{namespace}} {{resource}}",
        },
      ],
    }),
    timeSeries({
      title: "Allocated per hour by model",
      description: "Price of the GPUs that a model holds, in dollars an hour.",
      unit: unit.dollars,
      stacked: true,
      queries: [
        {
          expr: `sum by (namespace, model_service) (${modelAllocated})`,
          legend: "{{model_service}}",
        },
      ],
      links: [modelLink()],
    }),
  ];
}
