/** Ports at which a collector takes spans by OTLP: the ones that the protocol's specification gives each transport. */
export const otlpPorts = { grpc: 4317, http: 4318 } as const;

/** Name of the release, of the Deployment and of the Service of the collector. */
export const COLLECTOR_NAME = "otel-collector";

/** Label by which network policies find the pods of the collector: its chart sets it to the name of the release. */
export const collectorPods = { "app.kubernetes.io/instance": COLLECTOR_NAME } as const;
