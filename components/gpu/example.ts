import type { GpuOperatorArgs } from "./gpu-operator";

/** The fewest arguments that work. */
export const smallest: GpuOperatorArgs = {};

/** Every argument. */
export const fullest: GpuOperatorArgs = {
  systemPool: "system",
  pools: [
    { sharing: { timeSlicing: 4 } },
    { sharing: { mps: 8 } },
    { sharing: { mig: { "3g.40gb": 1, "1g.10gb": 4 } } },
    {
      operatingSystem: "bottlerocket",
      sharing: { timeSlicing: 2 },
      taints: [{ key: "example.com/dedicated", value: "search", effect: "NoSchedule" }],
    },
  ],
  artifacts: {
    chartRepository: "oci://registry.example.com/charts",
    imageRegistry: "registry.example.com",
    gatewayApiManifest: "https://artifacts.example.com/gateway-api.yaml",
  },
};
