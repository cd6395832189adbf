import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { modelLink, modelOfLineLink, tenantLogsLink } from "./links";
import { stat, timeSeries } from "./panels";
import { smallestBudgets } from "./slo-panels";
import { table } from "./table-panel";
import { unit } from "./units";
import { CHOSEN_TENANTS, namespaceVariable } from "./variables";

/** Requests where they enter a model. A transformer passes each on to its predictor, which would count it twice. */
const entered = `component="predictor",${CHOSEN_TENANTS}`;
const predictors = `deployment=~".+-predictor",${CHOSEN_TENANTS}`;
const requests = `model_service:requests:rate5m{${entered}}`;
const alerts = 'ALERTS{alertstate="firing",severity=~"critical|warning"}';

export const platformOverview = defineDashboard({
  uid: "platform-overview",
  title: "Platform overview",
  description:
    "Whether the models of the platform answer, what is wrong right now, and what it costs.",
  variables: [namespaceVariable()],
  links: [tenantLogsLink()],
  sections: () => [
    { title: "Now", panels: [...modelNumbers(), ...clusterNumbers()] },
    { title: "Requests", panels: requestGraphs() },
    { title: "Cluster", panels: clusterGraphs() },
    { title: "Alerts and objectives", panels: [firingAlerts(), smallestBudgets()] },
  ],
});

function modelNumbers(): Panel[] {
  return [
    stat({
      title: "Requests",
      description:
        "Requests a second to all models, where they enter. No data: no model was asked.",
      unit: unit.requestsPerSecond,
      query: `sum(${requests})`,
    }),
    stat({
      title: "Errors",
      description:
        "Share of the requests that failed: an answer of 5xx, none at all, or gRPC's equals. No data: no requests.",
      unit: unit.ratio,
      query: `sum(model_service:request_errors:rate5m{${entered}}) / (sum(${requests}) > 0)`,
      limits: { warn: 0.001, bad: 0.01 },
    }),
    stat({
      title: "Latency p95",
      description:
        "95 of 100 requests to all models took no longer, measured by the sender. Between the limits of the mesh's buckets it is estimated.",
      unit: unit.milliseconds,
      query:
        'histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket{reporter="source",destination_service_name=~".+-predictor",destination_service_namespace=~"$namespace"}[$__rate_interval])))',
    }),
    stat({
      title: "Models ready",
      description:
        "Predictors with as many available replicas as are wanted; those that are scaled to zero count as ready.",
      unit: unit.count,
      query: `sum(kube_deployment_spec_replicas{${predictors}} <= bool kube_deployment_status_replicas_available{${predictors}})`,
    }),
    stat({
      title: "Models not ready",
      description: "Predictors with fewer available replicas than are wanted. It should be 0.",
      unit: unit.count,
      query: `sum(kube_deployment_spec_replicas{${predictors}} > bool kube_deployment_status_replicas_available{${predictors}})`,
      limits: { warn: 1, bad: 2 },
    }),
    stat({
      title: "Alerts firing",
      description: "Alerts of the severities critical and warning, of the whole platform.",
      unit: unit.count,
      query: `count(${alerts}) or vector(0)`,
      limits: { warn: 1, bad: 5 },
    }),
  ];
}

function clusterNumbers(): Panel[] {
  return [
    stat({
      title: "Cost per hour",
      description:
        "List prices of all nodes that run now, in dollars an hour; without volumes, traffic and discounts.",
      unit: unit.dollars,
      query: "sum(node:hourly_cost_dollars:sum)",
    }),
    stat({
      title: "GPU cost per hour",
      description:
        "What the GPUs cost that are allocated to the chosen tenants, in dollars an hour.",
      unit: unit.dollars,
      query: `sum(tenant:gpu_hourly_cost_dollars:sum{${CHOSEN_TENANTS}})`,
    }),
    stat({
      title: "GPUs allocatable",
      description: "Whole, shared and MIG devices that nodes offer.",
      unit: unit.count,
      query: "sum(node:gpus_allocatable:sum)",
    }),
    stat({
      title: "GPUs requested",
      description: "Whole, shared and MIG devices that pods on nodes have asked for.",
      unit: unit.count,
      query: "sum(node:gpus_requested:sum)",
    }),
    stat({
      title: "GPU utilisation",
      description:
        "Share of the time in which the GPUs computed, on average. No data: none reports.",
      unit: unit.ratio,
      query: "avg(gpu:utilization:ratio)",
    }),
    stat({
      title: "Pods pending",
      description:
        "Pods of the chosen tenants that wait for a node or for their images. More than a few minutes are a fault, or a GPU that cannot be had.",
      unit: unit.count,
      query: `sum(kube_pod_status_phase{phase="Pending",${CHOSEN_TENANTS}})`,
      limits: { warn: 1, bad: 5 },
    }),
  ];
}

function requestGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Requests by model",
      description: "The ten models with the most requests a second.",
      unit: unit.requestsPerSecond,
      queries: [
        {
          expr: `topk(10, sum by (namespace, model_service) (${requests}))`,
          legend: "{{namespace}}/{{model_service}}",
        },
      ],
      links: [modelLink()],
    }),
    timeSeries({
      title: "Errors by model",
      description: "The ten models with the largest share of failed requests.",
      unit: unit.ratio,
      queries: [
        {
          expr: `topk(10, max by (namespace, model_service) (model_service:request_error_ratio:rate5m{${entered}}))`,
          legend: "{{namespace}}/{{model_service}}",
        },
      ],
      limits: { warn: 0.001, bad: 0.01 },
      links: [modelLink()],
    }),
    timeSeries({
      title: "Latency p95 by model",
      description: "The ten slowest models, by the time that 95 of 100 requests do not exceed.",
      unit: unit.milliseconds,
      queries: [
        {
          expr: `topk(10, max by (namespace, model_service) (model_service:request_duration_milliseconds:p95_rate5m{${entered}}))`,
          legend: "{{namespace}}/{{model_service}}",
        },
      ],
      links: [modelLink()],
    }),
  ];
}

function clusterGraphs(): Panel[] {
  return [
    timeSeries({
      title: "GPUs",
      description:
        "Devices that nodes offer and that pods have asked for. A gap between the lines is paid for and unused.",
      unit: unit.count,
      queries: [
        {
          expr: "sum by (resource) (node:gpus_allocatable:sum)",
          legend: "allocatable {{resource}}",
        },
        { expr: "sum by (resource) (node:gpus_requested:sum)", legend: "requested {{resource}}" },
      ],
    }),
    timeSeries({
      title: "Nodes by pool and capacity type",
      description: "Nodes by the pool and the capacity type in their labels.",
      unit: unit.count,
      stacked: true,
      queries: [
        {
          expr: "count by (label_inference_platform_io_node_pool, label_karpenter_sh_capacity_type, label_eks_amazonaws_com_capacity_type) (kube_node_labels)",
          legend:
            "{{label_inference_platform_io_node_pool}} {{label_karpenter_sh_capacity_type}}{{label_eks_amazonaws_com_capacity_type}}",
        },
      ],
    }),
    timeSeries({
      title: "Cost per hour by instance type",
      description: "List prices of the nodes, in dollars an hour.",
      unit: unit.dollars,
      stacked: true,
      queries: [
        {
          expr: "sum by (instance_type, capacity_type) (node:hourly_cost_dollars:sum)",
          legend: "{{instance_type}} {{capacity_type}}",
        },
      ],
    }),
  ];
}

function firingAlerts(): Panel {
  return table({
    title: "Firing alerts",
    description: "What is wrong now; each alert links to its runbook in Alertmanager. Empty: none.",
    labels: {
      alertname: "Alert",
      severity: "Severity",
      owner: "Owner",
      namespace: "Tenant",
      model_service: "Model",
    },
    columns: [
      {
        title: "Elements",
        unit: unit.count,
        expr: `count by (alertname, severity, owner, namespace, model_service) (${alerts})`,
      },
    ],
    links: [modelOfLineLink()],
  });
}
