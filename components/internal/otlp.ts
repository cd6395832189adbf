/** Ports at which a collector takes spans by OTLP: the ones that the protocol's specification gives each transport. */
export const otlpPorts = { grpc: 4317, http: 4318 } as const;

/** Label by which network policies find the pods of the collector: its chart sets it to the name of the release. */
export const collectorPods = { "app.kubernetes.io/instance": "otel-collector" } as const;
