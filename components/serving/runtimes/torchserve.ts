import { versions } from "../../versions";
import {
  containerSecurity,
  HTTP_PORT,
  MODEL_PATH,
  ports,
  runtimeResources,
  type RuntimeDefinition,
} from "./runtime";

/**
 * TorchServe, for archives (`.mar`) that exist already. It is in limited maintenance: no updates and no security patches
 * are planned. Take `triton` with the format `pytorch` or `python` for what is new.
 */
export interface TorchServeRuntime {
  readonly name: "torchserve";
}

export const torchserve: RuntimeDefinition<TorchServeRuntime> = {
  servingRuntimes: (image) => [
    {
      name: "platform-torchserve",
      spec: {
        supportedModelFormats: [{ name: "pytorch" }],
        protocolVersions: ["v1", "v2"],
        containers: [
          {
            name: "kserve-container",
            image: image(versions.images.torchServe),
            args: [
              "torchserve",
              "--start",
              `--model-store=${MODEL_PATH}/model-store`,
              `--ts-config=${MODEL_PATH}/config/config.properties`,
            ],
            ports: ports(["http"]),
            resources: runtimeResources,
            securityContext: containerSecurity,
          },
        ],
      },
    },
  ],
  plan: () => {
    // As in KServe's own runtime: the paths of this image's health are not documented for the port of the wrapper.
    const listens = { tcpSocket: { port: HTTP_PORT } };
    return {
      runtime: "platform-torchserve",
      modelFormat: "pytorch",
      protocol: "v1",
      args: [],
      env: [{ name: "TS_SERVICE_ENVELOPE", value: "kserve" }],
      startup: listens,
      readiness: listens,
      liveness: listens,
      sharedMemory: true,
      writesCache: false,
      leastStartupSeconds: 0,
      exitSeconds: 0,
      metrics: { port: 8082, path: "/metrics" },
    };
  },
  problems: () => [],
};
