import { metricSource } from "../family";

const connection = [
  "reporter source_workload source_workload_namespace source_canonical_service source_canonical_revision",
  "source_principal source_app source_version source_cluster destination_workload",
  "destination_workload_namespace destination_canonical_service destination_canonical_revision",
  "destination_principal destination_app destination_version destination_service",
  "destination_service_name destination_service_namespace destination_cluster request_protocol",
  "response_flags connection_security_policy",
].join(" ");
const request = `${connection} response_code grpc_response_status`;

/** Istio's proxies: gateways and sidecars. */
export const istioProxy = metricSource({
  name: "istio-proxy",
  origin: "Istio 1.31, standard metrics and proxy/telemetry tests",
  metrics: {
    counter: {
      istio_requests_total: request,
      istio_request_messages_total: request,
      istio_response_messages_total: request,
      istio_tcp_connections_opened_total: connection,
      istio_tcp_connections_closed_total: connection,
      istio_tcp_sent_bytes_total: connection,
      istio_tcp_received_bytes_total: connection,
      // Of the agent beside the proxy, pilot/cmd/pilot-agent/metrics.
      istio_agent_scrapes_total: "",
      istio_agent_scrape_failures_total: "type",
    },
    histogram: {
      istio_request_duration_milliseconds: request,
      istio_request_bytes: request,
      istio_response_bytes: request,
    },
    gauge: {
      istio_build: "component tag",
      // Envoy's own; Istio lets statistics of the server through.
      envoy_server_total_connections: "",
    },
  },
});

/** Istio's control plane. */
export const istiod = metricSource({
  name: "istiod",
  origin: "istio.io/istio eed52ebb66ad, pilot/pkg/xds and security/pkg/server/ca",
  metrics: {
    counter: {
      pilot_xds_pushes: "type",
      pilot_total_xds_rejects: "type",
      pilot_total_xds_internal_errors: "",
      pilot_push_triggers: "type",
      pilot_inbound_updates: "type",
      pilot_sds_certificate_errors_total: "",
      citadel_server_csr_count: "",
      citadel_server_success_cert_issuance_count: "",
      citadel_server_csr_sign_err_count: "error",
      citadel_server_authentication_failure_count: "",
    },
    gauge: {
      pilot_xds: "version",
      pilot_services: "",
      citadel_server_root_cert_expiry_timestamp: "",
      citadel_server_root_cert_expiry_seconds: "",
      citadel_server_cert_chain_expiry_timestamp: "",
      citadel_server_cert_chain_expiry_seconds: "",
      istio_build: "component tag",
    },
    histogram: {
      pilot_proxy_convergence_time: "",
      pilot_proxy_queue_time: "",
      pilot_xds_push_time: "type",
      pilot_xds_config_size_bytes: "type",
    },
  },
});
