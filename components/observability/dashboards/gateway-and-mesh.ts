import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { defineDashboard } from "./dashboard";
import { gatewayLogsLink, gatewayTracesLink } from "./links";
import { stat, timeSeries } from "./panels";
import { unit } from "./units";
import { labelVariable } from "./variables";

/** What the gateway sends on to the services of the chosen namespaces; a gateway reports as the source. */
const throughGateway =
  'job="gateway",reporter="source",destination_service_namespace=~"$destination_service_namespace"';
/** What the proxies of the chosen namespaces receive: the only side that knows whether it came under mutual TLS. */
const received =
  'reporter="destination",destination_workload_namespace=~"$destination_service_namespace"';
const service = "destination_service_name, destination_service_namespace";
const serviceLegend = "{{destination_service_namespace}}/{{destination_service_name}}";

function rate(selector: string, by = ""): string {
  return `sum${by && ` by (${by})`} (rate(istio_requests_total{${selector}}[$__rate_interval]))`;
}

function quantile(share: number, by = "le"): string {
  return `histogram_quantile(${share}, sum by (${by}) (rate(istio_request_duration_milliseconds_bucket{${throughGateway}}[$__rate_interval])))`;
}

/** Share of the requests under mutual TLS, of those that a proxy received. */
function mutualTlsShare(by = ""): string {
  const encrypted = rate(`${received},connection_security_policy="mutual_tls"`, by);
  return `${encrypted} / (${rate(received, by)} > 0)`;
}

function istiod(counter: string): string {
  return `sum by (type) (rate(${counter}{job="istiod"}[$__rate_interval]))`;
}

export const gatewayAndMesh = defineDashboard({
  uid: "gateway-and-mesh",
  title: "Gateway and mesh",
  description:
    "What comes in, who answers it how fast, whether it is encrypted, and whether the proxies have their configuration.",
  variables: [
    labelVariable(
      "destination_service_namespace",
      "Namespace of the service",
      'istio_requests_total{reporter="source"}',
    ),
  ],
  links: [gatewayLogsLink(), gatewayTracesLink()],
  sections: () => [
    { title: "Now", panels: numbers() },
    { title: "Gateway", panels: gatewayGraphs() },
    { title: "Mesh", panels: meshGraphs() },
    { title: "Control plane", panels: controlPlaneGraphs() },
  ],
});

function numbers(): Panel[] {
  return [
    stat({
      title: "Requests",
      description: "Requests a second through the gateway.",
      unit: unit.requestsPerSecond,
      query: rate(throughGateway),
    }),
    stat({
      title: "5xx",
      description: "Share of the requests through the gateway that were answered with 5xx.",
      unit: unit.ratio,
      query: `(${rate(`${throughGateway},response_code=~"5.."`)} or 0 * ${rate(throughGateway)}) / (${rate(throughGateway)} > 0)`,
      limits: { warn: 0.001, bad: 0.01 },
    }),
    stat({
      title: "Latency p99",
      description: "99 of 100 requests through the gateway took no longer.",
      unit: unit.milliseconds,
      query: quantile(0.99),
    }),
    stat({
      title: "Connections",
      description: "Connections that the gateway's proxies have open.",
      unit: unit.count,
      query: 'sum(envoy_server_total_connections{job="gateway"})',
    }),
    stat({
      title: "Mutual TLS",
      description:
        "Share of the requests that proxies received under mutual TLS. In a strict mesh it is 100 %.",
      unit: unit.ratio,
      query: mutualTlsShare(),
      limits: { warn: 1, bad: 0.99 },
    }),
    stat({
      title: "Root certificate",
      description: "Days until the root certificate of the mesh ends.",
      unit: unit.days,
      query: '(min(citadel_server_root_cert_expiry_timestamp{job="istiod"}) - time()) / 86400',
      limits: { warn: 60, bad: 14 },
    }),
  ];
}

function gatewayGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Requests by service",
      description:
        "Requests a second by the service to which the gateway sends them: each host leads to one.",
      unit: unit.requestsPerSecond,
      queries: [{ expr: `topk(20, ${rate(throughGateway, service)})`, legend: serviceLegend }],
    }),
    timeSeries({
      title: "Requests by code",
      description:
        "Requests a second by HTTP code. 0: the caller went away first; 429: over the rate limit; 401 and 403: not allowed.",
      unit: unit.requestsPerSecond,
      stacked: true,
      queries: [{ expr: rate(throughGateway, "response_code"), legend: "{{response_code}}" }],
    }),
    timeSeries({
      title: "Requests without a normal answer",
      description:
        "Requests a second by Envoy's flags. UH: no healthy replica; UF: no connection; UT: time limit; URX: retries used up; NR: no route.",
      unit: unit.requestsPerSecond,
      queries: [
        {
          expr: rate(`${throughGateway},response_flags!="-"`, "response_flags"),
          legend: "{{response_flags}}",
        },
      ],
    }),
    timeSeries({
      title: "Latency p50, p95, p99",
      description: "Of all requests through the gateway.",
      unit: unit.milliseconds,
      queries: [0.5, 0.95, 0.99].map((share) => ({
        expr: quantile(share),
        legend: `p${share * 100}`,
      })),
    }),
    timeSeries({
      title: "Latency p95 by service",
      description: "The slowest services, as the gateway sees them.",
      unit: unit.milliseconds,
      queries: [{ expr: `topk(20, ${quantile(0.95, `le, ${service}`)})`, legend: serviceLegend }],
    }),
    timeSeries({
      title: "Connections by proxy",
      description:
        "Open connections of each replica of the gateway. Far apart: long connections keep to old replicas.",
      unit: unit.count,
      queries: [
        {
          expr: 'sum by (pod) (envoy_server_total_connections{job="gateway"})',
          legend: "{{pod}}",
        },
      ],
    }),
  ];
}

function meshGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Mutual TLS by namespace",
      description: "Share of the received requests that came under mutual TLS.",
      unit: unit.ratio,
      max: 1,
      queries: [
        {
          expr: mutualTlsShare("destination_workload_namespace"),
          legend: "{{destination_workload_namespace}}",
        },
      ],
    }),
    timeSeries({
      title: "Requests between workloads",
      description: "The twenty busiest pairs, as the receiver counts them.",
      unit: unit.requestsPerSecond,
      queries: [
        {
          expr: `topk(20, ${rate(received, "source_workload, destination_workload")})`,
          legend: "{{source_workload}} → {{destination_workload}}",
        },
      ],
    }),
    timeSeries({
      title: "Plain TCP connections",
      description: "Connections a second that carry no HTTP, by where they go.",
      unit: unit.perSecond,
      queries: [
        {
          expr: `sum by (${service}) (rate(istio_tcp_connections_opened_total{reporter="source",destination_service_namespace=~"$destination_service_namespace"}[$__rate_interval]))`,
          legend: serviceLegend,
        },
      ],
    }),
  ];
}

function controlPlaneGraphs(): Panel[] {
  return [
    timeSeries({
      title: "Connected proxies",
      description: "Proxies that each istiod configures. None: nobody gets a change.",
      unit: unit.count,
      queries: [{ expr: 'sum by (pod) (pilot_xds{job="istiod"})', legend: "{{pod}}" }],
    }),
    timeSeries({
      title: "Rejected and failed pushes",
      description:
        "Configurations a second that a proxy refused, that istiod could not send, or could not make. It should be 0.",
      unit: unit.perSecond,
      queries: [
        { expr: istiod("pilot_total_xds_rejects"), legend: "rejected {{type}}" },
        {
          expr: 'sum by (type) (rate(pilot_xds_pushes{job="istiod",type=~".+_senderr"}[$__rate_interval]))',
          legend: "not sent {{type}}",
        },
        {
          expr: 'sum(rate(pilot_total_xds_internal_errors{job="istiod"}[$__rate_interval]))',
          legend: "internal",
        },
      ],
    }),
    timeSeries({
      title: "Time to configure p99",
      description: "From a change until 99 of 100 proxies have it.",
      unit: unit.seconds,
      queries: [
        {
          expr: 'histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket{job="istiod"}[$__rate_interval])))',
          legend: "p99",
        },
      ],
    }),
  ];
}
