/** Ports at which a collector takes spans by OTLP: the ones that the protocol's specification gives each transport. */
export const otlpPorts = { grpc: 4317, http: 4318 } as const;
