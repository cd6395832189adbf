import type { GpuOperatorArgs } from "./gpu-operator";

/** The fewest arguments that work. */
export const smallest: GpuOperatorArgs = {};

/** Every argument. */
export const fullest: GpuOperatorArgs = {
  systemPool: "system",
  artifacts: {
    chartRepository: "oci://registry.example.com/charts",
    imageRegistry: "registry.example.com",
    gatewayApiManifest: "https://artifacts.example.com/gateway-api.yaml",
  },
};
