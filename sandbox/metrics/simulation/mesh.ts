import type { Labels } from "../family";
import { SampleMaker, type Sample } from "../sample";
import type { SimulatedCluster, SimulatedModel } from "./cluster";
import { histogramOf, level, mixed, scaled, total, type Spread, type Wave } from "./load";

const proxy = new SampleMaker("istio-proxy");
const control = new SampleMaker("istiod");

/** Envoy's buckets of times, in milliseconds. */
const millisecondLimits = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
  1800000, 3600000,
];
/** Envoy's default buckets, for sizes in bytes. */
const byteLimits = millisecondLimits;

/** Share of the requests that take several times as long as the rest. */
const slowShare = 0.02;

/** Where a gateway runs, as its metrics name it. */
export interface Gateway {
  readonly name: string;
  readonly namespace: string;
}

/** What one pod of the gateway says of the requests that it sends to the models. */
export function gatewaySamples(cluster: SimulatedCluster, gateway: Gateway, at: number): Sample[] {
  const share = 1 / Math.max(1, cluster.gatewayPods.length);
  const requests = cluster.models.reduce((sum, model) => sum + level(model.requests, at), 0);
  return [
    proxy.sample("envoy_server_total_connections", {}, Math.round(20 + requests * share * 4)),
    ...cluster.models.flatMap((model) =>
      requestSamples(cluster, model, share, at, {
        reporter: "source",
        source_workload: gateway.name,
        source_workload_namespace: gateway.namespace,
        source_canonical_service: gateway.name,
        connection_security_policy: "unknown",
      }),
    ),
  ];
}

/** What the sidecar of one pod says of the requests that reach it. */
export function sidecarSamples(
  cluster: SimulatedCluster,
  model: SimulatedModel,
  gateway: Gateway,
  at: number,
): Sample[] {
  const since = at - cluster.start;
  return [
    proxy.sample("istio_agent_scrapes_total", {}, since / 30),
    proxy.sample(
      "istio_agent_scrape_failures_total",
      { type: "application" },
      since * cluster.conditions.faultsPerSecond,
    ),
    ...requestSamples(cluster, model, 1 / Math.max(1, model.pods.length), at, {
      reporter: "destination",
      source_workload: gateway.name,
      source_workload_namespace: gateway.namespace,
      source_canonical_service: gateway.name,
      destination_workload: `${model.name}-predictor`,
      destination_workload_namespace: model.namespace,
      connection_security_policy: "mutual_tls",
    }),
  ];
}

function requestSamples(
  { conditions, start }: SimulatedCluster,
  model: SimulatedModel,
  share: number,
  at: number,
  reported: Labels,
): Sample[] {
  const service = `${model.name}-predictor`;
  const wave = scaled(model.requests, share);
  const labels: Labels = {
    ...reported,
    destination_service: `${service}.${model.namespace}.svc.cluster.local`,
    destination_service_name: service,
    destination_service_namespace: model.namespace,
    destination_canonical_service: service,
    request_protocol: model.protocol,
    response_flags: "-",
  };
  const median = model.medianMilliseconds * conditions.slowness;
  return [
    ...answered(scaled(wave, 1 - conditions.errorRatio), start, at, median, {
      ...labels,
      ...(model.protocol === "grpc"
        ? { response_code: "200", grpc_response_status: "0" }
        : { response_code: "200" }),
    }),
    ...answered(scaled(wave, conditions.errorRatio), start, at, median, {
      ...labels,
      ...(model.protocol === "grpc"
        ? { response_code: "200", grpc_response_status: "14" }
        : { response_code: "503", response_flags: "UF" }),
    }),
  ];
}

function answered(wave: Wave, start: number, at: number, median: number, labels: Labels): Sample[] {
  const all = total(wave, start, at);
  // The slow requests come at other times than the fast ones, so that the quantiles move.
  const slow = total({ ...scaled(wave, slowShare), swing: 0.8, periodSeconds: 1500 }, start, at);
  const times = (spread: Spread, count: number) => histogramOf(spread, count, millisecondLimits);
  const sizes = (medianBytes: number) =>
    histogramOf({ median: medianBytes, shape: 2 }, all + slow, byteLimits);
  return [
    proxy.sample("istio_requests_total", labels, all + slow),
    ...proxy.histogram(
      "istio_request_duration_milliseconds",
      labels,
      mixed(times({ median, shape: 3 }, all), times({ median: median * 4, shape: 3 }, slow)),
    ),
    ...proxy.histogram("istio_request_bytes", labels, sizes(2600)),
    ...proxy.histogram("istio_response_bytes", labels, sizes(900)),
  ];
}

/** What istiod says. */
export function istiodSamples(
  { conditions, start, models }: SimulatedCluster,
  at: number,
): Sample[] {
  const since = at - start;
  const expiry = conditions.broken ? at + 3600 : at + 300 * 86_400;
  const types = ["cds", "eds", "lds", "rds"];
  const gauge = control.sample.bind(control);
  return [
    ...types.map((type) => gauge("pilot_xds_pushes", { type }, since * 0.05)),
    ...types.map((type) =>
      gauge("pilot_xds_pushes", { type: `${type}_senderr` }, since * conditions.faultsPerSecond),
    ),
    ...types.map((type) =>
      gauge("pilot_total_xds_rejects", { type }, since * conditions.faultsPerSecond),
    ),
    gauge("pilot_total_xds_internal_errors", {}, since * conditions.faultsPerSecond),
    gauge("pilot_push_triggers", { type: "endpoint" }, since * 0.05),
    gauge("pilot_inbound_updates", { type: "eds" }, since * 0.05),
    gauge("citadel_server_csr_count", {}, since * 0.002),
    gauge("citadel_server_success_cert_issuance_count", {}, since * 0.002),
    gauge("pilot_xds", { version: "1.31.1" }, models.length + 2),
    gauge("pilot_services", {}, models.length * 2 + 8),
    gauge("citadel_server_root_cert_expiry_timestamp", {}, expiry),
    gauge("citadel_server_root_cert_expiry_seconds", {}, expiry - at),
    gauge("citadel_server_cert_chain_expiry_timestamp", {}, expiry),
    gauge("citadel_server_cert_chain_expiry_seconds", {}, expiry - at),
    ...control.histogram(
      "pilot_proxy_convergence_time",
      {},
      histogramOf(
        { median: 0.02 * conditions.slowness, shape: 3 },
        since * 0.1,
        [0.1, 0.5, 1, 3, 5, 10, 20, 30],
      ),
    ),
  ];
}
