import type { PodMonitorSpec, Relabeling } from "./monitor";

/** Port of Istio's agent, and the path at which it shows what Envoy, itself and the server of the pod measure. */
const AGENT_PORT = 15020;

/** Path of the metrics of Envoy, at its own port and at that of the agent. */
export const PROXY_METRICS_PATH = "/stats/prometheus";

/** What nobody asks for: the Go runtime of the agent, and the sizes of requests and answers by bucket. */
export const withoutNoise: readonly Relabeling[] = [
  {
    action: "drop",
    sourceLabels: ["__name__"],
    regex: "istio_agent_(go|process)_.+|istio_(request|response)_bytes_bucket",
  },
];

/**
 * The endpoint of a pod with a sidecar. Every sidecar declares the port of Envoy's metrics, so that there is one target
 * a pod; it is moved to the port of the agent, which no traffic rule of Istio captures: it asks for no certificate even
 * where mutual TLS is required.
 */
export function sidecarEndpoint(
  relabelings: readonly Relabeling[],
): PodMonitorSpec["podMetricsEndpoints"][number] {
  return {
    port: "http-envoy-prom",
    path: PROXY_METRICS_PATH,
    relabelings: [
      {
        sourceLabels: ["__address__"],
        regex: "(.+):\\d+",
        targetLabel: "__address__",
        replacement: `$1:${AGENT_PORT}`,
      },
      ...relabelings,
    ],
    metricRelabelings: withoutNoise,
  };
}
